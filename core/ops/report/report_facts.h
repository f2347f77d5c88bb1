// What all forms of a report need to know about it.
#pragma once

#include <string>

#include "core/cluster/report.h"

namespace understudy::ops {

/// This machine's steady time as a time of day, by the report's start.
base::WallTime wallOf(const cluster::Report& report, base::SteadyTime time);

/// The target that stands for its step: the first one that moves, else the first; nullptr when there is none.
const cluster::TargetOutcome* chiefTarget(const cluster::StepOutcome& step);

/// "60 ms", "9.02 s", "-" when there is none.
std::string durationText(std::optional<std::chrono::nanoseconds> time);

/// "dark until a later step" for a gap that has no end.
std::string predictedGapText(const cluster::TargetForecast& forecast);
std::string measuredGapText(const cluster::TargetMeasurement& measured);

/// Names of instances, "nobody" for none.
std::string namesText(const cluster::Report& report, const std::vector<std::size_t>& nodes);

/// `2026-01-02 03:04:05 UTC`.
std::string timeText(base::WallTime time);

} // namespace understudy::ops
