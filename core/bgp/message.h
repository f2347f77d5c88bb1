// The messages of BGP-4 but UPDATE, as values and as octets, and the cutting of a stream into messages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>

#include <tl/expected.hpp>

#include "core/base/bytes.h"
#include "core/bgp/capabilities.h"
#include "core/bgp/notification.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------------------------------------------------------+
///     |                      Marker: 16 octets of ones                |
///     +-------------------------------+---------------+---------------+
///     |          Length               |      Type     |
///     +-------------------------------+---------------+
inline constexpr std::size_t headerLength = 19;
inline constexpr std::size_t maxLength = 4096;
inline constexpr std::size_t maxExtendedLength = 65535; ///< RFC 8654

enum class MessageType : std::uint8_t {
    Open = 1,
    Update = 2,
    Notification = 3,
    Keepalive = 4,
    RouteRefresh = 5
};

///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +---------------+-------------------------------+---------------
///     |  Version: 4   |     My Autonomous System      |   Hold Time
///     +---------------+-------------------------------+---------------
///                     |                         BGP Identifier
///     +---------------+---------------+-------------------------------
///                     | Opt Parm Len  |  Optional Parameters (variable)
///     +---------------+---------------+-------------------------------
/// Optional parameters in either form of RFC 9072 are read; the only one known is Capabilities.
struct Open {
    std::uint16_t myAs = 0;     ///< the two-octet field; see as()
    std::uint16_t holdTime = 0; ///< seconds, offered; 0: no keepalives
    RouterId routerId;
    Capabilities capabilities;

    /// The sender's AS: of its four-octet capability where it has one.
    AsNumber as() const { return capabilities.fourOctetAs.value_or(myAs); }

    friend bool operator==(const Open&, const Open&) = default;
};

///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+---------------+---------------+
///     |              AFI              |    Subtype    |     SAFI      |
///     +-------------------------------+---------------+---------------+
/// RFC 2918; the subtypes are of RFC 7313.
struct RouteRefresh {
    enum class Subtype : std::uint8_t { Request = 0, Begin = 1, End = 2 };

    std::uint16_t afi = 0;
    std::uint8_t safi = 0;
    Subtype subtype = Subtype::Request; ///< a received one may hold any value

    RouteRefresh() = default;
    RouteRefresh(base::Family family, Subtype which)
        : afi(afiOf(family)), safi(safiUnicast), subtype(which) {}

    /// nullopt: a family that is unknown here, so the message is ignored.
    std::optional<base::Family> family() const;

    friend bool operator==(const RouteRefresh&, const RouteRefresh&) = default;
};

struct Keepalive {
    friend bool operator==(const Keepalive&, const Keepalive&) = default;
};

/// An UPDATE's body, not looked at yet: see checkUpdate(). Points into the bytes that were decoded.
struct Update {
    base::ByteView body;
};

using Message = std::variant<Open, Update, Notification, Keepalive, RouteRefresh>;

/// The bytes hold the beginning of a message that may still turn out well.
struct NeedMore {
    std::size_t missing = 1; ///< octets to the end of its header, or of the message once the header is there
};

struct Decoded {
    Message message;
    std::size_t size = 0; ///< octets of the stream that it took
};

/// The message to answer with, before the connection is closed.
using Refusal = Notification;

using Outcome = std::variant<NeedMore, Decoded, Refusal>;

/// The first message of `bytes`. `limit` is maxLength, or maxExtendedLength for a session that agreed on RFC
/// 8654. What is wrong with a message is told as soon as its header is there.
Outcome decodeMessage(base::ByteView bytes, std::size_t limit = maxLength);

base::Bytes encode(const Open& open);
/// Data that would make the message longer than maxLength is cut off.
base::Bytes encode(const Notification& notification);
base::Bytes encode(const RouteRefresh& refresh);
base::Bytes encode(const Keepalive& keepalive);

} // namespace understudy::bgp
