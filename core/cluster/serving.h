// Who serves a floating IP, from the kernels' counters of echo requests: while the probe runs, the node whose
// counter rises at the probe's rate is the one. No agent on the node is needed.
#pragma once

#include <chrono>
#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// The shortest time over which shares are counted at this interval of the probe: in less, one request more
/// or less would decide.
std::chrono::nanoseconds servingWindow(std::chrono::nanoseconds probeInterval);

/// Share of the probe's requests that arrived at the node between two readings of its counters, one an index
/// of Cluster::floating, 0 to 1. Several addresses of one family are told apart by what the node announces.
std::vector<double> servingShares(const Snapshot& snapshot, const NodeState& node, const EchoCounters& before,
                                  const EchoCounters& now, std::chrono::nanoseconds elapsed);

} // namespace understudy::cluster
