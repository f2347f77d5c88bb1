#include "core/cluster/cluster.h"

#include <algorithm>

namespace understudy::cluster {

const Instance* Cluster::find(const InstanceName& instance) const {
    const auto found = std::find_if(instances.begin(), instances.end(),
                                    [&](const Instance& candidate) { return candidate.name == instance; });
    return found == instances.end() ? nullptr : &*found;
}

} // namespace understudy::cluster
