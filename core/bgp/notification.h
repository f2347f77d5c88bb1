// NOTIFICATION: why a session ends (RFC 4271 section 4.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.h"

namespace understudy::bgp {

enum class ErrorCode : std::uint8_t {
    MessageHeader = 1,
    OpenMessage = 2,
    UpdateMessage = 3,
    HoldTimerExpired = 4,
    FiniteStateMachine = 5,
    Cease = 6,
    RouteRefreshMessage = 7,  ///< RFC 7313
    SendHoldTimerExpired = 8, ///< RFC 9687
};

enum class HeaderError : std::uint8_t { NotSynchronized = 1, BadLength = 2, BadType = 3 };

enum class OpenError : std::uint8_t {
    Unspecific = 0,
    UnsupportedVersion = 1,
    BadPeerAs = 2,
    BadIdentifier = 3,
    UnsupportedOptionalParameter = 4,
    UnacceptableHoldTime = 6,
    UnsupportedCapability = 7, ///< RFC 5492
};

enum class UpdateError : std::uint8_t {
    MalformedAttributeList = 1,
    UnrecognizedWellKnown = 2,
    OptionalAttribute = 9,
    InvalidNetworkField = 10,
};

/// RFC 6608.
enum class FsmError : std::uint8_t {
    UnexpectedInOpenSent = 1,
    UnexpectedInOpenConfirm = 2,
    UnexpectedInEstablished = 3,
};

/// RFC 4486, RFC 8538.
enum class Cease : std::uint8_t {
    MaximumPrefixes = 1,
    AdministrativeShutdown = 2,
    PeerDeconfigured = 3,
    AdministrativeReset = 4,
    ConnectionRejected = 5,
    OtherConfigurationChange = 6,
    ConnectionCollision = 7,
    OutOfResources = 8,
    HardReset = 9,
};

enum class RefreshError : std::uint8_t { InvalidLength = 1 };

///      0                   1                   2                   3
///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
///     +-------------------------------+-------------------------------+
///     | Error Code    | Error Subcode |   Data (variable)             |
///     +-------------------------------+-------------------------------+
/// A received one may hold any code, subcode and data.
struct Notification {
    ErrorCode code = ErrorCode::Cease;
    std::uint8_t subcode = 0;
    base::Bytes data;

    Notification() = default;
    Notification(ErrorCode errorCode, std::uint8_t errorSubcode, base::Bytes errorData = {})
        : code(errorCode), subcode(errorSubcode), data(std::move(errorData)) {}
    explicit Notification(HeaderError e, base::Bytes d = {})
        : Notification(ErrorCode::MessageHeader, raw(e), std::move(d)) {}
    explicit Notification(OpenError e, base::Bytes d = {})
        : Notification(ErrorCode::OpenMessage, raw(e), std::move(d)) {}
    explicit Notification(UpdateError e, base::Bytes d = {})
        : Notification(ErrorCode::UpdateMessage, raw(e), std::move(d)) {}
    explicit Notification(FsmError e, base::Bytes d = {})
        : Notification(ErrorCode::FiniteStateMachine, raw(e), std::move(d)) {}
    explicit Notification(Cease e, base::Bytes d = {})
        : Notification(ErrorCode::Cease, raw(e), std::move(d)) {}
    explicit Notification(RefreshError e, base::Bytes d = {})
        : Notification(ErrorCode::RouteRefreshMessage, raw(e), std::move(d)) {}

    bool is(Cease subcodeOfCease) const { return code == ErrorCode::Cease && subcode == raw(subcodeOfCease); }
    bool is(OpenError subcodeOfOpen) const {
        return code == ErrorCode::OpenMessage && subcode == raw(subcodeOfOpen);
    }

    friend bool operator==(const Notification&, const Notification&) = default;

private:
    template <typename Subcode>
    static constexpr std::uint8_t raw(Subcode subcode) {
        return static_cast<std::uint8_t>(subcode);
    }
};

/// Cease with a shutdown communication (RFC 9003): `text` is sanitized and cut to 255 octets of whole
/// characters; an empty one is left out.
Notification cease(Cease subcode, std::string_view text = {});

/// The shutdown communication of an Administrative Shutdown or Reset, sanitized; nullopt when there is none
/// or its length is wrong.
std::optional<std::string> shutdownCommunication(const Notification& notification);

/// Wrapped so that a peer which keeps routes over a NOTIFICATION does not keep them over this one (RFC 8538
/// section 3).
Notification hardReset(const Notification& inside);

/// What a Hard Reset wraps; nullopt when it is none or wraps nothing.
std::optional<Notification> insideHardReset(const Notification& notification);

/// For people and logs, e.g. `Cease: administrative shutdown: "moving to rack 4"`. Fit to be shown: text of
/// the peer is sanitized, other data is left out.
std::string describe(const Notification& notification);

} // namespace understudy::bgp
