// A rehearsal's report as the JSON of contracts.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/cluster/report.h"

namespace understudy::ops {

/// Times ISO 8601, durations in milliseconds, unknown = null. A step's `predicted` and `measured` are those
/// of the first floating IP that the step moves; `targets` has them all.
nlohmann::ordered_json reportJson(const cluster::Report& report);

} // namespace understudy::ops
