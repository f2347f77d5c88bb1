// Whether the cluster is in a state that a rehearsal may start from, and whether it is in it again at the
// end.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/cluster/samples.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

enum class UnsteadyId : std::uint8_t {
    NotFresh,       ///< the instance cannot be asked, or was not asked lately
    RestorePending, ///< a restore waits on it
    NotAnnouncing,  ///< it does not announce what it takes part in, or its interface is down
    OtherTier,      ///< its prepends are not the intended ones
    NoProbe,        ///< nothing is known about an address
    ProbeNotClean,  ///< a request was lost lately, or not enough time has passed to tell
};

struct Unsteady {
    UnsteadyId id = UnsteadyId::NotFresh;
    std::optional<InstanceName> instance;
    std::optional<std::size_t> floatingIndex;
    std::string why;
};

/// What is wrong with the instances; empty: all are fresh, in their tiers, and announce what they should.
std::vector<Unsteady> unsteadyInstances(const Snapshot& snapshot);

/// What is wrong with the probe of one floating IP during the last `cleanFor` before `now`. `samples` reach
/// back to then at least; the pending ones are left out.
std::optional<Unsteady> unsteadyProbe(const Snapshot& snapshot, std::size_t floatingIndex,
                                      std::span<const Sample> samples, base::SteadyTime now,
                                      std::chrono::nanoseconds cleanFor);

/// What differs from the state before the rehearsal; empty: everything is as it was.
std::vector<Unsteady> differencesFrom(const Snapshot& before, const Snapshot& now);

} // namespace understudy::cluster
