// Path attributes: type codes and flags (RFC 4271 section 4.3, IANA's registry).
#pragma once

#include <cstdint>

namespace understudy::bgp {

enum class AttributeCode : std::uint8_t {
    Origin = 1,
    AsPath = 2,
    NextHop = 3,
    MultiExitDisc = 4,
    LocalPref = 5,
    AtomicAggregate = 6,
    Aggregator = 7,
    Communities = 8,
    OriginatorId = 9,
    ClusterList = 10,
    MpReach = 14,
    MpUnreach = 15,
    ExtendedCommunities = 16,
    As4Path = 17,
    As4Aggregator = 18,
    Ipv6ExtendedCommunities = 25,
    LargeCommunities = 32,
    OnlyToCustomer = 35,
};

namespace attribute_flag {
inline constexpr std::uint8_t optional = 0x80;
inline constexpr std::uint8_t transitive = 0x40;
inline constexpr std::uint8_t partial = 0x20;
inline constexpr std::uint8_t extendedLength = 0x10;
} // namespace attribute_flag

enum class SegmentType : std::uint8_t { Set = 1, Sequence = 2 };

} // namespace understudy::bgp
