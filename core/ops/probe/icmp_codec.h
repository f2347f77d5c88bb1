// ICMP echo as bytes: what the probe sends, and what it takes for an answer. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/ip.h"

namespace understudy::ops {

//  0                   1                   2                   3
// +---------------+---------------+-------------------------------+
// |     type      |     code      |           checksum            |  RFC 792, RFC 4443 section 4
// +---------------+---------------+-------------------------------+
// |          identifier           |  sequence number, low 16 bits |
// +-------------------------------+-------------------------------+
// |                  cookie of this probe, 64 bits                |  data: returned unchanged by the target
// |                   sequence number, 64 bits                    |
// |                           40 x 0x55                           |
// +---------------------------------------------------------------+
inline constexpr std::size_t echoSize = 64; ///< the same as ping's, so that RTTs compare
inline constexpr std::size_t echoHeaderSize = 8;
using EchoPacket = std::array<std::uint8_t, echoSize>;

/// What makes a request ours.
struct EchoIdentity {
    std::uint64_t cookie = 0;
    std::uint16_t identifier = 0;
};

/// An echo request. The checksum is filled in for IPv4; the kernel computes that of IPv6.
EchoPacket echoRequest(base::Family family, const EchoIdentity& identity, std::uint64_t sequence);

/// The sequence of the request that `packet`, which begins with its ICMP header, answers. nullopt unless it
/// is an echo reply of the right size, identity and content; of IPv4 also the checksum must be right.
std::optional<std::uint64_t> sequenceOfReply(base::Family family, std::span<const std::uint8_t> packet,
                                             const EchoIdentity& identity);

/// What an ICMP error quotes of a request of ours.
struct QuotedEcho {
    std::uint16_t sequenceLow = 0;
    std::optional<std::uint64_t> sequence; ///< when enough of the request was quoted
};

/// Of the quoted packet from its ICMP header on: at least 8 bytes of it (RFC 792), often more. nullopt unless
/// it is a request of this identity as far as it is quoted.
std::optional<QuotedEcho> quotedRequest(base::Family family, std::span<const std::uint8_t> quoted,
                                        const EchoIdentity& identity);

/// The sequence of the request of ours that `frame`, with any link and IP header, ends with.
std::optional<std::uint64_t> sequenceOfSentFrame(std::span<const std::uint8_t> frame, std::uint64_t cookie);

/// The ICMP part of an IPv4 packet as a raw socket delivers it; empty when that is not what it is.
std::span<const std::uint8_t> withoutIpv4Header(std::span<const std::uint8_t> packet);

/// RFC 1071. 0 over data that contains its own correct checksum.
std::uint16_t internetChecksum(std::span<const std::uint8_t> data);

} // namespace understudy::ops
