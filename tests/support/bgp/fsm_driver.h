// Leads one FSM to a state and on from there, in virtual time.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/bgp/fsm.h"

namespace understudy::test {

/// An instance of the guide, AS 65500, and the OPEN of the router it talks to, AS 64515, hold time 90 s.
bgp::PeerConfig instanceConfig();
bgp::Open routerOpen();

/// Carries out the outputs: sets timers, answers OpenReceived with AcceptOpen, takes octets at once.
class FsmDriver {
public:
    /// Active is reached by side Incoming, the other states by side Outgoing.
    explicit FsmDriver(bgp::State state, bgp::PeerConfig config = instanceConfig(),
                       bgp::Open neighborsOpen = routerOpen());

    void happens(const bgp::Input& input);
    /// Lets time go by; timers expire on the way.
    void passes(std::chrono::milliseconds time);
    /// Lets exactly this timer expire when it is due; when it does not run, says that it expired.
    void timerRunsOut(bgp::Timer timer);
    void stopTakingOctets() { m_takesOctets = false; }

    /// Forgets what was recorded up to now.
    void forget();

    const bgp::Fsm& fsm() const { return m_fsm; }
    /// Messages by name in order, e.g. "OPEN NOTIFICATION 6/2".
    const std::string& sent() const { return m_sent; }
    int messagesSent() const { return m_messagesSent; }
    /// "open", "close" and "abort", in order.
    const std::string& tcp() const { return m_tcp; }
    int timesSet(bgp::Timer timer) const;
    int endOfRibs() const { return m_endOfRibs; }
    int endings() const { return m_endings; }
    int logged() const { return m_logged; }
    const bgp::Ended& ended() const { return m_ended; }
    bool timersAtRest() const { return m_timers.empty(); }

private:
    void carryOut(bgp::Outputs outputs);

    bgp::PeerConfig m_config;
    base::SteadyTime m_now{};
    bgp::Fsm m_fsm;
    std::map<bgp::Timer, base::SteadyTime> m_timers;
    std::map<bgp::Timer, int> m_timesSet;
    std::string m_sent;
    std::string m_tcp;
    bgp::Ended m_ended;
    bool m_takesOctets = true;
    int m_messagesSent = 0;
    int m_endOfRibs = 0;
    int m_endings = 0;
    int m_logged = 0;
};

/// A message's name; of a NOTIFICATION with code and subcode, "NOTIFICATION 6/2".
std::string nameOf(base::ByteView message);

} // namespace understudy::test
