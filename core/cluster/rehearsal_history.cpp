#include "core/cluster/rehearsal_history.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::cluster {
namespace {

using namespace std::chrono_literals;

bool makesFail(const PastStep& step, const InstanceName& instance) {
    return step.step.action == StepAction::Fail && step.step.instance == instance;
}

PastStep pastStep(const Report& report, std::size_t index, const TargetOutcome& target) {
    const auto& step = report.steps[index];
    PastStep past;
    past.index = index;
    past.step = step.step;
    past.address = report.addresses.at(target.forecast.floatingIndex);
    past.staysDark = target.forecast.takeOver.empty();
    past.predictedGap = target.forecast.gap;
    past.verdict = step.verdict;
    if (!target.measured)
        return past;
    past.verdict = target.judgement.verdict;
    past.gap = target.measured->lost == 0 ? 0ns : target.measured->gap;
    past.gapError = target.measured->gapError;
    past.darkAtEnd = target.measured->darkAtEnd;
    return past;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

} // namespace

PastRehearsal summarize(const Report& report) {
    PastRehearsal past;
    past.startedAt = report.startedAt;
    past.kind = report.plan.kind;
    past.failure = report.plan.failure;
    past.who = report.who;
    past.verdict = report.verdict;
    past.why = report.why;
    past.restored = report.restored;
    for (std::size_t i = 0; i < report.steps.size(); ++i) {
        for (const auto& target : report.steps[i].targets)
            past.steps.push_back(pastStep(report, i, target));
    }
    return past;
}

std::optional<std::chrono::nanoseconds> longestGap(const PastRehearsal& rehearsal) {
    std::optional<std::chrono::nanoseconds> longest;
    for (const auto& step : rehearsal.steps) {
        if (step.gap && !step.staysDark)
            longest = std::max(longest.value_or(0ns), *step.gap);
    }
    return longest;
}

std::vector<GapPoint> gapsOf(const std::vector<PastRehearsal>& history, const InstanceName& instance) {
    std::vector<GapPoint> points;
    for (const auto& rehearsal : history) {
        std::optional<GapPoint> point;
        for (const auto& step : rehearsal.steps) {
            if (!makesFail(step, instance) || step.staysDark || !step.gap)
                continue;
            if (!point)
                point = GapPoint{rehearsal.startedAt, rehearsal.failure, 0ns, 0ns, Verdict::Pass};
            if (*step.gap >= point->gap) {
                point->gap = *step.gap;
                point->gapError = step.gapError;
            }
            if (step.verdict != Verdict::Pass)
                point->verdict = step.verdict;
        }
        if (point)
            points.push_back(*point);
    }
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    return points;
}

std::optional<LastSuccess> lastSuccess(const std::vector<PastRehearsal>& history,
                                       const InstanceName& instance) {
    std::optional<LastSuccess> last;
    for (const auto& rehearsal : history) {
        if (rehearsal.verdict != Verdict::Pass || !rehearsal.restored ||
            (last && last->at >= rehearsal.startedAt))
            continue;
        const auto& steps = rehearsal.steps;
        if (std::any_of(steps.begin(), steps.end(),
                        [&](const PastStep& step) { return step.gap && makesFail(step, instance); }))
            last = LastSuccess{rehearsal.startedAt, rehearsal.failure};
    }
    return last;
}

std::vector<Finding> examineHistory(const Cluster& cluster, const std::vector<PastRehearsal>& history,
                                    base::WallTime now) {
    std::vector<std::string> never;
    std::vector<std::string> stale;
    for (const auto& instance : cluster.instances) {
        const auto last = lastSuccess(history, instance.name);
        if (!last)
            never.push_back(instance.name.value());
        else if (now - last->at > rehearsalGoesStale)
            stale.push_back(instance.name.value());
    }
    std::vector<Finding> findings;
    if (!stale.empty())
        findings.push_back(
            {"rehearsal-stale", Severity::Warning, std::nullopt,
             fmt::format("The failure of {} was last rehearsed with success more than {} days ago",
                         listed(stale), rehearsalGoesStale.count()),
             "Rehearse it again: what has changed since then is not proved to work."});
    if (!never.empty())
        findings.push_back(
            {"never-rehearsed", Severity::Info, std::nullopt,
             fmt::format("The failure of {} has not been rehearsed with success yet", listed(never)),
             "Rehearse it: a failover that was never seen to work is a hope."});
    return findings;
}

} // namespace understudy::cluster
