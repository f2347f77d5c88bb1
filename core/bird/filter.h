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
    base::Prefix net;           ///< without host bits
    std::string protocol;       ///< name of the protocol that made it
    bool fromStatic = false;    ///< else from an interface's address
    std::string interface;      ///< "" when there is none
    std::vector<AsNumber> path; ///< what was prepended; the own AS comes in front of it when it is sent
    BgpOrigin origin = BgpOrigin::Igp;
    std::optional<std::uint32_t> med;
    std::vector<std::uint32_t> communities;         ///< RFC 1997; sorted, without repetition
    std::vector<std::uint64_t> extendedCommunities; ///< RFC 4360; likewise
    std::vector<LargeCommunity> largeCommunities;   ///< RFC 8092; likewise

    friend bool operator==(const OutboundRoute&, const OutboundRoute&) = default;
};

class Filter;
using FilterPtr = std::shared_ptr<const Filter>;

} // namespace understudy::bird
