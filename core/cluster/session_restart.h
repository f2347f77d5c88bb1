// May the BGP sessions of an instance be restarted? As a change of their password does. Decided from the
// snapshot in hand, before anything is touched.
#pragma once

#include <vector>

#include "core/cluster/guards.h"

namespace understudy::cluster {

/// What speaks against it: empty when nothing does. While its sessions are down the instance announces
/// nothing, so others have to; an instance that announces nothing as it is has nothing to lose.
std::vector<Objection> objectionsToRestart(const Snapshot& snapshot, const InstanceName& instance);

/// All instances, those that matter least first: the longest paths, and the last of the file.
std::vector<InstanceName> restartOrder(const Snapshot& snapshot);

} // namespace understudy::cluster
