// How an instance is made to fail, and how that is undone: shell commands for the node, from checked names
// alone. Every inverse may be run again without harm, whatever has happened since.
#pragma once

#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/cluster/rehearsal_plan.h"
#include "core/cluster/snapshot.h"
#include "core/ops/node/node_system.h"

namespace understudy::ops {

/// What a failure is made of.
struct FailureTarget {
    cluster::FailureKind kind = cluster::FailureKind::Link;
    NodeSystem system = NodeSystem::Linux;
    cluster::InterfaceState interface;     ///< as it is now; its addresses are put back
    cluster::SpeakerState speaker;         ///< whose sessions are disabled
    std::vector<base::IpAddress> floating; ///< whose echo requests a silent node does not answer
};

struct FailureScript {
    std::string prepare; ///< run before the restore is armed: checks, and what has to be remembered
    std::string fail;
    std::string restore;
    std::string shown; ///< what the command log shows for `fail`
};

/// An error when the speaker has no session, or one with a name that no protocol can have; and on FreeBSD for
/// a daemon that is killed and a silent node, which are written for Linux.
base::Result<FailureScript> failureScript(const FailureTarget& target);

/// The commands that bring link and addresses back.
std::string restoreLink(NodeSystem system, const std::string& interface,
                        const std::vector<base::Prefix>& addresses);

} // namespace understudy::ops
