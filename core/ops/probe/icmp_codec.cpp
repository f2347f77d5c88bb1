#include "core/ops/probe/icmp_codec.h"

#include <algorithm>

namespace understudy::ops {
namespace {

constexpr std::size_t checksumAt = 2;
constexpr std::size_t identifierAt = 4;
constexpr std::size_t sequenceLowAt = 6;
constexpr std::size_t cookieAt = echoHeaderSize;
constexpr std::size_t sequenceAt = cookieAt + 8;
constexpr std::size_t paddingAt = sequenceAt + 8;
constexpr std::uint8_t padding = 0x55;

constexpr std::uint8_t requestType(base::Family family) {
    return family == base::Family::V4 ? 8 : 128;
}

constexpr std::uint8_t replyType(base::Family family) {
    return family == base::Family::V4 ? 0 : 129;
}

template <typename Number>
void store(std::span<std::uint8_t> bytes, std::size_t at, Number value) {
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bytes[at + i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(Number) - 1 - i)));
}

template <typename Number>
Number load(std::span<const std::uint8_t> bytes, std::size_t at) {
    Number value = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        value = static_cast<Number>((value << 8) | bytes[at + i]);
    return value;
}

} // namespace

EchoPacket echoRequest(base::Family family, const EchoIdentity& identity, std::uint64_t sequence) {
    EchoPacket packet{};
    packet[0] = requestType(family);
    store(packet, identifierAt, identity.identifier);
    store(packet, sequenceLowAt, static_cast<std::uint16_t>(sequence));
    store(packet, cookieAt, identity.cookie);
    store(packet, sequenceAt, sequence);
    std::fill(packet.begin() + paddingAt, packet.end(), padding);
    if (family == base::Family::V4)
        store(packet, checksumAt, internetChecksum(packet));
    return packet;
}

std::optional<std::uint64_t> sequenceOfReply(base::Family family, std::span<const std::uint8_t> packet,
                                             const EchoIdentity& identity) {
    if (packet.size() != echoSize || packet[0] != replyType(family))
        return std::nullopt;
    if (family == base::Family::V4 && internetChecksum(packet) != 0)
        return std::nullopt;

    const auto sequence = load<std::uint64_t>(packet, sequenceAt);
    EchoPacket expected = echoRequest(family, identity, sequence);
    expected[0] = replyType(family);
    std::copy_n(packet.begin() + checksumAt, 2, expected.begin() + checksumAt);
    return std::ranges::equal(packet, expected) ? std::optional(sequence) : std::nullopt;
}

std::optional<QuotedEcho> quotedRequest(base::Family family, std::span<const std::uint8_t> quoted,
                                        const EchoIdentity& identity) {
    if (quoted.size() < echoHeaderSize || quoted[0] != requestType(family) || quoted[1] != 0 ||
        load<std::uint16_t>(quoted, identifierAt) != identity.identifier)
        return std::nullopt;

    QuotedEcho echo{.sequenceLow = load<std::uint16_t>(quoted, sequenceLowAt), .sequence = std::nullopt};
    if (quoted.size() < paddingAt)
        return echo;
    echo.sequence = load<std::uint64_t>(quoted, sequenceAt);
    const bool ours = load<std::uint64_t>(quoted, cookieAt) == identity.cookie &&
                      static_cast<std::uint16_t>(*echo.sequence) == echo.sequenceLow;
    return ours ? std::optional(echo) : std::nullopt;
}

std::optional<std::uint64_t> sequenceOfSentFrame(std::span<const std::uint8_t> frame, std::uint64_t cookie) {
    if (frame.size() < echoSize)
        return std::nullopt;
    const auto packet = frame.last(echoSize);
    if (load<std::uint64_t>(packet, cookieAt) != cookie)
        return std::nullopt;
    return load<std::uint64_t>(packet, sequenceAt);
}

std::span<const std::uint8_t> withoutIpv4Header(std::span<const std::uint8_t> packet) {
    constexpr std::size_t shortestHeader = 20;
    constexpr std::size_t protocolAt = 9;
    constexpr std::uint8_t icmp = 1;
    if (packet.size() < shortestHeader || packet[0] >> 4 != 4 || packet[protocolAt] != icmp)
        return {};
    const std::size_t headerSize = std::size_t{packet[0]} % 16 * 4;
    if (headerSize < shortestHeader || headerSize > packet.size())
        return {};
    return packet.subspan(headerSize);
}

std::uint16_t internetChecksum(std::span<const std::uint8_t> data) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i)
        sum += static_cast<std::uint32_t>(data[i]) << (i % 2 == 0 ? 8 : 0);
    while (sum >> 16 != 0)
        sum = (sum & 0xffff) + (sum >> 16);
    return static_cast<std::uint16_t>(~sum);
}

} // namespace understudy::ops
