// The doctor: what is wrong with a cluster, or will hurt when a failure comes. Meaning only; the words for
// the screen and for people are in `summary` and `fix` because reports and `--json` need them without a
// screen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

enum class Severity : std::uint8_t { Info, Warning, Error };

struct Finding {
    std::string id; ///< stable, e.g. equal-tiers
    Severity severity = Severity::Warning;
    std::optional<InstanceName> instance; ///< nullopt: the cluster
    std::string summary;
    std::string fix;

    friend bool operator==(const Finding&, const Finding&) = default;
};

/// Errors first, then by the file's order of instances.
std::vector<Finding> examine(const Snapshot& snapshot);

} // namespace understudy::cluster
