// How long a rehearsal's safeguards must last.
#pragma once

#include <chrono>
#include <vector>

#include "core/cluster/forecast.h"

namespace understudy::ops {

/// For the restore that is armed with step `step`: until the step that restores the instance, and a margin.
std::chrono::seconds restoreAfter(const cluster::RehearsalPlan& plan,
                                  const std::vector<cluster::StepForecast>& forecast, std::size_t step);

/// For the locks: the whole rehearsal at its slowest, the time of a restore on the node included.
std::chrono::seconds lockLifetime(const cluster::RehearsalPlan& plan,
                                  const std::vector<cluster::StepForecast>& forecast);

} // namespace understudy::ops
