// The outcome of a rehearsal as values; what writes it down as JSON, HTML or text is core/ops/report's.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/event.h"
#include "core/cluster/rehearsal_verdict.h"

namespace understudy::cluster {

struct TargetOutcome {
    TargetForecast forecast;
    std::string predicted;                     ///< explain() of the forecast
    std::optional<TargetMeasurement> measured; ///< nullopt: the step was not carried out
    Judgement judgement;
};

struct StepOutcome {
    PlanStep step;
    std::string name; ///< e.g. "backup1 fails"
    base::WallTime at{};
    base::SteadyTime steady{};
    std::optional<ChangeTime> change;   ///< nullopt: the step was not carried out
    std::vector<TargetOutcome> targets; ///< one a floating address
    Verdict verdict = Verdict::Aborted;
    std::string why; ///< of the worst target, or why the step was not carried out
};

/// A command that ran on a node.
struct ReportedCommand {
    base::WallTime at{};
    InstanceName instance;
    std::string command;
    std::optional<int> exit; ///< nullopt: no answer
    std::chrono::milliseconds duration{0};
};

/// What an instance was doing, for a lane of the timeline.
enum class LaneState : std::uint8_t { Unknown, Quiet, Announcing, Serving };

struct LaneChange {
    base::SteadyTime at{};
    std::size_t node = 0; ///< index into Report::instances
    LaneState state = LaneState::Unknown;
};

struct ReportedInstance {
    InstanceName name;
    int tier = 0;
    std::string speaker; ///< e.g. "bird 2.0.12"
    std::string system;
};

struct Report {
    std::string cluster;
    RehearsalPlan plan;
    std::string who; ///< who rehearsed
    base::WallTime startedAt{};
    base::WallTime endedAt{};
    base::SteadyTime startedSteady{};
    base::SteadyTime endedSteady{};
    Verdict verdict = Verdict::Aborted;
    std::string why;       ///< of the first step that failed, or of the abort; empty when it passed
    bool restored = false; ///< looked at again: everything is as it was before
    std::vector<std::string> notRestored; ///< what is not, a sentence each
    std::vector<std::string> addresses;   ///< the floating IPs, as the file writes them
    std::vector<ReportedInstance> instances;
    std::vector<StepOutcome> steps;
    std::vector<ReportedCommand> commands;
    std::vector<Event> events;
    std::vector<LaneChange> lanes;
    std::vector<std::vector<Sample>> samples; ///< of the whole rehearsal, one list a floating address
};

/// Who sits where in a lane, as far as is known.
LaneState laneOf(const Snapshot& snapshot, std::size_t node);

/// The node as it was before the rehearsal.
ReportedInstance reportedInstance(const Snapshot& snapshot, const NodeState& node);

/// "primary fails", "primary comes back".
std::string nameOf(const PlanStep& step);

/// The step's verdict and why, from its targets: the worst one counts.
void conclude(StepOutcome& step);

/// The report's verdict and why, from its steps and `restored`. `abortedBecause`: nullopt when it ran
/// through.
void conclude(Report& report, const std::optional<std::string>& abortedBecause);

} // namespace understudy::cluster
