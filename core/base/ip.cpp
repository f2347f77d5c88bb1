#include "core/base/ip.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace understudy::base {
namespace {

using Groups = std::array<std::uint16_t, 8>;

/// A decimal number 0-`max` without sign or leading zeros.
std::optional<int> parseDecimal(std::string_view text, int max) {
    if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > max)
        return std::nullopt;
    return value;
}

std::optional<std::array<std::uint8_t, 4>> parseV4(std::string_view text) {
    std::array<std::uint8_t, 4> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto dot = text.find('.');
        if ((dot == std::string_view::npos) != (i == 3))
            return std::nullopt;
        const auto value = parseDecimal(text.substr(0, dot), 255);
        if (!value)
            return std::nullopt;
        bytes[i] = static_cast<std::uint8_t>(*value);
        text.remove_prefix(i == 3 ? text.size() : dot + 1);
    }
    return bytes;
}

std::optional<std::uint16_t> parseGroup(std::string_view text) {
    if (text.empty() || text.size() > 4)
        return std::nullopt;
    std::uint16_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

/// Appends the colon-separated groups of `text` (no "::" inside); the last one may be dotted decimal.
bool appendGroups(std::string_view text, Groups& groups, std::size_t& count) {
    while (!text.empty()) {
        const auto colon = text.find(':');
        const auto part = text.substr(0, colon);
        if (colon == std::string_view::npos && part.find('.') != std::string_view::npos) {
            const auto v4 = parseV4(part);
            if (!v4 || count + 2 > groups.size())
                return false;
            groups[count++] = static_cast<std::uint16_t>((*v4)[0] << 8 | (*v4)[1]);
            groups[count++] = static_cast<std::uint16_t>((*v4)[2] << 8 | (*v4)[3]);
            return true;
        }
        const auto group = parseGroup(part);
        if (!group || count == groups.size())
            return false;
        groups[count++] = *group;
        if (colon == std::string_view::npos)
            return true;
        text.remove_prefix(colon + 1);
        if (text.empty())
            return false;
    }
    return true;
}

std::optional<Groups> parseV6(std::string_view text) {
    Groups head{};
    Groups tail{};
    std::size_t headCount = 0;
    std::size_t tailCount = 0;
    const auto gap = text.find("::");
    if (gap == std::string_view::npos) {
        if (!appendGroups(text, head, headCount) || headCount != head.size())
            return std::nullopt;
        return head;
    }
    const auto front = text.substr(0, gap);
    const auto back = text.substr(gap + 2);
    if (front.find('.') != std::string_view::npos || back.find("::") != std::string_view::npos)
        return std::nullopt;
    if (!appendGroups(front, head, headCount) || !appendGroups(back, tail, tailCount))
        return std::nullopt;
    if (headCount + tailCount >= head.size())
        return std::nullopt;
    std::copy_n(tail.begin(), tailCount, head.end() - static_cast<std::ptrdiff_t>(tailCount));
    return head;
}

/// The longest run of zero groups, at least two (RFC 5952 section 4.2): {start, length}.
std::pair<std::size_t, std::size_t> longestZeroRun(const Groups& groups) {
    std::pair<std::size_t, std::size_t> best{0, 0};
    for (std::size_t i = 0; i < groups.size();) {
        std::size_t end = i;
        while (end < groups.size() && groups[end] == 0)
            ++end;
        if (end - i >= 2 && end - i > best.second)
            best = {i, end - i};
        i = std::max(end, i + 1);
    }
    return best;
}

std::string formatV6(const std::array<std::uint8_t, 16>& bytes) {
    Groups groups{};
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i] = static_cast<std::uint16_t>(bytes[2 * i] << 8 | bytes[2 * i + 1]);
    // RFC 5952 section 5: IPv4-mapped addresses keep their dotted part.
    const bool mapped =
        std::all_of(groups.begin(), groups.begin() + 5, [](auto g) { return g == 0; }) && groups[5] == 0xffff;
    if (mapped)
        return fmt::format("::ffff:{}.{}.{}.{}", bytes[12], bytes[13], bytes[14], bytes[15]);
    const auto [start, length] = longestZeroRun(groups);
    std::string text;
    for (std::size_t i = 0; i < groups.size();) {
        if (length != 0 && i == start) {
            text += "::";
            i += length;
            continue;
        }
        if (!text.empty() && text.back() != ':')
            text += ':';
        text += fmt::format("{:x}", groups[i++]);
    }
    return text;
}

} // namespace

IpAddress IpAddress::v4(std::array<std::uint8_t, 4> bytes) {
    IpAddress address;
    std::copy(bytes.begin(), bytes.end(), address.m_bytes.begin());
    return address;
}

IpAddress IpAddress::v6(std::array<std::uint8_t, 16> bytes) {
    IpAddress address;
    address.m_family = Family::V6;
    address.m_bytes = bytes;
    return address;
}

Result<IpAddress> IpAddress::parse(std::string_view text) {
    if (text.find(':') == std::string_view::npos) {
        if (const auto bytes = parseV4(text))
            return v4(*bytes);
    } else if (const auto groups = parseV6(text)) {
        std::array<std::uint8_t, 16> bytes{};
        for (std::size_t i = 0; i < groups->size(); ++i) {
            bytes[2 * i] = static_cast<std::uint8_t>((*groups)[i] >> 8);
            bytes[2 * i + 1] = static_cast<std::uint8_t>((*groups)[i] & 0xff);
        }
        return v6(bytes);
    }
    return failure(fmt::format("\"{}\" is not an IP address", text.substr(0, 64)));
}

bool IpAddress::isIpv6LinkLocal() const {
    return m_family == Family::V6 && m_bytes[0] == 0xfe && (m_bytes[1] & 0xc0) == 0x80;
}

std::string IpAddress::toString() const {
    if (m_family == Family::V4)
        return fmt::format("{}.{}.{}.{}", m_bytes[0], m_bytes[1], m_bytes[2], m_bytes[3]);
    return formatV6(m_bytes);
}

Prefix::Prefix(IpAddress address, int length)
    : m_address(address), m_length(std::clamp(length, 0, addressBits(address.family()))) {}

Result<Prefix> Prefix::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = IpAddress::parse(text.substr(0, slash));
    if (!address)
        return failure(fmt::format("\"{}\" is not an IP prefix", text.substr(0, 64)));
    const int bits = addressBits(address->family());
    if (slash == std::string_view::npos)
        return Prefix{*address, bits};
    const auto length = parseDecimal(text.substr(slash + 1), bits);
    if (!length)
        return failure(
            fmt::format("\"{}\" is not an IP prefix: the length must be 0 to {}", text.substr(0, 64), bits));
    return Prefix{*address, *length};
}

Prefix Prefix::network() const {
    auto bytes = m_address.bytes();
    for (int i = 0; i < 16; ++i) {
        const int kept = std::clamp(m_length - 8 * i, 0, 8);
        const auto mask = static_cast<std::uint8_t>(0xff00 >> kept);
        bytes[static_cast<std::size_t>(i)] &= mask;
    }
    if (family() == Family::V4)
        return Prefix{IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]}), m_length};
    return Prefix{IpAddress::v6(bytes), m_length};
}

bool Prefix::contains(const IpAddress& address) const {
    return address.family() == family() && Prefix{address, m_length}.network() == network();
}

std::string Prefix::toString() const {
    return fmt::format("{}/{}", m_address.toString(), m_length);
}

} // namespace understudy::base
