// The picture's data in a kept report: every request of the probe and what each instance was doing.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/cluster/report.h"
#include "core/ops/json_reader.h"

namespace understudy::ops {

/// `samples`: one a floating IP, {"runs": [{"what","count"}], "sentUs": [...], "rttUs": [...]}: in order of
/// sending, `runs` says how many requests in a row were answered, lost and so on. `lanes`:
/// [{"atUs","instance","state"}]. Times in microseconds since the report's start.
nlohmann::ordered_json timelineJson(const cluster::Report& report);

/// The inverse, for a report whose addresses, instances and times are read already. Absent: no picture.
void readTimeline(const JsonValue& value, cluster::Report& report);

} // namespace understudy::ops
