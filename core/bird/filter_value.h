// The values that a bird.conf computes with: constants, and what filters read and write.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/ip.h"
#include "core/bird/filter.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// RFC 1997; BIRD's type pair.
struct Community {
    std::uint32_t value = 0;
    friend auto operator<=>(const Community&, const Community&) = default;
};

/// RFC 4360, as eight octets in network order; BIRD's type ec.
struct ExtendedCommunity {
    std::uint64_t value = 0;
    friend auto operator<=>(const ExtendedCommunity&, const ExtendedCommunity&) = default;
};

/// RTS_...; other sources than these two make no routes here, but may be compared with.
enum class RouteSource : std::uint8_t { Device, Static, Other };

struct AsPath {
    std::vector<AsNumber> numbers;
    friend auto operator<=>(const AsPath&, const AsPath&) = default;
};

template <typename Element>
struct ListOf {
    std::vector<Element> elements; ///< sorted, without repetition
    friend auto operator<=>(const ListOf&, const ListOf&) = default;
};
using CommunityList = ListOf<Community>;
using ExtendedCommunityList = ListOf<ExtendedCommunity>;
using LargeCommunityList = ListOf<LargeCommunity>;

enum class ValueType : std::uint8_t {
    Undefined, ///< an attribute that is not there; the type of `[]`'s elements
    Int,
    Bool,
    Ip,
    Net,
    String,
    Pair,
    Ec,
    Lc,
    Origin,
    Source,
    NetType,
    Path,
    PairList,
    EcList,
    LcList,
    Set,
    NetSet,
};

/// `(65500,*)`: all parts must be in their range. Numbers and extended communities use the first part,
/// pairs two, large communities three.
struct SetItem {
    std::array<std::uint64_t, 3> low{};
    std::array<std::uint64_t, 3> high{};
    friend bool operator==(const SetItem&, const SetItem&) = default;
};

struct ItemSet {
    ValueType of = ValueType::Undefined;
    std::vector<SetItem> items;
    std::vector<std::array<base::IpAddress, 2>> addresses; ///< first and last, of a set of addresses
    friend bool operator==(const ItemSet&, const ItemSet&) = default;
};

/// `192.0.2.0/24{24,32}`: networks of these lengths that have the first bits in common.
struct NetPattern {
    base::Prefix net; ///< without host bits
    int low = 0;
    int high = 0;
    friend bool operator==(const NetPattern&, const NetPattern&) = default;
};

struct NetSet {
    std::vector<NetPattern> patterns;
    friend bool operator==(const NetSet&, const NetSet&) = default;
};

/// The alternatives stand in the order of ValueType.
using Value = std::variant<std::monostate, std::uint32_t, bool, base::IpAddress, base::Prefix, std::string,
                           Community, ExtendedCommunity, LargeCommunity, BgpOrigin, RouteSource, base::Family,
                           AsPath, CommunityList, ExtendedCommunityList, LargeCommunityList,
                           std::shared_ptr<const ItemSet>, std::shared_ptr<const NetSet>>;

inline ValueType typeOf(const Value& value) {
    return static_cast<ValueType>(value.index());
}
/// As an article and a noun: "a number".
std::string_view nameOf(ValueType type);

/// As BIRD's print shows it.
std::string toString(const Value& value);

bool contains(const ItemSet& set, const Value& value);
bool contains(const NetSet& set, const base::Prefix& net);

/// Of an IPv4 address.
std::uint32_t hostOrder(const base::IpAddress& address);

} // namespace understudy::bird
