// A route as it is announced.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/ip.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

enum class Origin : std::uint8_t { Igp = 0, Egp = 1, Incomplete = 2 };

/// RFC 1997: AS in the upper, value in the lower 16 bits.
struct Community {
    std::uint32_t value = 0;

    friend auto operator<=>(const Community&, const Community&) = default;
};

/// RFC 8326: the neighbor should move traffic away before the session ends.
inline constexpr Community gracefulShutdown{0xffff0000};

/// RFC 4360: eight octets, type first.
struct ExtendedCommunity {
    std::uint64_t value = 0;

    friend auto operator<=>(const ExtendedCommunity&, const ExtendedCommunity&) = default;
};

/// RFC 8092.
struct LargeCommunity {
    std::uint32_t global = 0;
    std::uint32_t local1 = 0;
    std::uint32_t local2 = 0;

    friend auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

/// What goes with a prefix to an external neighbor. Equal attributes share an UPDATE.
struct PathAttributes {
    Origin origin = Origin::Igp;
    std::vector<AsNumber> asPath; ///< as the neighbor receives it: own AS first, prepends included
    base::IpAddress nextHop;      ///< of the prefix's family
    std::optional<base::IpAddress> linkLocalNextHop; ///< IPv6 alone (RFC 2545 section 3)
    std::optional<std::uint32_t> med;
    std::vector<Community> communities;
    std::vector<ExtendedCommunity> extendedCommunities;
    std::vector<LargeCommunity> largeCommunities;

    friend auto operator<=>(const PathAttributes&, const PathAttributes&) = default;
};

/// At most one route a prefix; prefixes have no host bits.
using Routes = std::map<base::Prefix, PathAttributes>;

} // namespace understudy::bgp
