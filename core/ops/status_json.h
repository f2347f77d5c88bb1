// The documents of `understudyctl ... --json`: stable names, unknown is null.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/cluster/event.h"
#include "core/cluster/findings.h"
#include "core/cluster/snapshot.h"

namespace understudy::ops {

/// The whole of `status --json`.
nlohmann::ordered_json statusJson(const cluster::Snapshot& snapshot);

/// An array, as in `findings` of the status and as `doctor --json`.
nlohmann::ordered_json findingsJson(const std::vector<cluster::Finding>& findings);

/// One line of `watch --json`: {"at","instance","what","from","to"} and, where there is more, "address",
/// "family" and "detail".
nlohmann::ordered_json eventJson(const cluster::Event& event);

/// The stable name of a kind of event, e.g. `session`.
std::string_view nameOf(cluster::EventKind kind);
std::optional<cluster::EventKind> eventKindOf(std::string_view name);

} // namespace understudy::ops
