#include "app/understudyctl/rehearse_command.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <QCoreApplication>
#include <QEventLoop>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/rehearse_text.h"
#include "app/understudyctl/say.h"
#include "app/understudyctl/terminal_prompt.h"
#include "core/cluster/judgement.h"
#include "core/ops/rehearsal/operator_name.h"
#include "core/ops/rehearsal/plan_file.h"
#include "core/ops/rehearsal/runner.h"
#include "core/ops/report/kept_reports.h"
#include "core/ops/report/report_file.h"

namespace understudy::ctl {
namespace {

using cluster::InstanceName;

struct RehearseArguments {
    std::string file;
    std::string plan;
    std::string saved; ///< name of a saved plan, instead of all that follows
    std::string instance;
    std::string failure = "link";
    bool yes = false;
    std::vector<std::string> reports;
    int hold = 5;
    int probeInterval = 20;
    int outageLimit = 15;
};

class RehearseCommand {
public:
    /// `saved`: the plan, instead of one made from the arguments.
    RehearseCommand(ClusterSession& session, const RehearseArguments& arguments,
                    std::optional<cluster::RehearsalPlan> saved)
        : m_session(session), m_arguments(arguments), m_saved(std::move(saved)) {}

    int run() {
        m_session.sweep();
        const auto snapshot = m_session.snapshot();
        const InstanceName instance{m_arguments.instance};
        if (!instance.empty() && snapshot->find(instance) == nullptr) {
            fmt::print(stderr, "understudyctl: {} has no instance \"{}\"\n", m_arguments.file,
                       instance.value());
            return exitUsage;
        }
        if (!allAsked(*snapshot))
            return exitNotAsked;
        auto plan = planFor(*snapshot);
        if (const auto problems = cluster::problemsOf(plan, *snapshot); !problems.empty()) {
            for (const auto& problem : problems)
                fmt::print(stderr, "understudyctl: {}\n", problem.why);
            return exitNotSo;
        }
        m_forecast = cluster::forecastOf(plan, *snapshot);
        say(forecastText(plan, m_forecast, *snapshot));
        if (!m_arguments.yes && !confirmed(plan, *snapshot))
            return exitNotSo;
        return rehearse(plan);
    }

private:
    bool allAsked(const cluster::Snapshot& snapshot) const {
        bool all = true;
        for (const auto& node : snapshot.nodes) {
            if (cluster::isCurrent(node))
                continue;
            all = false;
            fmt::print(stderr, "understudyctl: {} cannot be asked: {}\n", node.name.value(),
                       node.linkError.value_or(node.speaker.error().value_or("no answer")));
        }
        return all;
    }

    cluster::RehearsalPlan planFor(const cluster::Snapshot& snapshot) const {
        auto plan = m_saved ? *m_saved : planFromArguments(snapshot);
        // To be dark for a while is what this plan is for; it is asked for by name below, or by --yes.
        plan.mayGoDark = plan.kind == cluster::PlanKind::InTurn;
        return plan;
    }

    cluster::RehearsalPlan planFromArguments(const cluster::Snapshot& snapshot) const {
        const auto instance =
            m_arguments.instance.empty() ? std::nullopt : std::optional{InstanceName{m_arguments.instance}};
        auto plan = cluster::makePlan(*cluster::planKindOf(m_arguments.plan),
                                      *cluster::failureKindOf(m_arguments.failure), snapshot, instance);
        plan.hold = std::chrono::seconds{m_arguments.hold};
        plan.probeInterval = std::chrono::milliseconds{m_arguments.probeInterval};
        plan.outageLimit = std::chrono::seconds{m_arguments.outageLimit};
        return plan;
    }

    bool confirmed(const cluster::RehearsalPlan& plan, const cluster::Snapshot& snapshot) const {
        const auto wanted = plan.mayGoDark ? snapshot.cluster->name : std::string{"yes"};
        const auto answer = askLineOnTerminal(
            plan.mayGoDark ? fmt::format("The floating IPs will be dark for some of these steps. Type the "
                                         "cluster's name, {}, to start: ",
                                         wanted)
                           : std::string{"Type yes to start: "});
        if (!answer) {
            fmt::print(stderr, "understudyctl: there is no terminal to ask on: add --yes to start\n");
            return false;
        }
        if (*answer != wanted)
            say("Nothing was touched.\n");
        return *answer == wanted;
    }

    int rehearse(const cluster::RehearsalPlan& plan) {
        ops::RehearsalRunner runner{m_session.engine(), plan, ops::operatorName()};
        ops::ReportPtr report;
        QEventLoop loop;
        QObject::connect(
            &runner, &ops::RehearsalRunner::progressed, &loop,
            [&](const ops::RehearsalProgress& progress) { say(progressText(progress, m_forecast)); });
        QObject::connect(&runner, &ops::RehearsalRunner::stepFinished, &loop,
                         [](std::size_t, const cluster::StepOutcome& step) {
                             say(fmt::format("       {}: {}\n", nameOf(step.verdict), step.why));
                         });
        QObject::connect(&runner, &ops::RehearsalRunner::finished, &loop,
                         [&](const ops::ReportPtr& finished) {
                             report = finished;
                             loop.quit();
                         });
        QObject::connect(&m_session.interrupt(), &Interrupt::requested, &runner,
                         [&] { runner.abort("interrupted by the operator"); });
        runner.start();
        if (report == nullptr)
            loop.exec();
        say(outcomeText(*report));
        keep(*report);
        const bool written = writeReports(*report);
        return report->verdict == cluster::Verdict::Pass && report->restored && written ? exitFine
                                                                                        : exitNotSo;
    }

