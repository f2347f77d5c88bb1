#include "core/cluster/report.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"

namespace understudy::cluster {

LaneState laneOf(const Snapshot& snapshot, std::size_t node) {
    const auto& state = snapshot.nodes[node];
    if (!isCurrent(state))
        return LaneState::Unknown;
    bool announces = false;
    for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i) {
        if (servedBy(snapshot, i) == node)
            return LaneState::Serving;
        announces = announces || announcedPath(state, snapshot.cluster->floating[i].announced()) != nullptr;
    }
    return announces ? LaneState::Announcing : LaneState::Quiet;
}

ReportedInstance reportedInstance(const Snapshot& snapshot, const NodeState& node) {
    ReportedInstance reported;
    reported.name = node.name;
    if (const auto* instance = snapshot.cluster->find(node.name))
        reported.tier = instance->tier;
    if (const auto* speaker = node.speaker.last())
        reported.speaker = fmt::format("{} {}", nameOf(speaker->kind), speaker->version);
    reported.system = node.system;
    return reported;
}

std::string nameOf(const PlanStep& step) {
    return step.instance.value() + (step.action == StepAction::Fail ? " fails" : " comes back");
}

void conclude(StepOutcome& step) {
    step.verdict = Verdict::Pass;
    step.why.clear();
    for (const auto& target : step.targets) {
        const auto& judgement = target.judgement;
        const bool first = step.why.empty();
        if (judgement.verdict == Verdict::Pass && step.verdict == Verdict::Pass)
            step.why += (first ? "" : "; ") + judgement.why;
        if (judgement.verdict == Verdict::Pass)
            continue;
        step.why = step.verdict == Verdict::Pass ? judgement.why : step.why + "; " + judgement.why;
        step.verdict = judgement.verdict;
    }
}

void conclude(Report& report, const std::optional<std::string>& abortedBecause) {
    report.verdict = Verdict::Pass;
    report.why.clear();
    const auto failed = std::find_if(report.steps.begin(), report.steps.end(),
                                     [](const StepOutcome& step) { return step.verdict == Verdict::Fail; });
    if (failed != report.steps.end()) {
        report.verdict = Verdict::Fail;
        report.why = failed->name + ": " + failed->why;
    }
    if (!report.restored) {
        report.verdict = Verdict::Fail;
        report.why = "not everything is as it was before";
    }
    if (abortedBecause) {
        report.verdict = Verdict::Aborted;
        report.why = *abortedBecause;
    }
}

} // namespace understudy::cluster
