// A rehearsal plan's values in JSON, as saved plans and reports share them.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/cluster/rehearsal_plan.h"
#include "core/ops/json_reader.h"

namespace understudy::ops {

/// order, holdMs, cleanForMs, outageLimitMs, gapToleranceMs. That it may go dark is said each time, not
/// saved.
nlohmann::ordered_json planSettingsJson(const cluster::RehearsalPlan& plan);

/// `plan` and `failure` of `value`; fails when one is missing or unknown.
void readPlanKinds(const JsonValue& value, cluster::RehearsalPlan& plan);

/// The inverse of planSettingsJson(); what is missing keeps its value. Fails outside the ranges of a plan.
void readPlanSettings(const JsonValue& value, cluster::RehearsalPlan& plan);

} // namespace understudy::ops
