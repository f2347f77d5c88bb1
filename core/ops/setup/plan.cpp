#include "core/ops/setup/plan.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/ops/setup/plan_parts.h"
#include "core/ops/shown_diff.h"

namespace understudy::ops {
namespace {

using base::Family;
using cluster::SpeakerChoice;

SpeakerChoice chooseSpeaker(const SetupTarget& target, const Survey& survey, const SetupOptions& options) {
    for (const auto choice : {options.speaker, target.instance.speaker}) {
        if (choice != SpeakerChoice::Auto)
            return choice;
    }
    if (survey.bird.running || survey.bird6.running)
        return SpeakerChoice::Bird;
    return survey.understudyd.installed() && survey.understudyd.running ? SpeakerChoice::Understudyd
                                                                        : SpeakerChoice::Bird;
}

/// The instance's own address, of a family that it is to announce: the file's, or the one that the node would
/// use for its neighbor.
std::optional<base::IpAddress> sourceOf(const SetupTarget& target, const Survey& survey, Family family) {
    if (!cluster::hasFamily(target.floating, family))
        return std::nullopt;
    const auto& written = family == Family::V4 ? target.instance.address4 : target.instance.address6;
    return written ? written : (family == Family::V4 ? survey.way4 : survey.way6).source;
}

void judgeNode(const PlanContext& context, SetupPlan& plan) {
    const auto& survey = context.survey;
    if (survey.underWay)
        plan.objections.emplace_back("another set-up of this node is under way");
    if (!survey.root)
        plan.objections.emplace_back(
            "the login is not root's: set \"sudo\" in the cluster file, or log in as root");
    const auto& instance = context.target.instance;
    for (const auto family : {Family::V4, Family::V6}) {
        const auto& way = family == Family::V4 ? survey.way4 : survey.way6;
        const auto& source = family == Family::V4 ? context.source4 : context.source6;
        if (!source)
            continue;
        const bool held = std::any_of(survey.addresses.begin(), survey.addresses.end(),
                                      [&](const auto& address) { return address.address() == *source; });
        if (!held)
            plan.objections.push_back(
                fmt::format("{} is not an address of this node: correct address{} of {} "
                            "in the cluster file",
                            source->toString(), family == Family::V4 ? 4 : 6, instance.name.value()));
        if (!way.route)
            plan.notes.push_back(fmt::format(
                "there is no route to the neighbor {}",
                (family == Family::V4 ? context.target.cloud.neighbor4 : context.target.cloud.neighbor6)
                    .toString()));
    }
    if (!context.source4 && !context.source6)
        plan.objections.emplace_back(
            "the node's own address is not known: write address4 or address6 into the "
            "cluster file");
}

void expectSessions(const PlanContext& context, SetupPlan& plan) {
    for (const auto family : {Family::V4, Family::V6}) {
        if (!context.wants(family))
            continue;
        const auto& cloud = context.target.cloud;
        WantedSession session{family, family == Family::V4 ? cloud.neighbor4 : cloud.neighbor6, {}};
        for (const auto& floating : context.target.floating) {
            if (floating.prefix.family() == family)
                session.announced.push_back(floating.announced());
        }
        plan.sessions.push_back(std::move(session));
    }
}

} // namespace

std::optional<SetupFile> changedFile(const Survey& survey, const std::string& path, std::string_view after,
                                     const std::string& mode, const std::string& owner) {
    const auto* there = survey.file(path);
    const auto sameOwner = [&] {
        return there->owner.substr(there->owner.find(':')) == owner.substr(owner.find(':'));
    };
    if (there != nullptr && there->text.reveal() == after && there->mode == mode && sameOwner())
        return std::nullopt;
    SetupFile file{path, std::nullopt, base::Secret{std::string{after}}, mode, owner};
    if (there != nullptr)
        file.before = there->text;
    return file;
}

std::vector<std::string> shownDiff(const SetupFile& file) {
    std::vector<std::string> lines{fmt::format("--- {}", file.before ? file.path : "/dev/null"),
                                   fmt::format("+++ {}", file.path)};
    if (file.isProgram) {
        lines.push_back(fmt::format("+ a program of {} bytes", file.after.reveal().size()));
        return lines;
    }
    const auto hunks =
        shownDiff(file.before ? file.before->reveal() : std::string_view{}, file.after.reveal());
    lines.insert(lines.end(), hunks.begin(), hunks.end());
    return lines;
}

SetupPlan planSetup(const SetupTarget& target, const Survey& survey, const SetupOptions& options) {
    PlanContext context{target, survey, options, chooseSpeaker(target, survey, options), {}, {}, {}};
    context.source4 = sourceOf(target, survey, Family::V4);
    context.source6 = sourceOf(target, survey, Family::V6);
    for (const auto& floating : target.floating) {
        if (context.wants(floating.prefix.family()))
            context.addresses.push_back(floating.prefix);
    }
    SetupPlan plan;
    if (survey.unfinished && !survey.underWay) {
        SetupStep step;
        step.kind = SetupKind::PutBack;
        step.what = "what an interrupted set-up had changed, put back as it was";
        plan.steps.push_back(std::move(step));
        return plan;
    }
    plan.prepends = static_cast<std::uint32_t>(std::max(target.instance.tier, 0));
    plan.client = context.speaker == SpeakerChoice::Understudyd ? "understudyc" : "birdc";
    judgeNode(context, plan);
    expectSessions(context, plan);
    planInstall(context, plan);
    planInterface(context, plan);
    planBoot(context, plan);
    planProgram(context, plan);
    planFirewall(context, plan);
    planSpeaker(context, plan);
    return plan;
}

} // namespace understudy::ops
