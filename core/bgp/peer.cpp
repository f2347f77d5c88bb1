#include "core/bgp/peer.h"

#include <algorithm>
#include <utility>

namespace understudy::bgp {
namespace {

/// Octets that may wait in the transport before no more announcements are made.
constexpr std::size_t sendWindow = 65536;

/// Two connections that were opened at the same time meet within this; later ones mean a neighbor that begins
/// anew.
constexpr std::chrono::seconds crossing{5};

using Kind = Ended::Kind;

/// The neighbor or we broke the protocol: trying again at once would only repeat it.
bool isProtocolError(const Ended& ended) {
    if (ended.kind == Kind::NotificationReceived)
        return ended.notification->code != ErrorCode::Cease;
    return ended.kind == Kind::NotificationSent || ended.kind == Kind::SendHoldExpired;
}

/// Lost against the other connection, by our choice or by the neighbor's.
bool isCollision(const Ended& ended) {
    return ended.kind == Kind::CollisionLost ||
           (ended.kind == Kind::NotificationReceived && ended.notification->is(Cease::ConnectionCollision));
}

bool isError(const Ended& ended) {
    return ended.kind != Kind::Stopped && ended.kind != Kind::Replaced && !isCollision(ended);
}

bool refusedOptions(const Ended& ended) {
    return ended.kind == Kind::NotificationReceived &&
           ended.notification->is(OpenError::UnsupportedOptionalParameter);
}

/// Without capabilities there is IPv4 alone, and AS numbers of two octets.
bool canGoBare(const PeerConfig& config) {
    return config.families == FamilySet{base::Family::V4} && config.localAs <= 0xffff;
}

} // namespace

Peer::Peer(PeerConfig config, RandomUnit random)
    : m_config(std::move(config)), m_fsms{Fsm{Side::Outgoing, m_config, random},
                                          Fsm{Side::Incoming, m_config, random}},
      m_reconnect(m_config.reconnectFirst, m_config.reconnectLast, random),
      m_damping(m_config.errorFirst, m_config.errorLast, random), m_restarting(m_config.restarting) {}

void Peer::start(base::SteadyTime now, Outputs& outputs) {
    if (std::exchange(m_running, true))
        return;
    m_lastError.reset();
    m_bare = false;
    m_reconnect.reset();
    m_damping.reset();
    tell(Side::Incoming, Start{}, now);
    if (!m_config.passive)
        tell(Side::Outgoing, Start{m_config.connectDelay}, now);
    settle(now, outputs);
}

void Peer::stop(const Notification& why, base::SteadyTime now, Outputs& outputs) {
    m_running = false;
    const bool wrapped = m_up && fsm(*m_up).session().hardResets;
    for (const auto side : {Side::Outgoing, Side::Incoming})
        tell(side, Stop{wrapped && m_up == side ? hardReset(why) : why}, now);
    settle(now, outputs);
}

bool Peer::admit(base::SteadyTime now, Outputs& outputs) {
    const auto state = fsm(Side::Incoming).state();
    if (!m_running || state == State::Idle)
        return false;
    if (m_up && !mayBeReplaced(fsm(*m_up)))
        return false;
    tell(Side::Incoming, Replaced{}, now);
    settle(now, outputs);
    return true;
}

void Peer::process(Side side, const Input& input, base::SteadyTime now, Outputs& outputs) {
    if (std::holds_alternative<TcpConnected>(input)) {
        fsm(side).offer(makeOpen(m_config, m_announcer.wantedFamilies(), m_restarting, m_bare));
        m_reconnect.reset();
    }
    tell(side, input, now);
    settle(now, outputs);
}

std::vector<base::Prefix> Peer::setRoutes(Routes routes, base::SteadyTime now, Outputs& outputs) {
    auto refused = m_announcer.setRoutes(std::move(routes));
    settle(now, outputs);
    return refused;
}

void Peer::resend(base::Family family, base::SteadyTime now, Outputs& outputs) {
    m_announcer.refresh(family);
    settle(now, outputs);
}

/// Works through what the FSMs put out until they are at rest: decisions are made here, everything else is
/// passed on.
void Peer::settle(base::SteadyTime now, Outputs& outputs) {
    for (;;) {
        for (std::size_t i = 0; i < m_inner.size(); ++i) {
            auto output = std::move(m_inner[i]);
            if (const auto* open = std::get_if<OpenReceived>(&output)) {
                decide(*open, now);
                continue;
            }
            if (std::holds_alternative<StateChanged>(output))
                continue;
            if (const auto* up = std::get_if<Up>(&output))
                becomeUp(*up, now);
            if (const auto* ended = std::get_if<Ended>(&output))
                afterEnd(*ended, now);
            if (const auto* refresh = std::get_if<RefreshRequested>(&output)) {
                m_announcer.refresh(refresh->family);
                continue;
            }
            outputs.push_back(std::move(output));
        }
        m_inner.clear();
        announce(now);
        if (m_inner.empty())
            break;
    }
    if (const auto is = state(); is != m_shown) {
        const auto side = &leading() == &fsm(Side::Outgoing) ? Side::Outgoing : Side::Incoming;
        outputs.push_back(StateChanged{side, std::exchange(m_shown, is), is});
    }
}

/// RFC 4271 section 6.8.
void Peer::decide(const OpenReceived& open, base::SteadyTime now) {
    const auto other = otherThan(open.side);
    const bool replaces = open.side == Side::Incoming && mayBeReplaced(fsm(other)) &&
                          now - fsm(other).establishedAt() >= crossing;
    if (fsm(other).state() == State::Established) {
        if (!replaces)
            return tell(open.side, CollisionLost{}, now);
        tell(other, Replaced{}, now);
    } else if (fsm(other).state() == State::OpenConfirm) {
        const auto winner = outgoingWins(open.neighborId) ? Side::Outgoing : Side::Incoming;
        tell(otherThan(winner), CollisionLost{}, now);
        if (winner != open.side)
            return;
    }
    tell(open.side, AcceptOpen{}, now);
}

/// RFC 6286 section 2.3: the AS decides between equal identifiers.
bool Peer::outgoingWins(RouterId neighborId) const {
    if (m_config.routerId != neighborId)
        return m_config.routerId > neighborId;
    return m_config.localAs > m_config.neighborAs;
}

/// RFC 4724 section 5: a neighbor that keeps routes over its restart comes back without having closed.
bool Peer::mayBeReplaced(const Fsm& established) const {
    const auto& restart = established.session().neighborCapabilities.gracefulRestart;
    return established.state() == State::Established && restart && !restart->families.empty();
}

void Peer::becomeUp(const Up& up, base::SteadyTime now) {
    m_up = up.side;
    m_restarting = false;
    m_lastError.reset();
    m_announcer.begin(up.session);
    const auto other = otherThan(up.side);
    if (other == Side::Outgoing || fsm(other).state() >= State::OpenSent)
        tell(other, CollisionLost{}, now);
}

void Peer::afterEnd(const Ended& ended, base::SteadyTime now) {
    if (m_up == ended.side) {
        m_up.reset();
        m_announcer.end();
        if (now - fsm(ended.side).establishedAt() >= m_config.errorForget)
            m_damping.reset();
    }
    if (isError(ended) && !m_up)
        m_lastError = ended;
    if (refusedOptions(ended))
        m_bare = !m_bare && canGoBare(m_config);
    else if (ended.wasEstablished)
        m_bare = false;
    if (m_running)
        tryAgain(ended, now);
}

void Peer::tryAgain(const Ended& ended, base::SteadyTime now) {
    if (isProtocolError(ended))
        return holdBoth(m_damping.next(), now);
    if (fsm(Side::Incoming).state() == State::Idle && !fsm(Side::Incoming).waitsToStart())
        tell(Side::Incoming, Start{}, now);
    const auto& outgoing = fsm(Side::Outgoing);
    const bool atRest = outgoing.state() == State::Idle && !outgoing.waitsToStart();
    // While the other connection stands, an attempt of ours would only collide with it.
    if (!atRest || m_config.passive || fsm(Side::Incoming).state() >= State::OpenConfirm)
        return;
    const bool harmless = ended.kind == Kind::ConnectFailed || isCollision(ended);
    const auto delay = harmless ? m_reconnect.next() : m_damping.next();
    tell(Side::Outgoing, Start{delay}, now);
}

/// Nothing is tried or admitted for a while, but a connection that stands goes on.
void Peer::holdBoth(std::chrono::milliseconds delay, base::SteadyTime now) {
    for (const auto side : {Side::Outgoing, Side::Incoming}) {
        if (fsm(side).state() >= State::OpenSent || (side == Side::Outgoing && m_config.passive))
            continue;
        tell(side, Stop{}, now);
        tell(side, Start{delay}, now);
    }
}

void Peer::announce(base::SteadyTime now) {
    while (m_up && fsm(*m_up).unsent() < sendWindow) {
        auto message = m_announcer.next();
        if (message.empty())
            return;
        fsm(*m_up).transmit(std::move(message), now, m_inner);
    }
}

State Peer::state() const {
    return leading().state();
}

const Session* Peer::session() const {
    return m_up ? &fsm(*m_up).session() : nullptr;
}

const Fsm& Peer::leading() const {
    const auto& outgoing = fsm(Side::Outgoing);
    const auto& incoming = fsm(Side::Incoming);
    return outgoing.state() >= incoming.state() ? outgoing : incoming;
}

} // namespace understudy::bgp
