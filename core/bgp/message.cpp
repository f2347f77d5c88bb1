#include "core/bgp/message.h"

#include <algorithm>
#include <utility>

#include "core/bgp/frame.h"
#include "core/bgp/open.h"

namespace understudy::bgp {
namespace {

constexpr std::size_t refreshLength = headerLength + 4;

/// The shortest length of each type (RFC 4271 section 6.1); 0 for an unknown type.
constexpr std::size_t shortest(MessageType type) {
    switch (type) {
    case MessageType::Open:
        return 29;
    case MessageType::Update:
        return 23;
    case MessageType::Notification:
        return 21;
    case MessageType::Keepalive:
        return headerLength;
    case MessageType::RouteRefresh:
        return headerLength;
    }
    return 0;
}

/// The longest: RFC 8654 section 4 leaves OPEN and KEEPALIVE as they were.
constexpr std::size_t longest(MessageType type, std::size_t limit) {
    if (type == MessageType::Keepalive)
        return headerLength;
    return type == MessageType::Open ? maxLength : limit;
}

Notification badLength(std::size_t length) {
    base::ByteWriter data;
    data.u16(static_cast<std::uint16_t>(length));
    return Notification{HeaderError::BadLength, data.release()};
}

template <typename T>
Outcome decoded(T message, std::size_t size) {
    Outcome outcome{std::in_place_type<Decoded>};
    auto& whole = std::get<Decoded>(outcome);
    whole.message.emplace<T>(std::move(message));
    whole.size = size;
    return outcome;
}

/// RFC 7313 section 5 for the subtypes it defines; a plain request of another length has no use here (ORF,
/// RFC 5291, is never announced).
Outcome decodeRouteRefresh(base::ByteView message) {
    base::ByteReader reader{message.subspan(headerLength)};
    RouteRefresh refresh;
    refresh.afi = reader.u16();
    refresh.subtype = static_cast<RouteRefresh::Subtype>(reader.u8());
    refresh.safi = reader.u8();
    if (message.size() == refreshLength)
        return decoded(refresh, message.size());
    using Subtype = RouteRefresh::Subtype;
    if (refresh.subtype == Subtype::Begin || refresh.subtype == Subtype::End)
        return Refusal{RefreshError::InvalidLength, base::Bytes{message.begin(), message.end()}};
    return badLength(message.size());
}

Notification decodeNotification(base::ByteView body) {
    base::ByteReader reader{body};
    const auto code = static_cast<ErrorCode>(reader.u8());
    const auto subcode = reader.u8();
    const auto data = reader.rest();
    return Notification{code, subcode, base::Bytes{data.begin(), data.end()}};
}

Outcome decodeWhole(MessageType type, base::ByteView message) {
    const auto body = message.subspan(headerLength);
    switch (type) {
    case MessageType::Open:
        if (auto open = decodeOpen(body))
            return decoded(*std::move(open), message.size());
        else
            return Refusal{std::move(open).error()};
    case MessageType::Update:
        return decoded(Update{body}, message.size());
    case MessageType::Notification:
        return decoded(decodeNotification(body), message.size());
    case MessageType::RouteRefresh:
        return decodeRouteRefresh(message);
    case MessageType::Keepalive:
        break;
    }
    return decoded(Keepalive{}, message.size());
}

} // namespace

std::optional<base::Family> RouteRefresh::family() const {
    if (safi != safiUnicast || (afi != afiIpv4 && afi != afiIpv6))
        return std::nullopt;
    return afi == afiIpv4 ? base::Family::V4 : base::Family::V6;
}

Outcome decodeMessage(base::ByteView bytes, std::size_t limit) {
    const auto marker = bytes.first(std::min(bytes.size(), markerLength));
    if (!std::all_of(marker.begin(), marker.end(), [](auto octet) { return octet == 0xff; }))
        return Refusal{HeaderError::NotSynchronized};
    if (bytes.size() < headerLength)
        return NeedMore{};
    base::ByteReader reader{bytes.subspan(markerLength)};
    const std::size_t length = reader.u16();
    const auto rawType = reader.u8();
    const auto type = static_cast<MessageType>(rawType);
    if (length < headerLength || length > limit)
        return badLength(length);
    if (shortest(type) == 0)
        return Refusal{HeaderError::BadType, base::Bytes{rawType}};
    if (length < shortest(type) || length > longest(type, limit))
        return badLength(length);
    if (bytes.size() < length)
        return NeedMore{};
    return decodeWhole(type, bytes.first(length));
}

base::Bytes encode(const Notification& notification) {
    constexpr std::size_t maxData = maxLength - headerLength - 2;
    base::ByteWriter writer;
    const auto begin = beginMessage(writer, MessageType::Notification);
    writer.u8(static_cast<std::uint8_t>(notification.code));
    writer.u8(notification.subcode);
    writer.bytes(base::ByteView{notification.data}.first(std::min(notification.data.size(), maxData)));
    endMessage(writer, begin);
    return writer.release();
}

base::Bytes encode(const RouteRefresh& refresh) {
    base::ByteWriter writer;
    const auto begin = beginMessage(writer, MessageType::RouteRefresh);
    writer.u16(refresh.afi);
    writer.u8(static_cast<std::uint8_t>(refresh.subtype));
    writer.u8(refresh.safi);
    endMessage(writer, begin);
    return writer.release();
}

base::Bytes encode(const Keepalive&) {
    base::ByteWriter writer;
    endMessage(writer, beginMessage(writer, MessageType::Keepalive));
    return writer.release();
}

} // namespace understudy::bgp
