// The finite state machine of RFC 4271 section 8, of one TCP connection to a neighbor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "core/bgp/events.h"
#include "core/bgp/timers.h"
#include "core/bgp/update_check.h"

namespace understudy::bgp {

/// Of one connection, since it stood.
struct Counters {
    std::uint64_t messagesReceived = 0;
    std::uint64_t messagesSent = 0;
    std::uint64_t updatesReceived = 0;
    std::uint64_t prefixesReachable = 0; ///< announced in UPDATEs, again and again included
    std::uint64_t prefixesWithdrawn = 0;
    std::uint64_t treatedAsWithdraw = 0; ///< UPDATEs with an error, see RFC 7606
    std::uint64_t attributesDiscarded = 0;
};

/// Of RFC 4271's optional attributes there are AllowAutomaticStart, AllowAutomaticStop, DampPeerOscillations
/// with IdleHoldTimer (the delay of Start) and PassiveTcpEstablishment (side Incoming, which waits in
/// Active). DelayOpen is not: it would slow down every start, only to make collisions rarer.
///
/// It differs from section 8.2.2 in this:
/// - An input that belongs to nothing there is stale and ignored, where the RFC drops the connection.
/// - A connection that fails in OpenSent ends in Idle, not in Active: the side that listens is an FSM of its
///   own.
/// - Every end leads to Idle, and is told by Ended if a connection stood or could not be made; the peer
/// starts
///   the next try after a delay of its choice.
class Fsm {
public:
    /// `config` must outlive this.
    Fsm(Side side, const PeerConfig& config, RandomUnit random);

    /// To be sent on the next connection that stands.
    void offer(Open open) { m_offered = std::move(open); }

    void process(const Input& input, base::SteadyTime now, Outputs& outputs);

    /// Sends whole messages; only in Established.
    void transmit(base::Bytes messages, base::SteadyTime now, Outputs& outputs);

    State state() const { return m_state; }
    /// What was, or will be, sent on the connection.
    const Open& offered() const { return m_offered; }
    /// Octets that the transport has not taken yet.
    std::size_t unsent() const { return m_unsent; }
    /// From OpenConfirm on.
    const Session& session() const { return m_session; }
    const Counters& counters() const { return m_counters; }
    base::SteadyTime establishedAt() const { return m_establishedAt; }
    bool waitsToStart() const { return m_timers.runs(Timer::IdleHold); }
    /// For showing; nullopt while the timer does not run.
    std::optional<base::SteadyTime> due(Timer timer) const { return m_timers.due(timer); }

private:
    using Kind = Ended::Kind;
    struct Turn {
        base::SteadyTime now;
        Outputs& outputs;
    };

    void on(const Start& start, Turn turn);
    void on(const Stop& stop, Turn turn);
    void on(const TcpConnected&, Turn turn);
    void on(const TcpFailed& failed, Turn turn);
    void on(const BytesReceived& received, Turn turn);
    void on(const BytesSent& sent, Turn turn);
    void on(const TimerExpired& expired, Turn turn);
    void on(const AcceptOpen&, Turn turn);
    void on(const CollisionLost&, Turn turn);
    void on(const Replaced&, Turn turn);

    void take(base::ByteView bytes, Turn turn);
    std::size_t receiveMessages(base::ByteView bytes, Turn turn);
    void handle(Open& open, Turn turn);
    void handle(const Update& update, Turn turn);
    void handle(const Notification& notification, Turn turn);
    void handle(const Keepalive&, Turn turn);
    void handle(const RouteRefresh& refresh, Turn turn);
    void unexpected(MessageType type, Turn turn);

    void begin(Turn turn);
    void connect(Turn turn);
    void send(base::Bytes bytes, Turn turn);
    void sendKeepalive(Turn turn);
    void restartHold(Turn turn);
    void restartSendHold(Turn turn);
    void enter(State state, Turn turn);
    void refuse(Notification why, Turn turn);
    void end(Ended ended, Turn turn);
    bool connected() const { return m_state >= State::OpenSent; }

    Side m_side;
    const PeerConfig& m_config;
    RandomUnit m_random;
    Timers m_timers;
    State m_state = State::Idle;
    Open m_offered;
    Open m_received;
    bool m_awaitsDecision = false; ///< about m_received
    Session m_session;
    Counters m_counters;
    FamilySet m_endOfRibs;     ///< of which the neighbor's End-of-RIB was told; more are not
    base::Bytes m_input;       ///< the beginning of a message, or what waits for the decision
    std::size_t m_missing = 0; ///< octets that the message in m_input lacks, as far as is known
    std::size_t m_unsent = 0;
    base::SteadyTime m_establishedAt{};
};

} // namespace understudy::bgp
