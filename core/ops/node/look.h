// One look at a node beside its speaker: interface, echo counters, and the restore that may wait there. A
// small shell loop on the node answers over a channel that stays open, so that a look costs no login and no
// exec.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/cluster/snapshot.h"

namespace understudy::ops {

/// A restore that waits on the node (see dead_man.h).
struct PendingRestore {
    std::chrono::seconds left{0}; ///< until it runs; not negative
    bool alive = false;           ///< its timer or process is there

    friend bool operator==(const PendingRestore&, const PendingRestore&) = default;
};

struct Look {
    cluster::InterfaceState interface;
    base::Result<cluster::EchoCounters> echo;
    std::optional<PendingRestore> restore;
};

/// A loop for a POSIX shell that answers every line it reads with one look; `mark` is a random word that
/// starts every line which is not some program's output. `interface` must be a checked name.
std::string lookLoop(const std::string& interface, const std::string& mark);

/// A loop that prints a look now, and again whenever the kernel reports a change of the interface.
std::string monitorLoop(const std::string& interface, const std::string& mark);

/// Takes one whole look off the front of `buffer`; nullopt while it is not complete. An error when the buffer
/// holds something else or grows without end.
std::optional<base::Result<Look>> takeLook(std::string& buffer, const std::string& interface,
                                           const std::string& mark);

/// `ip -j addr show dev NAME` with its exit status.
base::Result<cluster::InterfaceState> parseIpAddress(std::string_view output, int exit,
                                                     const std::string& interface);

/// FreeBSD's `ifconfig NAME` with its exit status.
base::Result<cluster::InterfaceState> parseIfconfig(std::string_view output, int exit,
                                                    const std::string& interface);

/// InEchos of /proc/net/snmp and Icmp6InEchos of /proc/net/snmp6, one after the other.
base::Result<cluster::EchoCounters> parseEchoCounters(std::string_view text);

} // namespace understudy::ops
