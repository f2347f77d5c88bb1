// The small values that the whole room speaks in.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "core/base/ip.h"

namespace understudy::bgp {

/// An autonomous system number, four octets (RFC 6793).
using AsNumber = std::uint32_t;

/// Stands for a number above 65535 where only two octets fit (RFC 6793).
inline constexpr AsNumber asTrans = 23456;

/// BGP Identifier: any 32 bits but zero, unique within its AS (RFC 6286). Written as dotted decimal.
struct RouterId {
    std::uint32_t value = 0;

    friend auto operator<=>(const RouterId&, const RouterId&) = default;
};

std::string toString(RouterId id);

/// A set of IPv4 unicast and IPv6 unicast, the two that this speaker knows.
class FamilySet {
public:
    FamilySet() = default;
    FamilySet(base::Family family) { insert(family); }
    static FamilySet both() { return FamilySet{3}; }

    bool has(base::Family family) const { return (m_bits & bit(family)) != 0; }
    bool empty() const { return m_bits == 0; }
    void insert(base::Family family) { m_bits = static_cast<std::uint8_t>(m_bits | bit(family)); }
    void remove(base::Family family) { m_bits = static_cast<std::uint8_t>(m_bits & ~bit(family)); }

    friend FamilySet operator&(FamilySet a, FamilySet b) { return FamilySet{a.m_bits & b.m_bits}; }
    friend bool operator==(FamilySet, FamilySet) = default;

private:
    explicit FamilySet(int bits) : m_bits(static_cast<std::uint8_t>(bits)) {}
    static std::uint8_t bit(base::Family family) { return family == base::Family::V4 ? 1 : 2; }

    std::uint8_t m_bits = 0;
};

/// Both families, IPv4 first: the order in which they are announced.
inline constexpr base::Family allFamilies[] = {base::Family::V4, base::Family::V6};

/// Address Family Identifiers (RFC 4760), and the only SAFI of this speaker.
inline constexpr std::uint16_t afiIpv4 = 1;
inline constexpr std::uint16_t afiIpv6 = 2;
inline constexpr std::uint8_t safiUnicast = 1;

constexpr std::uint16_t afiOf(base::Family family) {
    return family == base::Family::V4 ? afiIpv4 : afiIpv6;
}

/// Octets that a prefix of `length` bits takes behind its length octet (RFC 4271 section 4.3).
constexpr std::size_t prefixOctets(std::size_t length) {
    return (length + 7) / 8;
}

} // namespace understudy::bgp
