#include "core/speaker/speaker.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/speaker/router_id.h"

namespace understudy::speaker {
namespace {

const bird::BgpConfig* find(const std::vector<bird::BgpConfig>& configs, const std::string& name) {
    const auto found =
        std::find_if(configs.begin(), configs.end(), [&](const auto& c) { return c.name == name; });
    return found == configs.end() ? nullptr : &*found;
}

/// What an operator did to a protocol stays, unless the configuration now says otherwise than before.
bool shouldRun(bool existed, bool enabled, bool disabledBefore, bool disabledNow) {
    return existed && disabledBefore == disabledNow ? enabled : !disabledNow;
}

template <typename Configs, typename Visit>
void forEach(const Configs& configs, PlainProtocol::Kind kind, Visit visit) {
    for (const auto& config : configs)
        visit(config.name, kind, config.disabled);
}

/// visit(name, kind, disabled) for those without a class of their own.
template <typename Visit>
void forEachPlain(const bird::Config& config, Visit visit) {
    using Kind = PlainProtocol::Kind;
    for (const auto& passive : config.passives)
        visit(passive.name, passive.kind == bird::PassiveProtocol::Kind::Device ? Kind::Device : Kind::Kernel,
              passive.disabled);
    forEach(config.directs, Kind::Direct, visit);
    forEach(config.statics, Kind::Static, visit);
}

} // namespace

Speaker::Speaker(Hands& hands)
    : m_hands(hands), m_listeners(
                          hands.io,
                          [this](auto socket, const auto& neighbor, const auto& local, auto port) {
                              accept(std::move(socket), neighbor, local, port);
                          },
                          [&hands](const std::string& what) { hands.log.error(what); }),
      m_routes(std::make_shared<OwnRoutes>()), m_routesSince(hands.clock.wall()), m_nextUpdate(hands.io) {}

Speaker::~Speaker() = default;

base::Result<std::unique_ptr<Speaker>> Speaker::start(Hands& hands, bird::Config config, bool restarting) {
    std::unique_ptr<Speaker> speaker(new Speaker(hands));
    auto& self = *speaker;
    auto watch = InterfaceWatch::open(
        hands.io, [&self] { self.interfacesChanged(); },
        [&hands] {
            hands.log.warning("The kernel told more of its interfaces than fits; they were read anew");
        });
    if (!watch)
        return tl::make_unexpected(watch.error());
    self.m_watch = std::move(*watch);
    const auto routerId = routerIdFor(config, self.interfaces());
    if (!routerId)
        return tl::make_unexpected(routerId.error());
    if (auto opened = self.openPorts(config); !opened)
        return tl::make_unexpected(opened.error());
    self.m_routerId = *routerId;
    self.m_config = std::move(config);
    self.replacePlain({});
    self.replaceChecks();
    self.update();
    self.setPasswords({});
    self.replaceNeighbors({}, restarting, false);
    return speaker;
}

base::Result<void> Speaker::reconfigure(bird::Config config, bool soft) {
    const auto routerId = routerIdFor(config, interfaces());
    if (!routerId)
        return tl::make_unexpected(routerId.error());
    if (auto opened = openPorts(config); !opened)
        return opened;
    const auto before = std::exchange(m_config, std::move(config));
    // A session shows the router id that it began with; another one needs new sessions.
    const bool newIdentity = std::exchange(m_routerId, *routerId) != *routerId;
    replacePlain(before);
    replaceChecks();
    if (newIdentity) {
        for (const auto& [name, neighbor] : m_neighbors)
            neighbor->disable(bgp::cease(bgp::Cease::OtherConfigurationChange));
        m_neighbors.clear();
    }
    setPasswords(before);
    replaceNeighbors(before, false, soft);
    update();
    return {};
}

base::Result<void> Speaker::openPorts(const bird::Config& config) {
    for (const auto& bgp : config.bgps) {
        if (auto opened = m_listeners.open(bgp.session.neighbor.family(), bgp.session.localPort); !opened)
            return opened;
    }
    return {};
}

void Speaker::setPasswords(const bird::Config& before) {
    for (const auto& old : before.bgps) {
        const auto* now = find(m_config.bgps, old.name);
        if (!old.session.password.empty() && (now == nullptr || !(now->session == old.session)))
            static_cast<void>(m_listeners.setPassword(old.session.neighbor, old.session.localPort, {}));
    }
    std::set<std::pair<base::Family, std::uint16_t>> used;
    for (const auto& bgp : m_config.bgps) {
        used.insert({bgp.session.neighbor.family(), bgp.session.localPort});
        if (bgp.session.password.empty())
            continue;
        // Without it, no session comes up either: each of its sockets asks for signatures itself.
        if (auto set =
                m_listeners.setPassword(bgp.session.neighbor, bgp.session.localPort, bgp.session.password);
            !set)
            m_hands.log.error(bgp.name + ": " + set.error().what);
    }
    m_listeners.keepOnly(used);
}

void Speaker::replaceNeighbors(const bird::Config& before, bool restarting, bool soft) {
    std::map<std::string, std::unique_ptr<Neighbor>> old = std::exchange(m_neighbors, {});
    for (const auto& config : m_config.bgps) {
        const auto* was = find(before.bgps, config.name);
        const auto place = old.find(config.name);
        const bool existed = place != old.end() && was != nullptr;
        const bool run = shouldRun(existed, existed && place->second->enabled(), existed && was->disabled,
                                   config.disabled);
        std::unique_ptr<Neighbor> neighbor;
        if (existed && was->session == config.session) {
            neighbor = std::move(place->second);
            neighbor->reconfigure(config, soft);
        } else {
            if (place != old.end())
                place->second->disable(bgp::cease(bgp::Cease::OtherConfigurationChange));
            neighbor = std::make_unique<Neighbor>(m_hands, config, m_routerId, restarting);
            neighbor->setRoutes(m_routes, demotionOf(config.name));
        }
        if (run)
            neighbor->enable();
        else
            neighbor->disable(bgp::cease(bgp::Cease::AdministrativeShutdown));
        m_neighbors.emplace(config.name, std::move(neighbor));
        old.erase(config.name);
    }
    for (const auto& [name, neighbor] : old) {
        neighbor->disable(bgp::cease(bgp::Cease::PeerDeconfigured));
        m_drains.erase(name);
    }
}

void Speaker::replaceChecks() {
    auto old = std::exchange(m_checks, {});
    for (const auto& config : m_config.checks) {
        const auto place = old.find(config.name);
        const bool existed = place != old.end();
        const bool run = shouldRun(existed, existed && place->second->enabled(),
                                   existed && place->second->config().disabled, config.disabled);
        auto check = existed && place->second->fits(config)
                         ? std::move(place->second)
                         : std::make_unique<Check>(m_hands, config, [this] { update(); });
        if (run)
            check->enable();
        else
            check->disable();
        m_checks.emplace(config.name, std::move(check));
    }
}

void Speaker::replacePlain(const bird::Config& before) {
    const auto old = std::exchange(m_plain, {});
    std::map<std::string, bool> disabledBefore;
    forEachPlain(before, [&](const auto& name, auto, bool disabled) { disabledBefore[name] = disabled; });
    forEachPlain(m_config, [&](const std::string& name, auto kind, bool disabled) {
        const auto place = old.find(name);
        const bool existed = place != old.end() && place->second.kind == kind;
        const bool run = shouldRun(existed, existed && place->second.enabled, disabledBefore[name], disabled);
        const bool same = existed && place->second.enabled == run;
        m_plain[name] = {kind, run, same ? place->second.since : m_hands.clock.wall()};
    });
}

void Speaker::accept(asio::ip::tcp::socket socket, const base::IpAddress& neighbor,
                     const base::IpAddress& local, std::uint16_t port) {
    for (const auto& [name, candidate] : m_neighbors) {
        const auto& session = candidate->config().session;
        if (session.neighbor == neighbor && session.localPort == port &&
            (!session.source || *session.source == local))
            return candidate->accept(std::move(socket));
    }
    m_hands.log.write(bird::LogClass::Auth,
                      fmt::format("A connection from {} to {} was refused: no such neighbor",
                                  neighbor.toString(), local.toString()));
    asio::error_code ignored;
    socket.set_option(asio::socket_base::linger(true, 0), ignored);
}

// Routes.

/// At once, but with thousands of addresses and a change of each, at most half of the time.
void Speaker::interfacesChanged() {
    if (m_updateWaits)
        return;
    const auto now = m_hands.clock.steady();
    if (now >= m_notBefore)
        return update();
    m_updateWaits = true;
    m_nextUpdate.at(m_notBefore, [this] { update(); });
}

void Speaker::update() {
    m_updateWaits = false;
    const auto begun = m_hands.clock.steady();
    const bool blind = std::any_of(m_plain.begin(), m_plain.end(), [](const auto& entry) {
        return entry.second.kind == PlainProtocol::Kind::Device && !entry.second.enabled;
    });
    auto routes = originate(m_config, blind ? InterfaceTable{} : interfaces(),
                            [this](const std::string& name) { return isEnabled(name); });
    if (routes != *m_routes) {
        m_routes = std::make_shared<OwnRoutes>(std::move(routes));
        m_routesSince = m_hands.clock.wall();
    }
    for (const auto& [name, neighbor] : m_neighbors)
        neighbor->setRoutes(m_routes, demotionOf(name));
    const auto ended = m_hands.clock.steady();
    m_notBefore = ended + (ended - begun);
}

Demotion Speaker::demotionOf(const std::string& neighbor) const {
    Demotion demotion;
    for (const auto& [name, check] : m_checks) {
        if (!check->enabled() || check->health().healthy())
            continue;
        if (const auto& prepend = check->config().prependOnFailure)
            demotion.prepend = std::max(demotion.prepend, *prepend);
        else
            demotion.withdraw = true;
    }
    if (const auto drain = m_drains.find(neighbor); drain != m_drains.end()) {
        demotion.withdraw |= drain->second == bird::Drain::Method::Withdraw;
        demotion.gracefulShutdown = drain->second == bird::Drain::Method::GracefulShutdown;
    }
    return demotion;
}

// What operators ask for.

bool Speaker::isEnabled(const std::string& name) const {
    if (const auto neighbor = m_neighbors.find(name); neighbor != m_neighbors.end())
        return neighbor->second->enabled();
    if (const auto check = m_checks.find(name); check != m_checks.end())
        return check->second->enabled();
    const auto plain = m_plain.find(name);
    return plain != m_plain.end() && plain->second.enabled;
}

bool Speaker::enable(const std::string& name) {
    if (isEnabled(name))
        return false;
    if (const auto neighbor = m_neighbors.find(name); neighbor != m_neighbors.end())
        neighbor->second->enable();
    else if (const auto check = m_checks.find(name); check != m_checks.end())
        check->second->enable();
    else
        m_plain[name] = {m_plain[name].kind, true, m_hands.clock.wall()};
    update();
    return true;
}

bool Speaker::disable(const std::string& name, const std::string& message) {
    if (!isEnabled(name))
        return false;
    if (const auto neighbor = m_neighbors.find(name); neighbor != m_neighbors.end())
        neighbor->second->disable(bgp::cease(bgp::Cease::AdministrativeShutdown, message));
    else if (const auto check = m_checks.find(name); check != m_checks.end())
        check->second->disable();
    else
        m_plain[name] = {m_plain[name].kind, false, m_hands.clock.wall()};
    update();
    return true;
}

bool Speaker::restart(const std::string& name, const std::string& message) {
    if (!isEnabled(name))
        return false;
    if (const auto neighbor = m_neighbors.find(name); neighbor != m_neighbors.end()) {
        neighbor->second->disable(bgp::cease(bgp::Cease::AdministrativeReset, message));
        neighbor->second->enable();
    } else {
        disable(name, message);
        enable(name);
    }
    return true;
}

bool Speaker::reload(const std::string& name) {
    const auto neighbor = m_neighbors.find(name);
    if (neighbor == m_neighbors.end() || !neighbor->second->established())
        return false;
    neighbor->second->setRoutes(m_routes, demotionOf(name));
    neighbor->second->resend();
    return true;
}

bool Speaker::drain(const std::string& name, std::optional<bird::Drain::Method> method) {
    const auto neighbor = m_neighbors.find(name);
    if (neighbor == m_neighbors.end())
        return false;
    if (method)
        m_drains[name] = *method;
    else
        m_drains.erase(name);
    neighbor->second->setRoutes(m_routes, demotionOf(name));
    return true;
}

void Speaker::stop(const std::string& message) {
    for (const auto& [name, neighbor] : m_neighbors)
        neighbor->disable(bgp::cease(bgp::Cease::AdministrativeShutdown, message));
    m_listeners.keepOnly({});
    for (const auto& [name, check] : m_checks)
        check->disable();
    m_watch.reset();
    m_nextUpdate.cancel();
}

} // namespace understudy::speaker
