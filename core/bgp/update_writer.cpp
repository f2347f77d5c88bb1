#include "core/bgp/update_writer.h"

#include <algorithm>

#include "core/bgp/attribute_codes.h"
#include "core/bgp/frame.h"

namespace understudy::bgp {
namespace {

using namespace attribute_flag;

constexpr std::size_t maxSegment = 255;
constexpr std::size_t longestPrefix = 1 + 16;
/// Head of MP_REACH_NLRI or MP_UNREACH_NLRI with an extended length.
constexpr std::size_t wideHead = 4;

void writeAttribute(base::ByteWriter& writer, std::uint8_t flags, AttributeCode code, base::ByteView value) {
    const bool wide = value.size() > 0xff;
    writer.u8(wide ? flags | extendedLength : flags);
    writer.u8(static_cast<std::uint8_t>(code));
    if (wide)
        writer.u16(static_cast<std::uint16_t>(value.size()));
    else
        writer.u8(static_cast<std::uint8_t>(value.size()));
    writer.bytes(value);
}

base::ByteView addressOctets(const base::IpAddress& address) {
    return base::ByteView{address.bytes()}.first(address.family() == base::Family::V4 ? 4 : 16);
}

std::size_t encodedSize(const base::Prefix& prefix) {
    return 1 + prefixOctets(static_cast<std::size_t>(prefix.length()));
}

/// Appends prefixes from the front while they stay within `room` octets.
void takePrefixes(base::ByteWriter& writer, std::span<const base::Prefix>& prefixes, std::size_t room) {
    while (!prefixes.empty() && encodedSize(prefixes.front()) <= room) {
        const auto& prefix = prefixes.front();
        const auto network = prefix.network().address();
        writer.u8(static_cast<std::uint8_t>(prefix.length()));
        writer.bytes(base::ByteView{network.bytes()}.first(encodedSize(prefix) - 1));
        room -= encodedSize(prefix);
        prefixes = prefixes.subspan(1);
    }
}

/// Segments of at most 255 numbers (RFC 4271 section 5.1.2).
base::Bytes encodeAsPath(std::span<const AsNumber> path, bool fourOctets) {
    base::ByteWriter writer;
    while (!path.empty()) {
        const auto segment = path.first(std::min(path.size(), maxSegment));
        writer.u8(static_cast<std::uint8_t>(SegmentType::Sequence));
        writer.u8(static_cast<std::uint8_t>(segment.size()));
        for (const auto as : segment) {
            if (fourOctets)
                writer.u32(as);
            else
                writer.u16(static_cast<std::uint16_t>(as > 0xffff ? asTrans : as));
        }
        path = path.subspan(segment.size());
    }
    return writer.release();
}

void writeMed(base::ByteWriter& writer, std::uint32_t med) {
    base::ByteWriter value;
    value.u32(med);
    writeAttribute(writer, optional, AttributeCode::MultiExitDisc, value.view());
}

void writeCommunities(base::ByteWriter& writer, const PathAttributes& attributes) {
    base::ByteWriter plain;
    for (const auto community : attributes.communities)
        plain.u32(community.value);
    if (plain.size() != 0)
        writeAttribute(writer, optional | transitive, AttributeCode::Communities, plain.view());
    base::ByteWriter extended;
    for (const auto community : attributes.extendedCommunities) {
        extended.u32(static_cast<std::uint32_t>(community.value >> 32));
        extended.u32(static_cast<std::uint32_t>(community.value));
    }
    if (extended.size() != 0)
        writeAttribute(writer, optional | transitive, AttributeCode::ExtendedCommunities, extended.view());
}

void writeLargeCommunities(base::ByteWriter& writer, const PathAttributes& attributes) {
    base::ByteWriter value;
    for (const auto& community : attributes.largeCommunities) {
        value.u32(community.global);
        value.u32(community.local1);
        value.u32(community.local2);
    }
    if (value.size() != 0)
        writeAttribute(writer, optional | transitive, AttributeCode::LargeCommunities, value.view());
}

/// All but the next hop of IPv6, which belongs to MP_REACH_NLRI.
base::Bytes encodePlainAttributes(const PathAttributes& attributes, bool fourOctetAs) {
    base::ByteWriter writer;
    const std::uint8_t origin = static_cast<std::uint8_t>(attributes.origin);
    writeAttribute(writer, transitive, AttributeCode::Origin, {&origin, 1});
    writeAttribute(writer, transitive, AttributeCode::AsPath, encodeAsPath(attributes.asPath, fourOctetAs));
    if (attributes.nextHop.family() == base::Family::V4)
        writeAttribute(writer, transitive, AttributeCode::NextHop, addressOctets(attributes.nextHop));
    if (attributes.med)
        writeMed(writer, *attributes.med);
    writeCommunities(writer, attributes);
    const bool mapped = std::any_of(attributes.asPath.begin(), attributes.asPath.end(),
                                    [](AsNumber as) { return as > 0xffff; });
    if (!fourOctetAs && mapped)
        writeAttribute(writer, optional | transitive, AttributeCode::As4Path,
                       encodeAsPath(attributes.asPath, true));
    writeLargeCommunities(writer, attributes);
    return writer.release();
}

base::Bytes encodeNextHop(const PathAttributes& attributes) {
    base::ByteWriter writer;
    writer.bytes(addressOctets(attributes.nextHop));
    if (attributes.linkLocalNextHop)
        writer.bytes(addressOctets(*attributes.linkLocalNextHop));
    return writer.release();
}

base::ByteWriter beginMpReach(const PathAttributes& attributes) {
    base::ByteWriter writer;
    const auto nextHop = encodeNextHop(attributes);
    writer.u16(afiIpv6);
    writer.u8(safiUnicast);
    writer.u8(static_cast<std::uint8_t>(nextHop.size()));
    writer.bytes(nextHop);
    writer.u8(0);
    return writer;
}

base::ByteWriter beginMpUnreach(base::Family family) {
    base::ByteWriter writer;
    writer.u16(afiOf(family));
    writer.u8(safiUnicast);
    return writer;
}

constexpr std::size_t fixedLength = headerLength + 2 + 2;

/// An UPDATE of these three fields.
base::Bytes assemble(base::ByteView withdrawn, base::ByteView attributes, base::ByteView reachable) {
    base::ByteWriter writer;
    const auto begin = beginMessage(writer, MessageType::Update);
    writer.u16(static_cast<std::uint16_t>(withdrawn.size()));
    writer.bytes(withdrawn);
    writer.u16(static_cast<std::uint16_t>(attributes.size()));
    writer.bytes(attributes);
    writer.bytes(reachable);
    endMessage(writer, begin);
    return writer.release();
}

} // namespace

base::Bytes encodeAnnounce(std::span<const base::Prefix>& prefixes, const PathAttributes& attributes,
                           bool fourOctetAs) {
    const auto plain = encodePlainAttributes(attributes, fourOctetAs);
    const auto room = maxLength - fixedLength - plain.size();
    if (prefixes.front().family() == base::Family::V4) {
        base::ByteWriter reachable;
        takePrefixes(reachable, prefixes, room);
        return assemble({}, plain, reachable.view());
    }
    auto mpReach = beginMpReach(attributes);
    takePrefixes(mpReach, prefixes, room - wideHead - mpReach.size());
    base::ByteWriter all;
    writeAttribute(all, optional, AttributeCode::MpReach, mpReach.view());
    all.bytes(plain);
    return assemble({}, all.view(), {});
}

base::Bytes encodeWithdraw(std::span<const base::Prefix>& prefixes) {
    constexpr auto room = maxLength - fixedLength;
    if (prefixes.front().family() == base::Family::V4) {
        base::ByteWriter withdrawn;
        takePrefixes(withdrawn, prefixes, room);
        return assemble(withdrawn.view(), {}, {});
    }
    auto mpUnreach = beginMpUnreach(base::Family::V6);
    takePrefixes(mpUnreach, prefixes, room - wideHead - mpUnreach.size());
    base::ByteWriter all;
    writeAttribute(all, optional, AttributeCode::MpUnreach, mpUnreach.view());
    return assemble({}, all.view(), {});
}

base::Bytes encodeEndOfRib(base::Family family) {
    if (family == base::Family::V4)
        return assemble({}, {}, {});
    base::ByteWriter all;
    writeAttribute(all, optional, AttributeCode::MpUnreach, beginMpUnreach(family).view());
    return assemble({}, all.view(), {});
}

bool attributesFit(const PathAttributes& attributes) {
    // Without four-octet numbers the path may be there twice.
    const auto plain = std::max(encodePlainAttributes(attributes, true).size(),
                                encodePlainAttributes(attributes, false).size());
    const auto multiprotocol =
        attributes.nextHop.family() == base::Family::V4 ? 0 : wideHead + beginMpReach(attributes).size();
    return fixedLength + plain + multiprotocol + longestPrefix <= maxLength;
}

} // namespace understudy::bgp