    /// Where it can be found again; a report that cannot be kept changes nothing in what was rehearsed.
    void keep(const cluster::Report& report) const {
        const auto kept = ops::keepReport(report, ops::reportFolderOf(m_arguments.file));
        if (kept)
            say(fmt::format("The report is kept as {}\n", *kept));
        else
            fmt::print(stderr, "understudyctl: the report is not kept: {}\n", kept.error().what);
    }

    bool writeReports(const cluster::Report& report) const {
        bool all = true;
        for (const auto& path : m_arguments.reports) {
            const auto written = ops::writeReport(report, path);
            if (!written)
                fmt::print(stderr, "understudyctl: {}\n", written.error().what);
            all = all && written.has_value();
        }
        return all;
    }

    ClusterSession& m_session;
    const RehearseArguments& m_arguments;
    std::optional<cluster::RehearsalPlan> m_saved;
    std::vector<cluster::StepForecast> m_forecast;
};

/// The plan of this name beside the cluster file. The error names what there is.
base::Result<cluster::RehearsalPlan> savedPlan(const RehearseArguments& arguments) {
    const auto path = ops::planFileOf(arguments.file);
    const auto plans = ops::loadPlans(path);
    if (!plans)
        return tl::make_unexpected(plans.error());
    std::string known;
    for (const auto& saved : *plans) {
        if (saved.name == arguments.saved)
            return saved.plan;
        known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", saved.name);
    }
    return base::failure(fmt::format("{}: no plan is saved as \"{}\"; there {}", path, arguments.saved,
                                     known.empty() ? "is none" : "are " + known));
}

int run(const RehearseArguments& arguments) {
    for (const auto& path : arguments.reports) {
        if (const auto named = ops::checkReportName(path); !named) {
            fmt::print(stderr, "understudyctl: {}\n", named.error().what);
            return exitUsage;
        }
    }
    if (!arguments.instance.empty() && arguments.plan != "single") {
        fmt::print(stderr, "understudyctl: --instance belongs to --plan single\n");
        return exitUsage;
    }
    if (arguments.plan.empty() == arguments.saved.empty()) {
        fmt::print(stderr, "understudyctl: say which plan: --plan or --saved\n");
        return exitUsage;
    }
    std::optional<cluster::RehearsalPlan> plan;
    if (!arguments.saved.empty()) {
        const auto saved = savedPlan(arguments);
        if (!saved)
            return reportBadFile(saved.error());
        plan = *saved;
    }
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    return RehearseCommand{**session, arguments, plan}.run();
}

} // namespace

void addRehearseCommand(CLI::App& parser, int& exitCode) {
    auto* command =
        parser.add_subcommand("rehearse", "Rehearses failovers on purpose, and reports what they cost");
    const auto arguments = std::make_shared<RehearseArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command
        ->add_option("--plan", arguments->plan,
                     "in-turn: all down, then each alone; ladder: down the tiers and up again; single: one")
        ->check(CLI::IsMember({"in-turn", "ladder", "single"}));
    command->add_option("--instance", arguments->instance, "Of --plan single (default: the preferred one)");
    command->add_option("--failure", arguments->failure, "How an instance is made to fail")
        ->check(CLI::IsMember({"link", "session", "daemon", "silent"}))
        ->capture_default_str();
    command->add_flag("--yes", arguments->yes, "Start without asking");
    command->add_option("--report", arguments->reports, "Write a report to this file, by its suffix");
    command->add_option("--hold", arguments->hold, "Seconds for which a step's outcome is watched")
        ->check(CLI::Range(1, 600))
        ->capture_default_str();
    command->add_option("--probe-interval", arguments->probeInterval, "Milliseconds between two requests")
        ->check(CLI::Range(10, 1000))
        ->capture_default_str();
    command
        ->add_option("--outage-limit", arguments->outageLimit,
                     "Abort when an address is dark for so many seconds longer than predicted")
        ->check(CLI::Range(1, 600))
        ->capture_default_str();
    auto* saved = command->add_option("--saved", arguments->saved,
                                      "Instead of --plan: a plan that was saved in the window, by its name");
    for (const auto* other :
         {"--plan", "--instance", "--failure", "--hold", "--probe-interval", "--outage-limit"})
        saved->excludes(command->get_option(other));
    command->footer(
        "Every instance that is made to fail restores itself, whatever happens to this program.\n"
        "Exit status: 0 passed, and everything was restored; 1 failed, aborted, or not started; 2 usage or "
        "a bad\nfile; 3 an instance could not be asked.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
