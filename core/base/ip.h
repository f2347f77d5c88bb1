// IPv4 and IPv6 addresses and prefixes as values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace understudy::base {

enum class Family : std::uint8_t { V4 = 4, V6 = 6 };

/// Bits in an address of the family: 32 or 128.
constexpr int addressBits(Family family) {
    return family == Family::V4 ? 32 : 128;
}

/// One address, without a zone. The bytes are in network order; an IPv4 address uses the first four.
class IpAddress {
public:
    /// 0.0.0.0
    IpAddress() = default;
    static IpAddress v4(std::array<std::uint8_t, 4> bytes);
    static IpAddress v6(std::array<std::uint8_t, 16> bytes);

    /// Dotted decimal without leading zeros, or RFC 4291 section 2.2 text in any of its forms.
    static Result<IpAddress> parse(std::string_view text);

    Family family() const { return m_family; }
    const std::array<std::uint8_t, 16>& bytes() const { return m_bytes; }

    /// fe80::/10, RFC 4291 section 2.5.6
    bool isIpv6LinkLocal() const;

    /// Dotted decimal, or RFC 5952 canonical text.
    std::string toString() const;

    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

private:
    Family m_family = Family::V4;
    std::array<std::uint8_t, 16> m_bytes{};
};

/// An address with a prefix length. The host bits are kept: `2001:db8::1/64` is not `2001:db8::/64`.
class Prefix {
public:
    /// 0.0.0.0/0
    Prefix() = default;
    /// `length` must be between 0 and addressBits(address.family()); it is cut to that range.
    Prefix(IpAddress address, int length);

    /// `ADDRESS/LENGTH`; a bare address is a host prefix.
    static Result<Prefix> parse(std::string_view text);

    const IpAddress& address() const { return m_address; }
    int length() const { return m_length; }
    Family family() const { return m_address.family(); }

    /// The same with all host bits zero.
    Prefix network() const;
    /// Whether the address is of this family and inside.
    bool contains(const IpAddress& address) const;

    std::string toString() const;

    friend auto operator<=>(const Prefix&, const Prefix&) = default;

private:
    IpAddress m_address;
    int m_length = 0;
};

} // namespace understudy::base
