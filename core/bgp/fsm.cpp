#include "core/bgp/fsm.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bgp/backoff.h"
#include "core/bgp/open.h"

namespace understudy::bgp {
namespace {

constexpr std::size_t longestReason = 256;

FsmError unexpectedIn(State state) {
    if (state == State::OpenSent)
        return FsmError::UnexpectedInOpenSent;
    return state == State::OpenConfirm ? FsmError::UnexpectedInOpenConfirm
                                       : FsmError::UnexpectedInEstablished;
}

} // namespace

Fsm::Fsm(Side side, const PeerConfig& config, RandomUnit random)
    : m_side(side), m_config(config), m_random(std::move(random)), m_timers(side) {}

void Fsm::process(const Input& input, base::SteadyTime now, Outputs& outputs) {
    std::visit([&](const auto& what) { on(what, Turn{now, outputs}); }, input);
}

void Fsm::on(const Start& start, Turn turn) {
    if (m_state != State::Idle)
        return;
    m_timers.cancel(Timer::IdleHold, turn.outputs);
    if (start.delay.count() > 0)
        m_timers.set(Timer::IdleHold, turn.now + start.delay, turn.outputs);
    else
        begin(turn);
}

void Fsm::on(const Stop& stop, Turn turn) {
    if (m_state == State::Idle)
        return m_timers.cancelAll(turn.outputs);
    end({m_side, Kind::Stopped, stop.why, describe(stop.why)}, turn);
}

void Fsm::on(const TcpConnected&, Turn turn) {
    if (m_state == State::Idle)
        turn.outputs.push_back(CloseTcp{m_side, true});
    if (m_state != State::Connect && m_state != State::Active)
        return;
    m_timers.cancel(Timer::ConnectRetry, turn.outputs);
    m_counters = {};
    m_endOfRibs = {};
    enter(State::OpenSent, turn);
    send(encode(m_offered), turn);
    m_timers.set(Timer::Hold, turn.now + m_config.openHoldTime, turn.outputs);
}

void Fsm::on(const TcpFailed& failed, Turn turn) {
    if (m_state != State::Connect && !connected())
        return;
    const auto kind = connected() ? Kind::ConnectionLost : Kind::ConnectFailed;
    end({m_side, kind, std::nullopt, base::sanitized(failed.why, longestReason)}, turn);
}

void Fsm::on(const TimerExpired& expired, Turn turn) {
    if (!m_timers.expire(expired.timer, turn.now, turn.outputs))
        return;
    switch (expired.timer) {
    case Timer::IdleHold:
        return begin(turn);
    case Timer::ConnectRetry:
        turn.outputs.push_back(CloseTcp{m_side, true});
        return connect(turn);
    case Timer::Hold:
        return refuse(Notification{ErrorCode::HoldTimerExpired, 0}, turn);
    case Timer::Keepalive:
        return sendKeepalive(turn);
    case Timer::SendHold:
        return end({m_side, Kind::SendHoldExpired, std::nullopt, "Send hold timer expired"}, turn);
    }
}

void Fsm::on(const BytesSent& sent, Turn turn) {
    const auto count = std::min(sent.count, m_unsent);
    if (!connected() || count == 0)
        return;
    m_unsent -= count;
    if (m_unsent == 0)
        m_timers.cancel(Timer::SendHold, turn.outputs);
    else
        restartSendHold(turn);
}

void Fsm::on(const AcceptOpen&, Turn turn) {
    if (!std::exchange(m_awaitsDecision, false))
        return;
    m_session = negotiate(m_config, m_offered, m_received);
    enter(State::OpenConfirm, turn);
    m_timers.cancel(Timer::Hold, turn.outputs);
    restartHold(turn);
    sendKeepalive(turn);
    const auto waiting = std::exchange(m_input, {});
    take(waiting, turn);
}

void Fsm::on(const CollisionLost&, Turn turn) {
    if (m_state == State::Idle)
        return m_timers.cancelAll(turn.outputs);
    const Notification why{Cease::ConnectionCollision};
    end({m_side, Kind::CollisionLost, why, describe(why)}, turn);
}

void Fsm::on(const Replaced&, Turn turn) {
    if (connected())
        end({m_side, Kind::Replaced, std::nullopt, "The neighbor has connected anew"}, turn);
}

void Fsm::on(const BytesReceived& received, Turn turn) {
    take(received.bytes, turn);
}

/// Messages are read where they lie; only one that came in pieces is put together, so that no more than one
/// is ever kept.
void Fsm::take(base::ByteView bytes, Turn turn) {
    while (connected() && !m_awaitsDecision && !m_input.empty() && !bytes.empty()) {
        auto begun = std::exchange(m_input, {});
        const auto piece = bytes.first(std::min(bytes.size(), m_missing));
        bytes = bytes.subspan(piece.size());
        begun.insert(begun.end(), piece.begin(), piece.end());
        if (receiveMessages(begun, turn) == 0 && connected())
            m_input = std::move(begun);
    }
    if (m_input.empty())
        bytes = bytes.subspan(receiveMessages(bytes, turn));
    if (connected())
        m_input.insert(m_input.end(), bytes.begin(), bytes.end());
}

/// Messages from the front of `bytes`, up to an incomplete one, a decision to be made, or the connection's
/// end. Returns the octets used.
std::size_t Fsm::receiveMessages(base::ByteView bytes, Turn turn) {
    std::size_t used = 0;
    while (connected() && !m_awaitsDecision) {
        auto outcome = decodeMessage(
            bytes.subspan(used),
            m_state >= State::OpenConfirm && m_session.extendedMessages ? maxExtendedLength : maxLength);
        if (const auto* more = std::get_if<NeedMore>(&outcome)) {
            m_missing = more->missing;
            break;
        }
        if (auto* refusal = std::get_if<Refusal>(&outcome)) {
            refuse(std::move(*refusal), turn);
            break;
        }
        auto& decoded = std::get<Decoded>(outcome);
        used += decoded.size;
        ++m_counters.messagesReceived;
        restartHold(turn);
        std::visit([&](auto& message) { handle(message, turn); }, decoded.message);
    }
    return used;
}

void Fsm::handle(Open& open, Turn turn) {
    if (m_state != State::OpenSent)
        return unexpected(MessageType::Open, turn);
    const OpenExpectations expectations{m_config.localAs, m_config.neighborAs, m_config.routerId,
                                        m_config.families};
    if (auto refusal = checkOpen(open, expectations))
        return refuse(*std::move(refusal), turn);
    m_received = std::move(open);
    m_awaitsDecision = true;
    turn.outputs.push_back(OpenReceived{m_side, m_received.routerId});
}

void Fsm::handle(const Keepalive&, Turn turn) {
    if (m_state == State::OpenSent)
        return unexpected(MessageType::Keepalive, turn);
    if (m_state == State::Established)
        return;
    m_establishedAt = turn.now;
    enter(State::Established, turn);
    turn.outputs.push_back(Up{m_side, m_session});
}

void Fsm::handle(const Update& update, Turn turn) {
    if (m_state != State::Established)
        return unexpected(MessageType::Update, turn);
    auto report = checkUpdate(update.body, {m_session.fourOctetAs, m_session.families, m_session.pathIds});
    ++m_counters.updatesReceived;
    m_counters.prefixesReachable += report.reachable;
    m_counters.prefixesWithdrawn += report.withdrawn;
    switch (report.verdict) {
    case UpdateVerdict::Accept:
        break;
    case UpdateVerdict::DiscardAttribute:
        ++m_counters.attributesDiscarded;
        break;
    case UpdateVerdict::TreatAsWithdraw:
        if (m_counters.treatedAsWithdraw++ == 0)
            turn.outputs.push_back(Log{
                fmt::format("An UPDATE was treated as withdraw for its attribute {}; more are only counted",
                            report.culprit)});
        break;
    case UpdateVerdict::ResetSession:
        return refuse(*std::move(report.refusal), turn);
    }
    if (report.endOfRib && !m_endOfRibs.has(*report.endOfRib)) {
        m_endOfRibs.insert(*report.endOfRib);
        turn.outputs.push_back(EndOfRibReceived{*report.endOfRib});
    }
}

void Fsm::handle(const Notification& notification, Turn turn) {
    end({m_side, Kind::NotificationReceived, notification, describe(notification)}, turn);
}

void Fsm::handle(const RouteRefresh& refresh, Turn turn) {
    if (m_state != State::Established)
        return unexpected(MessageType::RouteRefresh, turn);
    const auto family = refresh.family();
    if (refresh.subtype == RouteRefresh::Subtype::Request && family && m_session.families.has(*family))
        turn.outputs.push_back(RefreshRequested{*family});
}

void Fsm::unexpected(MessageType type, Turn turn) {
    refuse(Notification{unexpectedIn(m_state), {static_cast<std::uint8_t>(type)}}, turn);
}

void Fsm::begin(Turn turn) {
    if (m_side == Side::Incoming)
        return enter(State::Active, turn);
    enter(State::Connect, turn);
    connect(turn);
}

void Fsm::connect(Turn turn) {
    m_timers.set(Timer::ConnectRetry, turn.now + m_config.connectRetryTime, turn.outputs);
    turn.outputs.push_back(OpenTcp{m_side});
}

void Fsm::send(base::Bytes bytes, Turn turn) {
    m_unsent += bytes.size();
    ++m_counters.messagesSent;
    if (m_state >= State::OpenConfirm && !m_timers.runs(Timer::SendHold))
        restartSendHold(turn);
    turn.outputs.push_back(SendBytes{m_side, std::move(bytes)});
}

void Fsm::transmit(base::Bytes messages, base::SteadyTime now, Outputs& outputs) {
    if (m_state == State::Established)
        send(std::move(messages), {now, outputs});
}

void Fsm::sendKeepalive(Turn turn) {
    send(encode(Keepalive{}), turn);
    if (m_session.keepaliveTime.count() > 0)
        m_timers.set(Timer::Keepalive, turn.now + jittered(m_session.keepaliveTime, m_random), turn.outputs);
}

void Fsm::restartHold(Turn turn) {
    if (m_state >= State::OpenConfirm && m_session.holdTime.count() > 0)
        m_timers.set(Timer::Hold, turn.now + m_session.holdTime, turn.outputs);
}

void Fsm::restartSendHold(Turn turn) {
    m_timers.set(Timer::SendHold, turn.now + m_session.sendHoldTime, turn.outputs);
}

void Fsm::enter(State state, Turn turn) {
    turn.outputs.push_back(StateChanged{m_side, std::exchange(m_state, state), state});
}

void Fsm::refuse(Notification why, Turn turn) {
    auto text = describe(why);
    end({m_side, Kind::NotificationSent, std::move(why), std::move(text)}, turn);
}

/// The one way down for every connection.
void Fsm::end(Ended ended, Turn turn) {
    ended.wasEstablished = m_state == State::Established;
    const bool worthTelling = connected() || ended.kind == Kind::ConnectFailed;
    const bool tells = ended.notification && ended.kind != Kind::NotificationReceived && connected();
    const bool gone = ended.kind == Kind::ConnectionLost || ended.kind == Kind::ConnectFailed;
    m_timers.cancelAll(turn.outputs);
    if (tells)
        turn.outputs.push_back(SendBytes{m_side, encode(*ended.notification)});
    if (!gone && m_state != State::Active)
        turn.outputs.push_back(CloseTcp{m_side, !tells});
    m_input.clear();
    m_unsent = 0;
    m_awaitsDecision = false;
    enter(State::Idle, turn);
    if (worthTelling)
        turn.outputs.push_back(std::move(ended));
}

} // namespace understudy::bgp
