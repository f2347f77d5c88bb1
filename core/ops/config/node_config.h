// What the cluster file says about one instance, as the writer of bird.conf wants it.
#pragma once

#include "core/base/result.h"
#include "core/bird/config_writer.h"
#include "core/cluster/cluster.h"

namespace understudy::ops {

/// Without a password. A family is announced when the cluster has a floating address of it and the file names
/// the instance's own address; an IPv4 address is needed in any case, as the router id. In a file with both
/// families the IPv6 protocol is called vultr6 unless the cluster file has a name for it.
base::Result<bird::NodeConfig> nodeConfigOf(const cluster::Cluster& cluster,
                                            const cluster::Instance& instance, bird::ConfigFile file);

} // namespace understudy::ops
