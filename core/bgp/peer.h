// A neighbor: its two connections, which of them survives, when the next one is tried, and what is announced.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/bgp/announcer.h"
#include "core/bgp/backoff.h"
#include "core/bgp/fsm.h"

namespace understudy::bgp {

/// Takes what happened, appends what is to be done. Nothing happens inside by itself, and nothing is kept of
/// `outputs`. To begin, setRoutes() and start(); an accepted connection asks admit() first and is then told
/// by TcpConnected of side Incoming.
///
/// Withdraws and announcements leave with the call that asks for them, as long as the transport has taken all
/// but 64 KiB of what it was given; the rest leaves with the BytesSent that makes room.
class Peer {
public:
    /// `random` is called for every delay.
    Peer(PeerConfig config, RandomUnit random);
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// Begins with both connections; nothing when it has begun.
    void start(base::SteadyTime now, Outputs& outputs);
    /// Ends both with this NOTIFICATION, a Cease, wrapped into a Hard Reset where the neighbor would keep our
    /// routes otherwise (RFC 8538). Nothing is tried or admitted until start().
    void stop(const Notification& why, base::SteadyTime now, Outputs& outputs);

    /// Whether a connection that the neighbor opened is welcome now. If so, `outputs` may close an older one
    /// of side Incoming, to be carried out before the new one takes its place. If not, close it.
    bool admit(base::SteadyTime now, Outputs& outputs);

    /// TcpConnected, TcpFailed, BytesReceived, BytesSent and TimerExpired of one connection.
    void process(Side side, const Input& input, base::SteadyTime now, Outputs& outputs);

    /// What to announce from now on; see Announcer::setRoutes().
    std::vector<base::Prefix> setRoutes(Routes routes, base::SteadyTime now, Outputs& outputs);

    /// Sends all of a family again, as if the neighbor had asked.
    void resend(base::Family family, base::SteadyTime now, Outputs& outputs);

    /// Of the connection that has come further.
    State state() const;
    bool running() const { return m_running; }
    /// While Established.
    const Session* session() const;
    /// Of the connection that has come further; for showing its timers and counters.
    const Fsm& leading() const;
    const PeerConfig& config() const { return m_config; }
    const Announcer& announcer() const { return m_announcer; }
    /// Why there is no session: the last end that was an error. Forgotten with start(), and when a session is
    /// up.
    const std::optional<Ended>& lastError() const { return m_lastError; }

private:
    Fsm& fsm(Side side) { return m_fsms[static_cast<std::size_t>(side)]; }
    const Fsm& fsm(Side side) const { return m_fsms[static_cast<std::size_t>(side)]; }
    static Side otherThan(Side side) { return side == Side::Outgoing ? Side::Incoming : Side::Outgoing; }

    void tell(Side side, const Input& input, base::SteadyTime now) { fsm(side).process(input, now, m_inner); }
    void settle(base::SteadyTime now, Outputs& outputs);
    void decide(const OpenReceived& open, base::SteadyTime now);
    void becomeUp(const Up& up, base::SteadyTime now);
    void afterEnd(const Ended& ended, base::SteadyTime now);
    void tryAgain(const Ended& ended, base::SteadyTime now);
    void holdBoth(std::chrono::milliseconds delay, base::SteadyTime now);
    void announce(base::SteadyTime now);
    bool outgoingWins(RouterId neighborId) const;
    bool mayBeReplaced(const Fsm& established) const;

    PeerConfig m_config;
    std::array<Fsm, 2> m_fsms;
    Announcer m_announcer;
    Backoff m_reconnect;
    Backoff m_damping;
    Outputs m_inner; ///< what the FSMs put out, before it is passed on
    std::optional<Side> m_up;
    std::optional<Ended> m_lastError;
    State m_shown = State::Idle;
    bool m_running = false;
    bool m_restarting = false;
    bool m_bare = false; ///< the next OPEN goes without capabilities (RFC 5492 section 3)
};

} // namespace understudy::bgp
