// Which routes this node has, from its configuration and its interfaces.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/bgp/route.h"
#include "core/bgp/types.h"
#include "core/bird/config.h"
#include "core/bird/filter.h"
#include "core/speaker/interface_table.h"

namespace understudy::speaker {

/// Whether the protocol of this name takes part now.
using IsEnabled = std::function<bool(const std::string& protocol)>;

/// At most one a prefix: those of interfaces go before static ones, earlier protocols before later ones.
using OwnRoutes = std::map<base::Prefix, bird::OutboundRoute>;

/// Addresses that reach no further than the link or the host make no route.
OwnRoutes originate(const bird::Config& config, const InterfaceTable& interfaces, const IsEnabled& isEnabled);

/// What is done to routes beyond the filter, on request or for the sake of a failing service.
struct Demotion {
    bool withdraw = false;
    std::uint32_t prepend = 0;     ///< additional ones
    bool gracefulShutdown = false; ///< RFC 8326

    friend bool operator==(const Demotion&, const Demotion&) = default;
};

/// The ends of a session, as far as attributes depend on them.
struct AnnouncedFrom {
    bgp::AsNumber localAs = 0;
    base::IpAddress nextHop; ///< of the channel's family
};

/// What the channel announces of the routes. `printed`: what the filter printed, for the log.
bgp::Routes announced(const OwnRoutes& routes, const bird::BgpChannel& channel,
                      std::optional<std::uint32_t> defaultMed, const AnnouncedFrom& from,
                      const Demotion& demotion, std::vector<std::string>& printed);

} // namespace understudy::speaker
