// Stable names of what a report says of a rehearsal, and back; of plans and failures see rehearsal_plan.h.
#pragma once

#include <optional>
#include <string_view>

#include "core/cluster/rehearsal_verdict.h"

namespace understudy::cluster {

/// nothing-moves, withdrawn, session-closed, route-kept, hold-timer, nobody-left, announces, session-comes,
/// not-known.
std::string_view nameOf(ForecastReason reason);
std::optional<ForecastReason> forecastReasonOf(std::string_view name);

/// none, shorter, longer, other-heir, not-dark, still-dark, not-moved, local-fault, not-measurable.
std::string_view nameOf(Difference difference);
std::optional<Difference> differenceOf(std::string_view name);

std::optional<Verdict> verdictOf(std::string_view name);
std::optional<StepAction> stepActionOf(std::string_view name);

} // namespace understudy::cluster
