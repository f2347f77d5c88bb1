#include "core/cluster/cluster.h"

#include <algorithm>

namespace understudy::cluster {

bool hasFamily(const std::vector<FloatingAddress>& floating, base::Family family) {
    return std::any_of(floating.begin(), floating.end(),
                       [family](const FloatingAddress& one) { return one.prefix.family() == family; });
}

const Instance* Cluster::find(const InstanceName& instance) const {
    const auto found = std::find_if(instances.begin(), instances.end(),
                                    [&](const Instance& candidate) { return candidate.name == instance; });
    return found == instances.end() ? nullptr : &*found;
}

} // namespace understudy::cluster
