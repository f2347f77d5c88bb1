// From what the cluster file and ~/.ssh/config say to the hosts to log in to, one after the other.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/cluster/cluster.h"
#include "core/ops/ssh/ssh_config.h"

namespace understudy::ops::ssh {

/// One host to log in to, with everything decided.
struct Hop {
    std::string host; ///< to connect to
    std::uint16_t port = 22;
    std::string user;
    std::vector<std::string> identityFiles; ///< to be tried in this order; missing ones do not matter
    bool identityChosen = false;            ///< somebody named them: they come before the agent's other keys
    std::filesystem::path knownHostsFile;   ///< asked first, and where a new key is written to
    bool passwordAlone = false;             ///< neither keys nor the agent are offered

    /// As known_hosts names it: `host`, or `[host]:port` when the port is not 22.
    std::string knownAs() const;
    /// USER@ and that, as questions name the account.
    std::string account() const;

    friend bool operator==(const Hop&, const Hop&) = default;
};

/// What ~/.ssh/config says about a host.
using ConfigLookup = std::function<HostSettings(std::string_view host)>;

/// `[USER@]HOST[:PORT]`, an IPv6 address in brackets when a port follows.
struct Endpoint {
    std::string user; ///< empty when not given
    std::string host;
    std::uint16_t port = 0; ///< 0 when not given

    static base::Result<Endpoint> parse(std::string_view text);
    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// The jump hosts from the outermost inwards, then the target. The cluster file wins over the configuration;
/// a jump host takes the cluster file's identity only when the configuration names none for it.
base::Result<std::vector<Hop>> routeTo(const cluster::SshTarget& target, const ConfigLookup& config,
                                       const std::string& home, const std::string& localUser);

} // namespace understudy::ops::ssh
