#include "core/ops/config/node_config.h"

#include <fmt/format.h>

namespace understudy::ops {

base::Result<bird::NodeConfig> nodeConfigOf(const cluster::Cluster& cluster,
                                            const cluster::Instance& instance, bird::ConfigFile file) {
    if (!instance.address4)
        return base::failure(fmt::format("the cluster file has no \"address4\" for {}: it is needed as the "
                                         "source of the session, and as the router id",
                                         instance.name.value()));
    const auto has = [&](base::Family family) {
        return cluster::hasFamily(cluster.floating, family);
    };
    bird::NodeConfig node;
    node.routerId = *instance.address4;
    node.localAs = cluster.cloud.localAs;
    node.neighborAs = cluster.cloud.neighborAs;
    node.interface = instance.interface;
    node.prepends = static_cast<std::uint32_t>(instance.tier);
    if (has(base::Family::V4) && file != bird::ConfigFile::Bird1Ipv6) {
        node.neighbor4 = cluster.cloud.neighbor4;
        node.source4 = instance.address4;
        node.protocol4 = instance.protocol4.value_or(node.protocol4);
    }
    if (has(base::Family::V6) && file != bird::ConfigFile::Bird1Ipv4 && instance.address6) {
        node.neighbor6 = cluster.cloud.neighbor6;
        node.source6 = instance.address6;
        // BIRD 1.6 has a file a family, where the guide uses one name.
        node.protocol6 =
            instance.protocol6.value_or(file == bird::ConfigFile::Bird2 ? node.protocol6 : node.protocol4);
    }
    return node;
}

} // namespace understudy::ops
