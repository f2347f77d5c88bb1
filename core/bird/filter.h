// Filters: what is announced, and with which attributes. A filter is made by the configuration's parser and
// never changes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// The syntax of a bird.conf: 1.x has one family a daemon and no channels.
enum class Dialect : std::uint8_t { Bird1, Bird2 };

enum class BgpOrigin : std::uint8_t { Igp, Egp, Incomplete };

struct LargeCommunity {
    std::uint32_t global = 0;
    std::uint32_t local1 = 0;
    std::uint32_t local2 = 0;

    friend auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

/// A route of this node on its way to a neighbor.
struct OutboundRoute {
    base::Prefix net;        ///< without host bits
    std::string protocol;    ///< name of the protocol that made it
    bool fromStatic = false; ///< else from an interface's address
    std::string interface;   ///< "" when there is none
    /// What was prepended; the own AS comes in front of it when it is sent. So `bgp_path` is empty in a
    /// filter until it prepends, as in BIRD 2.
    std::vector<AsNumber> path;
    BgpOrigin origin = BgpOrigin::Igp;
    std::optional<std::uint32_t> med;
    std::vector<std::uint32_t> communities;         ///< RFC 1997; sorted, without repetition
    std::vector<std::uint64_t> extendedCommunities; ///< RFC 4360; likewise
    std::vector<LargeCommunity> largeCommunities;   ///< RFC 8092; likewise

    friend bool operator==(const OutboundRoute&, const OutboundRoute&) = default;
};

/// See filter_program.h; made by the configuration's parser.
class Filter;
using FilterPtr = std::shared_ptr<const Filter>;

/// The longest path that a filter may make; what prepends more rejects the route.
inline constexpr std::size_t maxFilteredPath = 250;

struct FilterResult {
    bool accepted = false;
    OutboundRoute route; ///< as the filter left it, also when it was rejected
    /// What `print` wrote, a line each, and why the filter gave up, if it did. Sanitized.
    std::vector<std::string> printed;
};

/// A filter that comes to its end without accept or reject rejects, as in BIRD, and so does one that divides
/// by zero, compares an attribute that is not there with `<`, or makes a path too long. The work is bounded
/// by the filter's length: the language has no loops.
FilterResult run(const Filter& filter, OutboundRoute route);

/// The filter of `export all`.
FilterPtr acceptAll();

} // namespace understudy::bird
