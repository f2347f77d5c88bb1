#include "core/bgp/open.h"

#include "core/bgp/frame.h"

namespace understudy::bgp {
namespace {

constexpr std::uint8_t version = 4;
constexpr std::uint8_t capabilitiesParameter = 2;
constexpr std::uint8_t extendedParameters = 255; ///< as a type: RFC 9072

/// `wide`: a parameter's length takes two octets (RFC 9072 section 2).
tl::expected<void, Notification> decodeParameters(base::ByteReader reader, bool wide, Capabilities& into) {
    while (!reader.empty()) {
        const auto type = reader.u8();
        const std::size_t length = wide ? reader.u16() : reader.u8();
        const auto value = reader.take(length);
        if (!reader.ok())
            return tl::make_unexpected(Notification{OpenError::Unspecific});
        if (type != capabilitiesParameter)
            return tl::make_unexpected(Notification{OpenError::UnsupportedOptionalParameter});
        if (auto decoded = decodeCapabilities(value, into); !decoded)
            return decoded;
    }
    return {};
}

tl::expected<void, Notification> decodeOptional(base::ByteReader reader, Capabilities& into) {
    std::size_t length = reader.u8();
    const bool wide = length != 0 && !reader.empty() && reader.rest().front() == extendedParameters;
    if (wide) {
        reader.u8();
        length = reader.u16();
    }
    if (!reader.ok() || length != reader.remaining())
        return tl::make_unexpected(Notification{OpenError::Unspecific});
    return decodeParameters(reader, wide, into);
}

base::Bytes multiprotocolCapabilities(FamilySet families) {
    Capabilities wanted;
    wanted.families = families;
    base::ByteWriter writer;
    encodeCapabilities(wanted, writer);
    return writer.release();
}

} // namespace

tl::expected<Open, Notification> decodeOpen(base::ByteView body) {
    base::ByteReader reader{body};
    if (reader.u8() != version)
        return tl::make_unexpected(Notification{OpenError::UnsupportedVersion, {0, version}});
    Open open;
    open.myAs = reader.u16();
    open.holdTime = reader.u16();
    open.routerId = RouterId{reader.u32()};
    if (auto decoded = decodeOptional(reader, open.capabilities); !decoded)
        return tl::make_unexpected(std::move(decoded).error());
    return open;
}

base::Bytes encode(const Open& open) {
    base::ByteWriter writer;
    const auto begin = beginMessage(writer, MessageType::Open);
    writer.u8(version);
    writer.u16(open.myAs);
    writer.u16(open.holdTime);
    writer.u32(open.routerId.value);
    base::ByteWriter capabilities;
    encodeCapabilities(open.capabilities, capabilities);
    if (capabilities.size() == 0) {
        writer.u8(0);
    } else {
        writer.u8(static_cast<std::uint8_t>(capabilities.size() + 2));
        writer.u8(capabilitiesParameter);
        writer.u8(static_cast<std::uint8_t>(capabilities.size()));
        writer.bytes(capabilities.view());
    }
    endMessage(writer, begin);
    return writer.release();
}

FamilySet familiesOf(const Capabilities& capabilities) {
    return capabilities.multiprotocol ? capabilities.families : FamilySet{base::Family::V4};
}

std::optional<Notification> checkOpen(const Open& open, const OpenExpectations& expectations) {
    if (open.as() == 0 || open.as() != expectations.neighborAs)
        return Notification{OpenError::BadPeerAs};
    const bool internal = expectations.localAs == expectations.neighborAs;
    if (open.routerId.value == 0 || (internal && open.routerId == expectations.routerId))
        return Notification{OpenError::BadIdentifier};
    if (open.holdTime == 1 || open.holdTime == 2)
        return Notification{OpenError::UnacceptableHoldTime};
    if ((familiesOf(open.capabilities) & expectations.families).empty())
        return Notification{OpenError::UnsupportedCapability,
                            multiprotocolCapabilities(expectations.families)};
    return std::nullopt;
}

} // namespace understudy::bgp
