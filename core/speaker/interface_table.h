// The node's interfaces and their addresses, as the kernel told of them last.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "core/base/ip.h"

namespace understudy::speaker {

/// What else is known of one.
struct InterfaceAddress {
    /// What is reachable through it: on a point-to-point link the other end, else the address's own network.
    /// Without host bits.
    base::Prefix network;
    /// False while IPv6 duplicate address detection runs, and for good when it found a duplicate (RFC 4862).
    bool usable = true;
    bool secondary = false;                  ///< so marked by the kernel
    std::optional<base::IpAddress> opposite; ///< the other end of a point-to-point link

    friend bool operator==(const InterfaceAddress&, const InterfaceAddress&) = default;
};

struct Link {
    std::string name;
    bool up = false;      ///< administratively, IFF_UP
    bool carrier = false; ///< IFF_LOWER_UP, or IFF_RUNNING where there is no such thing
    bool loopback = false;
    bool broadcast = false;
    bool multicast = false;
    bool pointToPoint = false;
    std::uint32_t mtu = 0;

    friend bool operator==(const Link&, const Link&) = default;
};

struct Interface : Link {
    /// With their prefix lengths, host bits kept. There may be thousands.
    std::map<base::Prefix, InterfaceAddress> addresses;
};

/// By the kernel's index, which stays when an interface is renamed.
using InterfaceTable = std::map<std::uint32_t, Interface>;

} // namespace understudy::speaker
