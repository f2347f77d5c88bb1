#include "core/speaker/neighbor.h"

#include <net/if.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/speaker/addresses.h"
#include "core/speaker/peer_config.h"
#include "core/speaker/tcp_options.h"

namespace understudy::speaker {
namespace {

using asio::ip::tcp;
using bgp::Side;

std::size_t indexOf(Side side) {
    return static_cast<std::size_t>(side);
}

const char* nameOf(bgp::State state) {
    constexpr const char* names[] = {"Idle", "Connect", "Active", "OpenSent", "OpenConfirm", "Established"};
    return names[static_cast<std::size_t>(state)];
}

LastError lastErrorOf(const bgp::Ended& ended) {
    using Kind = bgp::Ended::Kind;
    const auto words = ended.notification ? bgp::describe(*ended.notification) : ended.why;
    switch (ended.kind) {
    case Kind::NotificationReceived:
        return {"Received: ", words};
    case Kind::NotificationSent:
    case Kind::SendHoldExpired:
        return {"BGP Error: ", words};
    case Kind::ConnectFailed:
    case Kind::ConnectionLost:
        return {"Socket: ", words};
    case Kind::Stopped:
    case Kind::CollisionLost:
    case Kind::Replaced:
        break;
    }
    return {};
}

bool isError(const bgp::Ended& ended) {
    using Kind = bgp::Ended::Kind;
    return ended.kind == Kind::NotificationSent || ended.kind == Kind::NotificationReceived ||
           ended.kind == Kind::SendHoldExpired;
}

} // namespace

Neighbor::Neighbor(Hands& hands, bird::BgpConfig config, bgp::RouterId routerId, bool restarting)
    : m_hands(hands), m_config(std::move(config)),
      m_peer(peerConfig(m_config.session, routerId, restarting), hands.random), m_since(hands.clock.wall()) {}

Neighbor::~Neighbor() {
    for (const auto& connection : m_connections) {
        if (connection)
            connection->finish(false);
    }
}

void Neighbor::enable() {
    if (std::exchange(m_enabled, true))
        return;
    m_since = m_hands.clock.wall();
    m_lastError = {};
    announce(m_config.session.source);
    m_peer.start(now(), m_outputs);
    carryOut();
}

void Neighbor::disable(const bgp::Notification& why) {
    if (!std::exchange(m_enabled, false))
        return;
    m_since = m_hands.clock.wall();
    m_peer.stop(why, now(), m_outputs);
    carryOut();
}

void Neighbor::reconfigure(bird::BgpConfig config, bool soft) {
    m_config = std::move(config);
    if (!soft)
        announce(localAddress());
}

void Neighbor::setRoutes(std::shared_ptr<const OwnRoutes> routes, const Demotion& demotion) {
    m_routes = std::move(routes);
    m_demotion = demotion;
    announce(localAddress());
}

void Neighbor::resend() {
    for (const auto family : bgp::allFamilies)
        m_peer.resend(family, now(), m_outputs);
    carryOut();
}

std::optional<base::IpAddress> Neighbor::localAddress() const {
    if (m_config.session.source)
        return m_config.session.source;
    for (const auto& connection : m_connections) {
        if (connection) {
            if (auto local = connection->localAddress())
                return local;
        }
    }
    return std::nullopt;
}

void Neighbor::announce(const std::optional<base::IpAddress>& local) {
    bgp::Routes routes;
    std::vector<std::string> printed;
    for (const auto& channel : m_config.channels) {
        auto nextHop = channel.nextHop;
        if (!nextHop && local && local->family() == channel.family)
            nextHop = local;
        if (m_routes && nextHop)
            routes.merge(announced(*m_routes, channel, m_config.defaultMed,
                                   {m_config.session.localAs, *nextHop}, m_demotion, printed));
    }
    for (const auto& line : printed)
        log(bird::LogClass::Info, "filter: " + line);
    if (established())
        count(routes);
    for (const auto& prefix : m_peer.setRoutes(std::move(routes), now(), m_outputs))
        log(bird::LogClass::Error,
            fmt::format("{} cannot be announced: its attributes fit into no message", prefix.toString()));
    carryOut();
}

void Neighbor::count(const bgp::Routes& routes) {
    const auto& before = m_peer.announcer().wanted();
    for (const auto& [prefix, attributes] : before) {
        if (!routes.contains(prefix))
            ++m_exports[prefix.family() == base::Family::V4 ? 0 : 1].withdraws;
    }
    for (const auto& [prefix, attributes] : routes) {
        const auto old = before.find(prefix);
        if (old == before.end() || old->second != attributes)
            ++m_exports[prefix.family() == base::Family::V4 ? 0 : 1].updates;
    }
}

void Neighbor::countAll() {
    for (const auto& [prefix, attributes] : m_peer.announcer().wanted())
        ++m_exports[prefix.family() == base::Family::V4 ? 0 : 1].updates;
}

// Connections.

std::uint32_t Neighbor::scope() const {
    return m_config.session.interface ? ::if_nametoindex(m_config.session.interface->c_str()) : 0;
}

base::Result<void> Neighbor::prepare(tcp::socket& socket) const {
    const auto& session = m_config.session;
    asio::error_code error;
    socket.non_blocking(true, error);
    if (!error)
        socket.set_option(tcp::no_delay(true), error);
    if (error)
        return base::failure(error.message());
    const auto family = session.neighbor.family();
    const int fd = socket.native_handle();
    const int hops = session.multihop.value_or(1);
    if (!session.password.empty()) {
        if (auto set = setMd5Password(fd, session.neighbor, session.password); !set)
            return set;
    }
    if (auto set = setTtl(fd, family, session.ttlSecurity ? 255 : hops); !set)
        return set;
    return session.ttlSecurity ? setMinimumTtl(fd, family, 256 - hops) : base::Result<void>{};
}

base::Result<std::shared_ptr<TcpConnection>> Neighbor::openSocket() {
    const auto& session = m_config.session;
    asio::error_code error;
    tcp::socket socket(m_hands.io);
    socket.open(toTcp(session.neighbor.family()), error);
    if (error)
        return base::failure(error.message());
    if (auto prepared = prepare(socket); !prepared)
        return tl::make_unexpected(prepared.error());
    if (session.source) {
        socket.bind(toEndpoint(*session.source, 0, isLinkLocal(*session.source) ? scope() : 0), error);
        if (error)
            return base::failure(
                fmt::format("Source address {}: {}", session.source->toString(), error.message()));
    }
    return makeConnection(std::move(socket), Side::Outgoing);
}

std::shared_ptr<TcpConnection> Neighbor::makeConnection(tcp::socket socket, Side side) {
    ConnectionUser& user = *this;
    return std::make_shared<TcpConnection>(std::move(socket), side, user, m_hands.scratch);
}

void Neighbor::accept(tcp::socket socket) {
    const bool welcome = m_enabled && m_peer.admit(now(), m_outputs);
    carryOut();
    asio::error_code ignored;
    if (!welcome) {
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
        socket.close(ignored);
        return;
    }
    if (auto prepared = prepare(socket); !prepared) {
        m_lastError = {"Socket: ", prepared.error().what};
        return log(bird::LogClass::Error, "A connection was refused: " + prepared.error().what);
    }
    m_connections[indexOf(Side::Incoming)] = makeConnection(std::move(socket), Side::Incoming);
    connected(Side::Incoming);
}

void Neighbor::connected(Side side) {
    const auto connection = m_connections[indexOf(side)];
    if (!m_config.session.source)
        announce(connection->localAddress());
    tell(side, bgp::TcpConnected{});
    if (m_connections[indexOf(side)] == connection)
        connection->begin();
}

void Neighbor::received(Side side, base::ByteView bytes) {
    tell(side, bgp::BytesReceived{bytes});
}

void Neighbor::sent(Side side, std::size_t count) {
    tell(side, bgp::BytesSent{count});
}

void Neighbor::failed(Side side, std::string why) {
    m_connections[indexOf(side)].reset();
    tell(side, bgp::TcpFailed{std::move(why)});
}

void Neighbor::tell(Side side, const bgp::Input& input) {
    m_peer.process(side, input, now(), m_outputs);
    carryOut();
}

// Outputs.

/// What carrying one out leads to is appended, and has its turn when those before it are done.
void Neighbor::carryOut() {
    if (std::exchange(m_carryingOut, true))
        return;
    for (std::size_t i = 0; i < m_outputs.size(); ++i) {
        auto output = std::move(m_outputs[i]);
        std::visit([this](auto& which) { carryOut(which); }, output);
    }
    m_outputs.clear();
    m_carryingOut = false;
}

void Neighbor::carryOut(const bgp::OpenTcp& open) {
    auto connection = openSocket();
    if (!connection)
        return m_peer.process(open.side, bgp::TcpFailed{connection.error().what}, now(), m_outputs);
    m_connections[indexOf(open.side)] = *connection;
    const auto& session = m_config.session;
    const auto zone = isLinkLocal(session.neighbor) ? scope() : 0;
    (*connection)->connect(toEndpoint(session.neighbor, session.neighborPort, zone));
}

void Neighbor::carryOut(const bgp::CloseTcp& close) {
    if (const auto connection = std::exchange(m_connections[indexOf(close.side)], nullptr))
        connection->finish(close.abort);
}

void Neighbor::carryOut(bgp::SendBytes& send) {
    // A copy: sending may fail, and then the connection is let go of.
    if (const auto connection = m_connections[indexOf(send.side)])
        connection->send(std::move(send.bytes));
}

void Neighbor::carryOut(const bgp::SetTimer& set) {
    auto& timer = m_timers[indexOf(set.side)][static_cast<std::size_t>(set.timer)];
    if (!timer)
        timer.emplace(m_hands.io);
    if (set.timer == bgp::Timer::IdleHold)
        m_idleHold = std::chrono::ceil<std::chrono::milliseconds>(set.at - now());
    timer->at(set.at, [this, side = set.side, which = set.timer] { tell(side, bgp::TimerExpired{which}); });
}

void Neighbor::carryOut(const bgp::CancelTimer& cancel) {
    if (auto& timer = m_timers[indexOf(cancel.side)][static_cast<std::size_t>(cancel.timer)])
        timer->cancel();
}

void Neighbor::carryOut(const bgp::StateChanged& changed) {
    log(bird::LogClass::Trace, fmt::format("State {} -> {}", nameOf(changed.from), nameOf(changed.to)));
}

void Neighbor::carryOut(const bgp::Up& up) {
    m_since = m_hands.clock.wall();
    m_lastError = {};
    countAll();
    log(bird::LogClass::Info, fmt::format("Session with {} is established, hold time {} s",
                                          m_config.session.neighbor.toString(), up.session.holdTime.count()));
}

void Neighbor::carryOut(const bgp::Ended& ended) {
    if (auto error = lastErrorOf(ended); !error.text.empty() && error != m_lastError) {
        m_lastError = std::move(error);
        const auto what = ended.kind == bgp::Ended::Kind::NotificationReceived ? bird::LogClass::Remote
                                                                               : bird::LogClass::Error;
        log(what, m_lastError.kind + m_lastError.text);
    }
    if (ended.wasEstablished) {
        m_since = m_hands.clock.wall();
        log(bird::LogClass::Info, "Session ended");
    }
    if (m_config.session.disableAfterError && isError(ended) && m_enabled) {
        m_enabled = false;
        m_peer.stop(bgp::cease(bgp::Cease::AdministrativeShutdown), now(), m_outputs);
        log(bird::LogClass::Warning, "Disabled after an error, as configured");
    }
}

void Neighbor::carryOut(const bgp::EndOfRibReceived& end) {
    log(bird::LogClass::Trace,
        fmt::format("The neighbor has sent all its IPv{} routes", static_cast<int>(end.family)));
}

void Neighbor::carryOut(const bgp::Log& line) {
    log(bird::LogClass::Remote, line.text);
}

void Neighbor::log(bird::LogClass what, const std::string& text) const {
    m_hands.log.write(what, m_config.name + ": " + text);
}

} // namespace understudy::speaker
