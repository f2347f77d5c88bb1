#include "core/bgp/notification.h"

#include <span>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::bgp {
namespace {

constexpr std::size_t maxCommunication = 255;

struct Name {
    ErrorCode code;
    std::uint8_t subcode;
    std::string_view text;
};

constexpr Name codeNames[] = {
    {ErrorCode::MessageHeader, 0, "Message header error"},
    {ErrorCode::OpenMessage, 0, "OPEN message error"},
    {ErrorCode::UpdateMessage, 0, "UPDATE message error"},
    {ErrorCode::HoldTimerExpired, 0, "Hold timer expired"},
    {ErrorCode::FiniteStateMachine, 0, "Finite state machine error"},
    {ErrorCode::Cease, 0, "Cease"},
    {ErrorCode::RouteRefreshMessage, 0, "ROUTE-REFRESH message error"},
    {ErrorCode::SendHoldTimerExpired, 0, "Send hold timer expired"},
};

constexpr Name subcodeNames[] = {
    {ErrorCode::MessageHeader, 1, "connection not synchronized"},
    {ErrorCode::MessageHeader, 2, "bad message length"},
    {ErrorCode::MessageHeader, 3, "bad message type"},
    {ErrorCode::OpenMessage, 1, "unsupported version number"},
    {ErrorCode::OpenMessage, 2, "bad peer AS"},
    {ErrorCode::OpenMessage, 3, "bad BGP identifier"},
    {ErrorCode::OpenMessage, 4, "unsupported optional parameter"},
    {ErrorCode::OpenMessage, 5, "authentication failure"},
    {ErrorCode::OpenMessage, 6, "unacceptable hold time"},
    {ErrorCode::OpenMessage, 7, "unsupported capability"},
    {ErrorCode::OpenMessage, 11, "role mismatch"},
    {ErrorCode::UpdateMessage, 1, "malformed attribute list"},
    {ErrorCode::UpdateMessage, 2, "unrecognized well-known attribute"},
    {ErrorCode::UpdateMessage, 3, "missing well-known attribute"},
    {ErrorCode::UpdateMessage, 4, "attribute flags error"},
    {ErrorCode::UpdateMessage, 5, "attribute length error"},
    {ErrorCode::UpdateMessage, 6, "invalid ORIGIN attribute"},
    {ErrorCode::UpdateMessage, 8, "invalid NEXT_HOP attribute"},
    {ErrorCode::UpdateMessage, 9, "optional attribute error"},
    {ErrorCode::UpdateMessage, 10, "invalid network field"},
    {ErrorCode::UpdateMessage, 11, "malformed AS_PATH"},
    {ErrorCode::FiniteStateMachine, 1, "unexpected message in OpenSent"},
    {ErrorCode::FiniteStateMachine, 2, "unexpected message in OpenConfirm"},
    {ErrorCode::FiniteStateMachine, 3, "unexpected message in Established"},
    {ErrorCode::Cease, 1, "maximum number of prefixes reached"},
    {ErrorCode::Cease, 2, "administrative shutdown"},
    {ErrorCode::Cease, 3, "peer de-configured"},
    {ErrorCode::Cease, 4, "administrative reset"},
    {ErrorCode::Cease, 5, "connection rejected"},
    {ErrorCode::Cease, 6, "other configuration change"},
    {ErrorCode::Cease, 7, "connection collision resolution"},
    {ErrorCode::Cease, 8, "out of resources"},
    {ErrorCode::Cease, 9, "hard reset"},
    {ErrorCode::Cease, 10, "BFD down"},
    {ErrorCode::RouteRefreshMessage, 1, "invalid message length"},
};

std::string nameOf(std::span<const Name> names, ErrorCode code, std::uint8_t subcode) {
    for (const auto& name : names) {
        if (name.code == code && name.subcode == subcode)
            return std::string{name.text};
    }
    return {};
}

std::string_view textOf(base::ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

Notification cease(Cease subcode, std::string_view text) {
    Notification notification{subcode};
    if (text.empty())
        return notification;
    const auto fit = base::sanitized(text, maxCommunication);
    base::ByteWriter data;
    data.u8(static_cast<std::uint8_t>(fit.size()));
    data.text(fit);
    notification.data = data.release();
    return notification;
}

std::optional<std::string> shutdownCommunication(const Notification& notification) {
    if (!notification.is(Cease::AdministrativeShutdown) && !notification.is(Cease::AdministrativeReset))
        return std::nullopt;
    base::ByteReader reader{notification.data};
    const auto length = reader.u8();
    const auto text = reader.take(length);
    if (!reader.ok() || length == 0)
        return std::nullopt;
    return base::sanitized(textOf(text), maxCommunication);
}

Notification hardReset(const Notification& inside) {
    base::ByteWriter data;
    data.u8(static_cast<std::uint8_t>(inside.code));
    data.u8(inside.subcode);
    data.bytes(inside.data);
    return Notification{Cease::HardReset, data.release()};
}

std::optional<Notification> insideHardReset(const Notification& notification) {
    if (!notification.is(Cease::HardReset))
        return std::nullopt;
    base::ByteReader reader{notification.data};
    const auto code = static_cast<ErrorCode>(reader.u8());
    const auto subcode = reader.u8();
    if (!reader.ok())
        return std::nullopt;
    const auto data = reader.rest();
    return Notification{code, subcode, base::Bytes{data.begin(), data.end()}};
}

std::string describe(const Notification& notification) {
    auto text = nameOf(codeNames, notification.code, 0);
    if (text.empty())
        text = fmt::format("Error {}", static_cast<unsigned>(notification.code));
    if (notification.subcode != 0) {
        const auto subcode = nameOf(subcodeNames, notification.code, notification.subcode);
        text += ": " + (subcode.empty() ? fmt::format("subcode {}", notification.subcode) : subcode);
    }
    if (const auto inside = insideHardReset(notification); inside && !inside->is(Cease::HardReset))
        text += ": " + describe(*inside);
    if (const auto communication = shutdownCommunication(notification))
        text += fmt::format(": \"{}\"", *communication);
    return text;
}

} // namespace understudy::bgp
