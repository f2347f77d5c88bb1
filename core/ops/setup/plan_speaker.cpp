// The speaker: its package or program, its configuration, its service.
#include <algorithm>

#include <fmt/format.h>

#include "core/bird/config_merge.h"
#include "core/ops/setup/plan_parts.h"
#include "core/ops/setup/rc_conf.h"
#include "core/ops/setup/setup_files.h"

namespace understudy::ops {
namespace {

using base::Family;
using bird::ConfigFile;
using cluster::SpeakerChoice;

/// One daemon that is to run, with its file.
struct Daemon {
    std::string service;
    const SurveyedProgram* program;
    ConfigFile kind;
    std::string path;
    std::string group;
    std::string checker; ///< what checks a file with -p -c
    std::string client;  ///< what talks to it
};

bool isUnderstudyd(const PlanContext& context) {
    return context.speaker == SpeakerChoice::Understudyd;
}

bool isInstalled(const PlanContext& context) {
    return isUnderstudyd(context) ? context.survey.understudyd.installed() : context.survey.bird.installed();
}

std::string birdConfig(const Survey& survey, const SurveyedProgram& program, const std::string& name) {
    if (!program.config.empty())
        return program.config;
    for (const auto* folder : {"/etc/bird/", "/etc/", "/usr/local/etc/"}) {
        if (survey.file(folder + name) != nullptr)
            return folder + name;
    }
    if (survey.system == NodeSystem::FreeBsd)
        return "/usr/local/etc/" + name;
    return (survey.packages == PackageManager::Apt ? "/etc/bird/" : "/etc/") + name;
}

std::vector<Daemon> daemonsOf(const PlanContext& context) {
    const auto& survey = context.survey;
    if (isUnderstudyd(context)) {
        const auto path = survey.understudyd.config.empty() ? understudydConfig : survey.understudyd.config;
        return {{"understudyd", &survey.understudyd, ConfigFile::Bird2, path, "understudyd",
                 survey.understudyd.installed() ? survey.understudyd.path : understudydProgram,
                 "understudyc"}};
    }
    const auto group = [&](const SurveyedProgram& program) -> std::string {
        if (!program.group.empty())
            return program.group;
        if (!survey.birdGroup.empty())
            return survey.birdGroup;
        // A package that is still to be installed brings its group with it.
        if (!program.installed() && survey.packages == PackageManager::Apt)
            return "bird";
        if (!program.installed() && survey.packages == PackageManager::Pkg)
            return "birdvty";
        return survey.system == NodeSystem::FreeBsd ? "wheel" : "root";
    };
    if (!survey.bird.version.starts_with("1."))
        return {{"bird", &survey.bird, ConfigFile::Bird2, birdConfig(survey, survey.bird, "bird.conf"),
                 group(survey.bird), survey.bird.installed() ? survey.bird.path : "bird", "birdc"}};
    std::vector<Daemon> daemons;
    if (context.wants(Family::V4))
        daemons.push_back({"bird", &survey.bird, ConfigFile::Bird1Ipv4,
                           birdConfig(survey, survey.bird, "bird.conf"), group(survey.bird), survey.bird.path,
                           "birdc"});
    if (context.wants(Family::V6))
        daemons.push_back({"bird6", &survey.bird6, ConfigFile::Bird1Ipv6,
                           birdConfig(survey, survey.bird6, "bird6.conf"), group(survey.bird6),
                           survey.bird6.path, "birdc6"});
    return daemons;
}

bird::NodeConfig nodeConfig(const PlanContext& context, ConfigFile kind) {
    const auto& [instance, cloud, floating] = context.target;
    bird::NodeConfig node;
    // Without an IPv4 address of its own the instance needs some other number that nobody else has.
    node.routerId = context.source4 ? *context.source4 : instance.address4.value_or(base::IpAddress{});
    if (node.routerId == base::IpAddress{} && context.survey.way4.source)
        node.routerId = *context.survey.way4.source;
    node.localAs = cloud.localAs;
    node.neighborAs = cloud.neighborAs;
    if (context.wants(Family::V4)) {
        node.neighbor4 = cloud.neighbor4;
        node.source4 = context.source4;
    }
    if (context.wants(Family::V6)) {
        node.neighbor6 = cloud.neighbor6;
        node.source6 = context.source6;
    }
    node.protocol4 = instance.protocol4.value_or("vultr");
    node.protocol6 = instance.protocol6.value_or(kind == ConfigFile::Bird1Ipv6 ? "vultr" : "vultr6");
    node.interface = instance.interface;
    node.prepends = static_cast<std::uint32_t>(std::max(instance.tier, 0));
    node.holdTime = context.options.holdTime;
    node.password4 = context.options.password4.value_or(base::Secret{});
    node.password6 = context.options.password6.value_or(base::Secret{});
    return node;
}

/// Whose session the text has no password for; nullopt: they all have one.
std::optional<base::IpAddress> withoutPassword(const PlanContext& context, std::string_view text,
                                               ConfigFile kind) {
    const auto& cloud = context.target.cloud;
    if (kind != ConfigFile::Bird1Ipv6 && context.wants(Family::V4) &&
        !bird::hasPassword(text, cloud.neighbor4))
        return cloud.neighbor4;
    if (kind != ConfigFile::Bird1Ipv4 && context.wants(Family::V6) &&
        !bird::hasPassword(text, cloud.neighbor6))
        return cloud.neighbor6;
    return std::nullopt;
}

/// What the file is to say; nullopt after an objection.
std::optional<std::string> wantedText(const PlanContext& context, const Daemon& daemon, SetupPlan& plan) {
    const auto node = nodeConfig(context, daemon.kind);
    const auto* there = context.survey.file(daemon.path);
    const bool fresh = there == nullptr || there->pristine || there->text.empty();
    base::Result<std::string> text;
    if (fresh) {
        text = bird::writeConfig(node, daemon.kind);
        if (there != nullptr && there->pristine)
            plan.notes.push_back(fmt::format(
                "{} is still as its package brought it, and is replaced as a whole", daemon.path));
    } else {
        bird::MergeRequest request{daemon.path, there->text.reveal(), node, daemon.kind, {}};
        for (const auto& floating : context.target.floating)
            request.announced.push_back(floating.announced());
        auto merged = bird::mergeConfig(request);
        if (merged)
            plan.notes.insert(plan.notes.end(), merged->notes.begin(), merged->notes.end());
        text =
            merged ? base::Result<std::string>{std::move(merged->text)} : tl::make_unexpected(merged.error());
    }
    if (!text) {
        plan.objections.push_back(text.error().what);
        return std::nullopt;
    }
    if (const auto neighbor = withoutPassword(context, *text, daemon.kind)) {
        plan.objections.push_back(fmt::format(
            "{} has no password for the session with {} yet: store it with `understudyctl secret set`, or "
            "give it with --password-stdin",
            daemon.path, neighbor->toString()));
        return std::nullopt;
    }
    return *std::move(text);
}

void planConfiguration(const PlanContext& context, const Daemon& daemon, SetupPlan& plan) {
    const auto text = wantedText(context, daemon, plan);
    if (!text)
        return;
    auto file = changedFile(context.survey, daemon.path, *text, "640", fmt::format("root:{}", daemon.group));
    if (!file)
        return;
    SetupStep step;
    step.kind = SetupKind::Configuration;
    step.what = fmt::format("the configuration of {}", daemon.service);
    const bool changes = !file->before || file->before->reveal() != *text;
    step.timed = daemon.program->running && changes;
    if (step.timed) {
        // A file that was broken before this is not loaded again either.
        step.reload.push_back(
            fmt::format("{} -p -c {} >/dev/null 2>&1 || exit 0", daemon.checker, daemon.path));
        step.reload.push_back(fmt::format("{} configure | grep -q '^Reconfigur'", daemon.client));
        // The change leaves the file's owner and mode as they are.
        step.commands.push_back(fmt::format("chown {} {}", file->owner, daemon.path));
        step.commands.push_back(fmt::format("chmod {} {}", file->mode, daemon.path));
        step.cost =
            "sessions whose settings change begin anew, and announce nothing until they are up again; the "
            "others go on";
    } else if (isInstalled(context) || isUnderstudyd(context)) {
        step.commands.push_back(fmt::format("{} -p -c {}", daemon.checker, daemon.path));
    }
    step.files.push_back(*std::move(file));
    plan.steps.push_back(std::move(step));
}

std::string start(const Survey& survey, const std::string& service) {
    return survey.init == InitKind::Systemd ? fmt::format("systemctl start {}", service)
                                            : fmt::format("service {} start", service);
}

std::string stop(const Survey& survey, const std::string& service) {
    return survey.init == InitKind::Systemd ? fmt::format("systemctl stop {}", service)
                                            : fmt::format("service {} stop", service);
}

std::string enable(const Survey& survey, const std::string& service, bool on) {
    switch (survey.init) {
    case InitKind::Systemd:
        return fmt::format("systemctl {} -q {}", on ? "enable" : "disable", service);
    case InitKind::FreeBsdRc:
        return fmt::format("sysrc {}_enable={} >/dev/null", service, on ? "YES" : "NO");
    case InitKind::SysV:
    case InitKind::None:
        break;
    }
    return on ? fmt::format("update-rc.d {0} defaults >/dev/null && update-rc.d {0} enable", service)
              : fmt::format("update-rc.d {} disable", service);
}

/// What takes an enabling back.
std::string neverEnabled(const Survey& survey, const std::string& service) {
    if (survey.init == InitKind::SysV)
        return fmt::format("update-rc.d -f {} remove >/dev/null", service);
    const auto* rc = survey.file(rcConf);
    const bool unset = rc == nullptr || !findRcValue(rc->text.reveal(), service + "_enable");
    return survey.init == InitKind::FreeBsdRc && unset ? fmt::format("sysrc -x {}_enable", service)
                                                       : enable(survey, service, false);
}

/// The other speaker would hold port 179 and announce on its own.
void stopOther(const PlanContext& context, SetupStep& step) {
    const auto& survey = context.survey;
    const auto end = [&](const SurveyedProgram& program, const std::string& service) {
        if (!program.running && !program.enabled)
            return;
        if (program.enabled) {
            step.commands.push_back(enable(survey, service, false));
            step.undo.insert(step.undo.begin(), enable(survey, service, true));
        }
        if (program.running) {
            step.commands.push_back(stop(survey, service));
            step.undo.insert(step.undo.begin(), start(survey, service));
            step.cost = fmt::format("{} is stopped: its sessions end, and nothing is announced until the new "
                                    "ones are up",
                                    service);
        }
    };
    if (isUnderstudyd(context)) {
        end(survey.bird, "bird");
        end(survey.bird6, "bird6");
    } else {
        end(survey.understudyd, "understudyd");
    }
}

void planService(const PlanContext& context, const std::vector<Daemon>& daemons, SetupPlan& plan) {
    const auto& survey = context.survey;
    SetupStep step;
    step.kind = SetupKind::Service;
    stopOther(context, step);
    const bool newProgram = std::any_of(plan.steps.begin(), plan.steps.end(), [](const SetupStep& each) {
        return each.kind == SetupKind::Program &&
               std::any_of(each.files.begin(), each.files.end(),
                           [](const auto& file) { return file.isProgram; });
    });
    for (const auto& daemon : daemons) {
        if (!daemon.program->enabled) {
            step.commands.push_back(enable(survey, daemon.service, true));
            step.undo.insert(step.undo.begin(), neverEnabled(survey, daemon.service) + " || :");
        }
        if (!daemon.program->running) {
            step.commands.push_back(start(survey, daemon.service));
            step.undo.insert(step.undo.begin(), stop(survey, daemon.service) + " || :");
        } else if (newProgram) {
            step.commands.push_back(survey.init == InitKind::Systemd
                                        ? fmt::format("systemctl restart {}", daemon.service)
                                        : fmt::format("service {} restart", daemon.service));
            step.undo.insert(step.undo.begin(), step.commands.back());
            step.cost = fmt::format("{} is restarted: with graceful restart the router keeps its routes "
                                    "meanwhile, otherwise they are withdrawn until the session is up again",
                                    daemon.service);
        }
    }
    if (step.commands.empty())
        return;
    if (survey.init == InitKind::None)
        plan.objections.emplace_back("nothing that is known starts services on this node");
    step.what = daemons.size() == 1 ? fmt::format("the service {}, now and at boot", daemons.front().service)
                                    : "the services bird and bird6, now and at boot";
    plan.steps.push_back(std::move(step));
}

} // namespace

void planInstall(const PlanContext& context, SetupPlan& plan) {
    if (isUnderstudyd(context) || isInstalled(context))
        return;
    SetupStep step;
    step.kind = SetupKind::Install;
    step.what = "BIRD, by the node's package manager";
    switch (context.survey.packages) {
    case PackageManager::Apt:
        step.commands = {
            "apt-get update -q",
            "DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends bird2"};
        break;
    case PackageManager::Dnf:
        step.commands = {"dnf install -y bird"};
        break;
    case PackageManager::Yum:
        step.commands = {"yum install -y bird"};
        break;
    case PackageManager::Apk:
        step.commands = {"apk add bird"};
        break;
    case PackageManager::Zypper:
        step.commands = {"zypper --non-interactive install bird"};
        break;
    case PackageManager::Pkg:
        step.commands = {"pkg install -y bird2"};
        break;
    case PackageManager::None:
        plan.objections.emplace_back(
            "BIRD is not installed, and the node has no package manager that is known: "
            "install it by hand, or choose understudyd");
        return;
    }
    step.cost = "the package stays when a later step fails";
    plan.notes.emplace_back(
        "what the package brings is looked at once it is there; if the steps below are then "
        "others, they are shown again");
    plan.steps.push_back(std::move(step));
}

void planProgram(const PlanContext& context, SetupPlan& plan) {
    if (!isUnderstudyd(context))
        return;
    const auto& survey = context.survey;
    if (survey.system == NodeSystem::FreeBsd) {
        plan.objections.emplace_back("understudyd is not built for FreeBSD; choose bird");
        return;
    }
    const auto& bundle = context.options.bundle;
    if (!bundle) {
        if (!survey.understudyd.installed())
            plan.objections.emplace_back(
                "understudyd is not installed on the node, and is not at hand to be put "
                "there");
        return;
    }
    // A package's own program is the package's to renew.
    if (survey.understudyd.installed() && survey.understudyd.path != understudydProgram)
        return;
    if (bundle->machine != survey.machine) {
        plan.objections.push_back(fmt::format("understudyd at hand runs on {}, and the node is {}",
                                              bundle->machine, survey.machine));
        return;
    }
    SetupStep step;
    step.kind = SetupKind::Program;
    step.what = "understudyd, its client and its service";
    if (survey.understudydSum != bundle->daemonSum) {
        for (const auto& [path, octets, sum] :
             {std::tuple{understudydProgram, &bundle->daemon, &bundle->daemonSum},
              std::tuple{understudycProgram, &bundle->client, &bundle->clientSum}}) {
            step.files.push_back({path, std::nullopt, base::Secret{*octets}, "755", "root:root", true});
            step.commands.push_back(fmt::format("echo '{}  {}' | sha256sum -c --quiet", *sum, path));
        }
    }
    const bool systemd = survey.init == InitKind::Systemd;
    if (auto file = changedFile(survey, systemd ? understudydUnit : understudydInit,
                                systemd ? bundle->unit : bundle->init, systemd ? "644" : "755", "root:root"))
        step.files.push_back(*std::move(file));
    if (!survey.understudydUser) {
        step.commands.emplace_back("useradd --system --user-group --no-create-home --home-dir /nonexistent "
                                   "--shell /usr/sbin/nologin understudyd");
        step.undo.emplace_back("userdel understudyd 2>/dev/null || :");
    }
    if (systemd && !step.files.empty()) {
        step.commands.emplace_back("systemctl daemon-reload");
        step.reload.emplace_back("systemctl daemon-reload");
    }
    if (!step.files.empty() || !step.commands.empty())
        plan.steps.push_back(std::move(step));
}

void planSpeaker(const PlanContext& context, SetupPlan& plan) {
    if (!isUnderstudyd(context) && context.survey.bird.version.starts_with("1.") &&
        context.wants(Family::V6) && !context.survey.bird6.installed())
        plan.objections.emplace_back("BIRD 1.6 is installed without bird6, which its IPv6 sessions need");
    const auto daemons = daemonsOf(context);
    if (context.survey.system == NodeSystem::FreeBsd)
        planFreeBsdMd5(context, plan);
    for (const auto& daemon : daemons)
        planConfiguration(context, daemon, plan);
    planService(context, daemons, plan);
}

} // namespace understudy::ops
