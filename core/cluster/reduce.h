// The only way a snapshot changes: old snapshot + what was seen -> new snapshot + what happened.
#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "core/cluster/event.h"
#include "core/cluster/observation.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// A snapshot in which nothing is known yet.
Snapshot emptySnapshot(std::shared_ptr<const Cluster> cluster);

/// The same cluster with other settings: nodes whose instance is unchanged keep what is known about them.
Snapshot withCluster(const Snapshot& snapshot, std::shared_ptr<const Cluster> cluster);

/// Applies the observation to `snapshot`; returns what happened. An observation of an unknown node changes
/// nothing.
std::vector<Event> reduce(Snapshot& snapshot, const Observation& observation);

/// The probe's interval has changed: who serves is counted anew.
void setProbeInterval(Snapshot& snapshot, std::chrono::milliseconds interval);

/// Turns every reading older than `maxAge` into a failed one, in case a worker is stuck: an old green never
/// lingers.
std::vector<Event> expire(Snapshot& snapshot, base::SteadyTime now, base::WallTime wall,
                          std::chrono::nanoseconds maxAge);

} // namespace understudy::cluster
