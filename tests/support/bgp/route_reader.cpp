#include "tests/support/bgp/route_reader.h"

#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

namespace understudy::test {
namespace {

using base::ByteReader;
using base::failure;
using base::IpAddress;
using base::Prefix;
using base::Result;

template <std::size_t N>
std::array<std::uint8_t, N> padded(base::ByteView octets) {
    std::array<std::uint8_t, N> whole{};
    std::copy(octets.begin(), octets.end(), whole.begin());
    return whole;
}

IpAddress address(base::ByteView octets, bool v6) {
    return v6 ? IpAddress::v6(padded<16>(octets)) : IpAddress::v4(padded<4>(octets));
}

Result<std::vector<Prefix>> readPrefixes(base::ByteView field, bool v6) {
    std::vector<Prefix> all;
    ByteReader reader{field};
    while (!reader.empty()) {
        const int length = reader.u8();
        if (length > (v6 ? 128 : 32))
            return failure("prefix too long");
        const auto octets = reader.take(static_cast<std::size_t>(length + 7) / 8);
        if (!reader.ok())
            return failure("prefix cut off");
        const Prefix prefix{address(octets, v6), length};
        if (prefix != prefix.network())
            return failure("host bits are set");
        all.push_back(prefix);
    }
    return all;
}

struct Attributes {
    bgp::PathAttributes path;
    std::vector<bgp::AsNumber> as4Path;
    std::vector<Prefix> reachable6;
    std::vector<Prefix> withdrawn6;
    std::set<int> seen;
};

std::vector<bgp::AsNumber> readPath(ByteReader& reader, bool wide) {
    std::vector<bgp::AsNumber> path;
    while (reader.ok() && !reader.empty()) {
        if (reader.u8() != 2)
            reader.take(static_cast<std::size_t>(-1));
        for (int left = reader.u8(); left > 0 && reader.ok(); --left)
            path.push_back(wide ? reader.u32() : reader.u16());
    }
    return path;
}

Result<void> readMpReach(ByteReader& reader, Attributes& into) {
    if (reader.u16() != 2 || reader.u8() != 1)
        return failure("MP_REACH_NLRI of a strange family");
    const auto nextHop = reader.take(reader.u8());
    if (nextHop.size() != 16 && nextHop.size() != 32)
        return failure("next hop of a strange length");
    into.path.nextHop = address(nextHop.first(16), true);
    if (nextHop.size() == 32)
        into.path.linkLocalNextHop = address(nextHop.subspan(16), true);
    if (reader.u8() != 0)
        return failure("reserved octet is not 0");
    auto prefixes = readPrefixes(reader.take(reader.remaining()), true);
    if (!prefixes)
        return failure(prefixes.error().what);
    into.reachable6 = *std::move(prefixes);
    return {};
}

Result<void> readMpUnreach(ByteReader& reader, Attributes& into) {
    if (reader.u16() != 2 || reader.u8() != 1)
        return failure("MP_UNREACH_NLRI of a strange family");
    auto prefixes = readPrefixes(reader.take(reader.remaining()), true);
    if (!prefixes)
        return failure(prefixes.error().what);
    into.withdrawn6 = *std::move(prefixes);
    return {};
}

Result<void> readValue(int code, ByteReader& value, bool fourOctetAs, Attributes& into) {
    auto& path = into.path;
    switch (code) {
    case 1:
        path.origin = static_cast<bgp::Origin>(value.u8());
        return {};
    case 2:
        path.asPath = readPath(value, fourOctetAs);
        return {};
    case 3:
        path.nextHop = address(value.take(4), false);
        return {};
    case 4:
        path.med = value.u32();
        return {};
    case 8:
        while (value.ok() && !value.empty())
            path.communities.push_back({value.u32()});
        return {};
    case 14:
        return readMpReach(value, into);
    case 15:
        return readMpUnreach(value, into);
    case 16:
        while (value.ok() && !value.empty()) {
            const std::uint64_t high = value.u32();
            path.extendedCommunities.push_back({high << 32 | value.u32()});
        }
        return {};
    case 17:
        into.as4Path = readPath(value, true);
        return {};
    case 32:
        while (value.ok() && !value.empty()) {
            const auto global = value.u32();
            const auto local1 = value.u32();
            path.largeCommunities.push_back({global, local1, value.u32()});
        }
        return {};
    default:
        return failure(fmt::format("attribute {} is not expected", code));
    }
}

int expectedFlags(int code) {
    if (code <= 3)
        return 0x40;
    return code == 4 || code == 14 || code == 15 ? 0x80 : 0xc0;
}

Result<Attributes> readAttributes(base::ByteView field, bool fourOctetAs) {
    Attributes all;
    ByteReader reader{field};
    while (!reader.empty()) {
        const int flags = reader.u8();
        const int code = reader.u8();
        const bool wide = (flags & 0x10) != 0;
        ByteReader value{reader.take(wide ? reader.u16() : reader.u8())};
        if (!reader.ok())
            return failure("attribute cut off");
        if ((flags & ~0x10) != expectedFlags(code))
            return failure(fmt::format("flags {:x} of attribute {}", flags, code));
        if (!all.seen.empty() && (code == 14 || code == 15 || all.seen.count(code) != 0))
            return failure(fmt::format("attribute {} twice or late", code));
        all.seen.insert(code);
        if (const auto read = readValue(code, value, fourOctetAs, all); !read)
            return failure(read.error().what);
        if (!value.ok() || !value.empty())
            return failure(fmt::format("length of attribute {}", code));
    }
    return all;
}

/// RFC 6793 section 4.2.3, for paths that are wholly in AS4_PATH.
Result<void> mergeAs4Path(Attributes& attributes) {
    if (attributes.as4Path.empty())
        return {};
    if (attributes.as4Path.size() != attributes.path.asPath.size())
        return failure("AS4_PATH and AS_PATH differ in length");
    for (std::size_t i = 0; i < attributes.as4Path.size(); ++i) {
        const auto narrow = attributes.as4Path[i] > 0xffff ? bgp::asTrans : attributes.as4Path[i];
        if (attributes.path.asPath[i] != narrow)
            return failure("AS4_PATH and AS_PATH differ");
    }
    attributes.path.asPath = attributes.as4Path;
    return {};
}

} // namespace

Result<ReadUpdate> readUpdate(base::ByteView body, bool fourOctetAs) {
    ByteReader reader{body};
    const auto withdrawn = readPrefixes(reader.take(reader.u16()), false);
    auto attributes = readAttributes(reader.take(reader.u16()), fourOctetAs);
    const auto reachable = readPrefixes(reader.rest(), false);
    if (!reader.ok() || !withdrawn || !attributes || !reachable)
        return failure(attributes ? "fields of the UPDATE" : attributes.error().what);
    if (const auto merged = mergeAs4Path(*attributes); !merged)
        return failure(merged.error().what);
    const bool announces = !reachable->empty() || !attributes->reachable6.empty();
    if (announces && (attributes->seen.count(1) == 0 || attributes->seen.count(2) == 0))
        return failure("a mandatory attribute is missing");
    if (!reachable->empty() && attributes->seen.count(3) == 0)
        return failure("NEXT_HOP is missing");
    ReadUpdate update;
    for (const auto* prefixes :
         std::initializer_list<const std::vector<Prefix>*>{&*reachable, &attributes->reachable6})
        for (const auto& prefix : *prefixes)
            update.announced[prefix] = attributes->path;
    update.withdrawn.insert(withdrawn->begin(), withdrawn->end());
    update.withdrawn.insert(attributes->withdrawn6.begin(), attributes->withdrawn6.end());
    return update;
}

Result<void> RouterTable::feed(base::ByteView body) {
    const auto update = readUpdate(body, m_fourOctetAs);
    if (!update)
        return failure(update.error().what);
    for (const auto& prefix : update->withdrawn)
        m_routes.erase(prefix);
    for (const auto& [prefix, attributes] : update->announced)
        m_routes[prefix] = attributes;
    return {};
}

} // namespace understudy::test
