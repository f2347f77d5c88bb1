#include "core/bgp/capabilities.h"

namespace understudy::bgp {
namespace {

enum class Code : std::uint8_t {
    Multiprotocol = 1,
    RouteRefresh = 2,
    ExtendedMessage = 6,
    Role = 9,
    GracefulRestart = 64,
    FourOctetAs = 65,
    AddPath = 69,
    EnhancedRouteRefresh = 70,
};

constexpr std::uint16_t restartingFlag = 0x8000;
constexpr std::uint16_t notificationFlag = 0x4000;
constexpr std::uint16_t restartTimeMask = 0x0fff;
constexpr std::uint8_t forwardingFlag = 0x80;
constexpr std::uint8_t receivesPaths = 1;
constexpr std::uint8_t sendsPaths = 2;

void encodeHead(base::ByteWriter& writer, Code code, std::size_t length) {
    writer.u8(static_cast<std::uint8_t>(code));
    writer.u8(static_cast<std::uint8_t>(length));
}

void encodeGracefulRestart(const GracefulRestart& restart, base::ByteWriter& writer) {
    std::size_t count = 0;
    for (const auto family : allFamilies)
        count += restart.families.has(family) ? 1 : 0;
    encodeHead(writer, Code::GracefulRestart, 2 + 4 * count);
    writer.u16(static_cast<std::uint16_t>((restart.restarting ? restartingFlag : 0) |
                                          (restart.notification ? notificationFlag : 0) |
                                          (restart.restartTime & restartTimeMask)));
    for (const auto family : allFamilies) {
        if (!restart.families.has(family))
            continue;
        writer.u16(afiOf(family));
        writer.u8(safiUnicast);
        writer.u8(restart.forwarding.has(family) ? forwardingFlag : 0);
    }
}

void encodeAddPath(const AddPath& paths, base::ByteWriter& writer) {
    std::size_t count = 0;
    for (const auto family : allFamilies)
        count += paths.receive.has(family) || paths.send.has(family) ? 1 : 0;
    encodeHead(writer, Code::AddPath, 4 * count);
    for (const auto family : allFamilies) {
        const auto mode =
            (paths.receive.has(family) ? receivesPaths : 0) | (paths.send.has(family) ? sendsPaths : 0);
        if (mode == 0)
            continue;
        writer.u16(afiOf(family));
        writer.u8(safiUnicast);
        writer.u8(static_cast<std::uint8_t>(mode));
    }
}

std::optional<base::Family> familyOf(std::uint16_t afi, std::uint8_t safi) {
    if (safi != safiUnicast || (afi != afiIpv4 && afi != afiIpv6))
        return std::nullopt;
    return afi == afiIpv4 ? base::Family::V4 : base::Family::V6;
}

void decodeMultiprotocol(base::ByteReader& value, Capabilities& capabilities) {
    const auto afi = value.u16();
    value.u8();
    const auto safi = value.u8();
    capabilities.multiprotocol = true;
    if (const auto family = familyOf(afi, safi))
        capabilities.families.insert(*family);
}

void decodeGracefulRestart(base::ByteReader& value, Capabilities& capabilities) {
    GracefulRestart restart;
    const auto head = value.u16();
    restart.restarting = (head & restartingFlag) != 0;
    restart.notification = (head & notificationFlag) != 0;
    restart.restartTime = head & restartTimeMask;
    while (value.ok() && !value.empty()) {
        const auto afi = value.u16();
        const auto safi = value.u8();
        const auto flags = value.u8();
        const auto family = familyOf(afi, safi);
        if (!value.ok() || !family)
            continue;
        restart.families.insert(*family);
        if ((flags & forwardingFlag) != 0)
            restart.forwarding.insert(*family);
    }
    capabilities.gracefulRestart = restart;
}

/// Families unknown here and modes that RFC 7911 does not define are passed over.
void decodeAddPath(base::ByteReader& value, Capabilities& capabilities) {
    auto paths = capabilities.addPath.value_or(AddPath{});
    while (value.ok() && !value.empty()) {
        const auto afi = value.u16();
        const auto safi = value.u8();
        const auto mode = value.u8();
        const auto family = familyOf(afi, safi);
        if (!value.ok() || !family || mode > (receivesPaths | sendsPaths))
            continue;
        if ((mode & receivesPaths) != 0)
            paths.receive.insert(*family);
        if ((mode & sendsPaths) != 0)
            paths.send.insert(*family);
    }
    capabilities.addPath = paths;
}

/// Leaves bytes behind, or asks for more than there are, when the length is wrong.
void decodeOne(Code code, base::ByteReader& value, Capabilities& capabilities) {
    switch (code) {
    case Code::Multiprotocol:
        return decodeMultiprotocol(value, capabilities);
    case Code::RouteRefresh:
        capabilities.routeRefresh = true;
        return;
    case Code::ExtendedMessage:
        capabilities.extendedMessage = true;
        return;
    case Code::EnhancedRouteRefresh:
        capabilities.enhancedRouteRefresh = true;
        return;
    case Code::FourOctetAs:
        capabilities.fourOctetAs = value.u32();
        return;
    case Code::GracefulRestart:
        return decodeGracefulRestart(value, capabilities);
    case Code::Role:
        capabilities.role = value.u8();
        return;
    case Code::AddPath:
        return decodeAddPath(value, capabilities);
    }
    value.take(value.remaining());
}

} // namespace

void encodeCapabilities(const Capabilities& capabilities, base::ByteWriter& writer) {
    for (const auto family : allFamilies) {
        if (!capabilities.families.has(family))
            continue;
        encodeHead(writer, Code::Multiprotocol, 4);
        writer.u16(afiOf(family));
        writer.u8(0);
        writer.u8(safiUnicast);
    }
    if (capabilities.routeRefresh)
        encodeHead(writer, Code::RouteRefresh, 0);
    if (capabilities.extendedMessage)
        encodeHead(writer, Code::ExtendedMessage, 0);
    if (capabilities.gracefulRestart)
        encodeGracefulRestart(*capabilities.gracefulRestart, writer);
    if (capabilities.fourOctetAs) {
        encodeHead(writer, Code::FourOctetAs, 4);
        writer.u32(*capabilities.fourOctetAs);
    }
    if (capabilities.addPath)
        encodeAddPath(*capabilities.addPath, writer);
    if (capabilities.enhancedRouteRefresh)
        encodeHead(writer, Code::EnhancedRouteRefresh, 0);
}

tl::expected<void, Notification> decodeCapabilities(base::ByteView value, Capabilities& capabilities) {
    base::ByteReader reader{value};
    while (!reader.empty()) {
        const auto code = static_cast<Code>(reader.u8());
        const auto length = reader.u8();
        base::ByteReader one{reader.take(length)};
        if (!reader.ok())
            return tl::make_unexpected(Notification{OpenError::Unspecific});
        decodeOne(code, one, capabilities);
        if (!one.ok() || !one.empty())
            return tl::make_unexpected(Notification{OpenError::Unspecific});
    }
    return {};
}

} // namespace understudy::bgp
