#include "app/understudyctl/tier_command.h"

#include <memory>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "core/base/clock.h"
#include "core/cluster/judgement.h"
#include "core/ops/cluster_file.h"
#include "core/ops/config/tier_change.h"

namespace understudy::ctl {
namespace {

using namespace std::chrono_literals;
using Json = nlohmann::ordered_json;
using Outcome = ops::IntentResult::Outcome;

constexpr auto readLimit = 60s;
/// The change itself, its undoing, and logging in anew on a slow network.
constexpr auto applyLimit = 180s;

struct TierArguments {
    std::string file;
    std::string instance;
    int tier = 0;
    int undoAfter = 40;
    bool check = false;
    bool equalOk = false;
    bool force = false;
    bool json = false;
};

std::string namesOf(const std::vector<cluster::InstanceName>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i].value();
    return text;
}

class TierCommand {
public:
    TierCommand(ClusterSession& session, ops::ClusterFile file, const TierArguments& arguments)
        : m_session(session), m_file(std::move(file)),
          m_arguments(arguments), m_move{cluster::InstanceName{arguments.instance}, arguments.tier} {}

    int run() {
        m_session.sweep();
        const auto plan = cluster::planTiers(*m_session.snapshot(), {m_move});
        m_from = cluster::observedTier(*m_session.snapshot(), *m_session.snapshot()->find(m_move.instance));
        for (const auto& equal : plan.equal)
            m_equal.push_back(
                fmt::format("{} would be equal in tier {}: they share the traffic at random (ECMP)",
                            namesOf(equal.instances), equal.tier));
        for (const auto& objection : plan.objections) {
            if (objection.id == cluster::TierObjection::Id::NotConnected)
                return end("refused", objection.why, exitNotAsked);
        }
        m_change = std::make_unique<ops::TierChange>(m_session.engine(), plan.steps);
        bool prepared = false;
        QObject::connect(m_change.get(), &ops::TierChange::prepared, m_change.get(),
                         [&prepared] { prepared = true; });
        m_change->prepare();
        if (!m_session.waitFor([&prepared] { return prepared; }, readLimit))
            return end("refused", "the node's configuration could not be read in time", exitNotAsked);
        const auto& preview = m_change->previews().front();
        if (!preview.error.empty())
            return end("refused", preview.error, exitNotSo);
        if (!m_arguments.json)
            showDifferences(preview);
        if (m_arguments.check)
            return end(preview.files.empty() ? "unchanged" : "differs", {},
                       preview.files.empty() ? exitFine : exitNotSo);
        if (!cluster::mayProceed(plan, m_arguments.force, m_arguments.equalOk))
            return end("refused", whyNot(plan), exitNotSo);
        return carryOut(!preview.files.empty());
    }

private:
    void showDifferences(const ops::TierPreview& preview) const {
        for (std::size_t i = 0; i < preview.files.size(); ++i)
            fmt::print("--- {0} on {1}\n+++ {0} on {1}, tier {2}\n{3}", preview.files[i].path,
                       m_arguments.instance, m_arguments.tier, preview.diffs[i]);
        for (const auto& sentence : m_equal)
            fmt::print(stderr, "understudyctl: {}\n", sentence);
        std::fflush(stdout);
    }

    std::string whyNot(const cluster::TierPlan& plan) const {
        std::string why;
        for (const auto& objection : plan.objections) {
            if (!m_arguments.force || !objection.canBeForced)
                why += (why.empty() ? "" : "; ") + objection.why +
                       (objection.canBeForced ? " (--force overrules this)" : "");
        }
        if (!m_arguments.equalOk) {
            for (const auto& sentence : m_equal)
                why += (why.empty() ? "" : "; ") + sentence + " (--equal-ok if that is meant)";
        }
        return why;
    }

