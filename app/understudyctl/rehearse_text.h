// What `understudyctl rehearse` prints.
#pragma once

#include <string>
#include <vector>

#include "core/cluster/report.h"
#include "core/ops/rehearsal/runner.h"

namespace understudy::ctl {

/// Every step with what is predicted for every floating IP that it moves, and how long it all takes.
std::string forecastText(const cluster::RehearsalPlan& plan,
                         const std::vector<cluster::StepForecast>& forecast,
                         const cluster::Snapshot& snapshot);

/// One line; empty for a phase that is not worth one.
std::string progressText(const ops::RehearsalProgress& progress,
                         const std::vector<cluster::StepForecast>& forecast);

/// The verdict, whether everything was restored, and what is not.
std::string outcomeText(const cluster::Report& report);

} // namespace understudy::ctl