    int carryOut(bool changes) {
        m_change->setUndoAfter(std::chrono::seconds{m_arguments.undoAfter});
        std::optional<ops::IntentResult> result;
        QObject::connect(m_change.get(), &ops::TierChange::finished, m_change.get(),
                         [&result](const auto&, const ops::IntentResult& answer) { result = answer; });
        QObject::connect(m_change.get(), &ops::TierChange::progressed, m_change.get(),
                         [this](const auto&, const ops::JobProgress& progress) {
                             if (!m_arguments.json)
                                 fmt::print(stderr, "{}/{} {}\n", progress.step, progress.steps,
                                            progress.text);
                         });
        QObject::connect(&m_session.interrupt(), &Interrupt::requested, m_change.get(),
                         [this] { m_change->cancel(); });
        m_change->apply();
        const auto answered = [&result] {
            return result.has_value();
        };
        // An interrupt ends the first wait; what is under way is undone then.
        if (!m_session.waitFor(answered, applyLimit))
            m_session.waitFor(answered, applyLimit);
        if (!result)
            return end("unknown", "no answer: look at the status", exitNotAsked);
        if (result->outcome == Outcome::Unknown)
            return end("unknown", result->why, exitNotAsked);
        if (result->outcome != Outcome::Acked)
            return end(result->outcome == Outcome::Failed ? "failed" : "refused", result->why, exitNotSo);
        if (const auto saved = saveTier(); !saved)
            return end("done",
                       fmt::format("{} is in tier {}, but the cluster file could not be saved: {}",
                                   m_arguments.instance, m_arguments.tier, saved.error().what),
                       exitNotSo);
        return end(changes ? "done" : "unchanged", {}, exitFine);
    }

    base::Result<void> saveTier() {
        auto cluster = m_file.cluster();
        for (auto& instance : cluster.instances) {
            if (instance.name != m_move.instance || instance.tier == m_move.tier)
                continue;
            instance.tier = m_move.tier;
            return m_file.save(cluster);
        }
        return {};
    }

    int end(const std::string& outcome, const std::string& why, int exit) {
        if (m_arguments.json) {
            auto files = Json::array();
            for (std::size_t i = 0; m_change && i < m_change->previews().front().files.size(); ++i)
                files.push_back({{"path", m_change->previews().front().files[i].path},
                                 {"diff", m_change->previews().front().diffs[i]}});
            const Json document{{"instance", m_arguments.instance},
                                {"at", base::toIso8601(base::systemClock().wall())},
                                {"from", m_from ? Json(*m_from) : Json(nullptr)},
                                {"to", m_arguments.tier},
                                {"outcome", outcome},
                                {"why", why.empty() ? Json(nullptr) : Json(why)},
                                {"equal", m_equal},
                                {"files", files}};
            fmt::print("{}\n", document.dump(2));
        } else if (!why.empty()) {
            fmt::print(stderr, "understudyctl: {}: {}\n", outcome, why);
        } else if (outcome == "done") {
            fmt::print("{} is in tier {}: the router is told so, and its file is saved.\n",
                       m_arguments.instance, m_arguments.tier);
        } else if (outcome == "unchanged") {
            fmt::print("{} is in tier {} already.\n", m_arguments.instance, m_arguments.tier);
        }
        return exit;
    }

    ClusterSession& m_session;
    ops::ClusterFile m_file;
    const TierArguments& m_arguments;
    cluster::TierMove m_move;
    std::optional<int> m_from;
    std::vector<std::string> m_equal;
    std::unique_ptr<ops::TierChange> m_change;
};

int run(const TierArguments& arguments) {
    auto file = ops::ClusterFile::load(arguments.file);
    if (!file)
        return reportBadFile(file.error());
    if (file->cluster().find(cluster::InstanceName{arguments.instance}) == nullptr) {
        fmt::print(stderr, "understudyctl: {} has no instance \"{}\"\n", arguments.file, arguments.instance);
        return exitUsage;
    }
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    return TierCommand{**session, *std::move(file), arguments}.run();
}

} // namespace

void addTierCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand("tier", "Changes how often an instance prepends");
    const auto arguments = std::make_shared<TierArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_option("INSTANCE", arguments->instance, "Name of the instance")->required();
    command->add_option("N", arguments->tier, "Number of prepends; 0 is the most preferred")
        ->required()
        ->check(CLI::Range(0, 16));
    command->add_flag("--check", arguments->check, "Only show the differences");
    command->add_flag("--equal-ok", arguments->equalOk,
                      "Another instance has this tier too, and sharing the traffic with it is meant");
    command
        ->add_option("--undo-after", arguments->undoAfter,
                     "Seconds after which the speaker goes back unless all is as wanted")
        ->check(CLI::Range(20, 3600))
        ->capture_default_str();
    command->add_flag("--force", arguments->force, "Overrule the guards that may be overruled");
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->footer(
        "The speaker checks the new configuration, runs it without ending the session, and goes back\n"
        "by itself unless the exported paths are seen to be as wanted; then it is kept, and the tier\n"
        "is saved in the cluster file. Exit status: 0 in this tier (with --check: no differences);\n"
        "1 refused, undone, or differences; 2 usage or a bad file; 3 the instance could not be asked.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
