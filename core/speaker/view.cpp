#include "core/speaker/view.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/speaker/memory.h"

namespace understudy::speaker {
namespace {

std::string hostname() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    return name.data();
}

base::IpAddress toAddress(bgp::RouterId id) {
    return base::IpAddress::v4(
        {static_cast<std::uint8_t>(id.value >> 24), static_cast<std::uint8_t>(id.value >> 16),
         static_cast<std::uint8_t>(id.value >> 8), static_cast<std::uint8_t>(id.value)});
}

std::vector<base::Family> listOf(bgp::FamilySet families) {
    std::vector<base::Family> list;
    for (const auto family : bgp::allFamilies) {
        if (families.has(family))
            list.push_back(family);
    }
    return list;
}

bird::CapabilitiesView capabilitiesOf(const bgp::Capabilities& capabilities) {
    bird::CapabilitiesView view;
    view.announced = listOf(capabilities.families);
    view.routeRefresh = capabilities.routeRefresh;
    view.extendedMessage = capabilities.extendedMessage;
    view.fourOctetAs = capabilities.fourOctetAs.has_value();
    view.enhancedRefresh = capabilities.enhancedRouteRefresh;
    if (const auto& restart = capabilities.gracefulRestart)
        view.gracefulRestart = {std::chrono::seconds{restart->restartTime}, restart->restarting,
                                listOf(restart->families), listOf(restart->forwarding)};
    if (const auto& paths = capabilities.addPath)
        view.addPath = {listOf(paths->receive), listOf(paths->send)};
    return view;
}

bird::BgpState stateOf(bgp::State state) {
    return static_cast<bird::BgpState>(state);
}

std::string tableOf(base::Family family) {
    return family == base::Family::V4 ? "master4" : "master6";
}

/// A channel of a protocol that makes routes: everything goes into the table, nothing comes out of it.
bird::ChannelView sourceChannel(base::Family family, std::uint32_t preference, bool up,
                                std::uint32_t routes) {
    bird::ChannelView view;
    view.family = family;
    view.state = up ? bird::ChannelView::State::Up : bird::ChannelView::State::Down;
    view.table = tableOf(family);
    view.preference = preference;
    view.inputFilter = "ACCEPT";
    view.outputFilter = "REJECT";
    view.imported = routes;
    view.preferred = routes;
    view.importUpdates.received = view.importUpdates.accepted = routes;
    return view;
}

constexpr std::uint32_t directPreference = 240;
constexpr std::uint32_t staticPreference = 200;

} // namespace

Viewer::Viewer(const Hands& hands, const Speaker& speaker, std::string version)
    : m_hands(hands), m_speaker(speaker), m_version(std::move(version)), m_startedAt(hands.clock.wall()) {}

bird::SpeakerView Viewer::status(base::WallTime reconfiguredAt) const {
    bird::SpeakerView view;
    view.version = m_version;
    view.routerId = toAddress(m_speaker.routerId());
    view.hostname = hostname();
    view.now = now();
    view.lastReboot = m_startedAt;
    view.lastReconfiguration = reconfiguredAt;
    return view;
}

bird::ProtocolView Viewer::protocol(const std::string& name) const {
    if (const auto neighbor = m_speaker.neighbors().find(name); neighbor != m_speaker.neighbors().end())
        return ofNeighbor(*neighbor->second);
    if (const auto check = m_speaker.checks().find(name); check != m_speaker.checks().end())
        return ofCheck(*check->second);
    return ofPlain(name, m_speaker.plain().at(name));
}

bird::ProtocolView Viewer::ofPlain(const std::string& name, const PlainProtocol& plain) const {
    using Kind = PlainProtocol::Kind;
    constexpr const char* types[] = {"Device", "Kernel", "Direct", "Static"};
    bird::ProtocolView view;
    view.name = name;
    view.type = types[static_cast<std::size_t>(plain.kind)];
    view.state = plain.enabled ? bird::ProtocolView::State::Up : bird::ProtocolView::State::Down;
    view.since = plain.since;
    if (plain.kind == Kind::Device || plain.kind == Kind::Kernel)
        return view;
    const bool direct = plain.kind == Kind::Direct;
    for (const auto family : bgp::allFamilies) {
        const auto routes =
            std::count_if(m_speaker.routes().begin(), m_speaker.routes().end(), [&](const auto& route) {
                return route.first.family() == family && route.second.protocol == name;
            });
        view.channels.push_back(sourceChannel(family, direct ? directPreference : staticPreference,
                                              plain.enabled, static_cast<std::uint32_t>(routes)));
    }
    return view;
}

bird::ProtocolView Viewer::ofCheck(const Check& check) const {
    using State = bird::ProtocolView::State;
    bird::ProtocolView view;
    view.name = check.config().name;
    view.type = "Check";
    view.since = check.since();
    const auto& health = check.health();
    if (!check.enabled()) {
        view.state = State::Down;
        return view;
    }
    view.state = health.healthy() ? State::Up : State::Start;
    view.info = !health.known() ? "Waiting" : health.healthy() ? "Healthy" : "Failing";
    const auto& config = check.config();
    view.details.emplace_back("Interval:", fmt::format("{} ms", config.interval.count()));
    view.details.emplace_back("On failure:", config.prependOnFailure
                                                 ? fmt::format("prepend {}", *config.prependOnFailure)
                                                 : std::string("withdraw"));
    if (!check.lastFailure().empty())
        view.details.emplace_back("Last failure:", check.lastFailure());
    return view;
}

bird::ProtocolView Viewer::ofNeighbor(const Neighbor& neighbor) const {
    using State = bird::ProtocolView::State;
    const auto& config = neighbor.config();
    bird::ProtocolView view;
    view.name = config.name;
    view.type = "BGP";
    view.state = !neighbor.enabled() ? State::Down : neighbor.established() ? State::Up : State::Start;
    view.since = neighbor.since();
    view.description = config.description;
    view.bgp = bgpOf(neighbor);
    const auto* session = neighbor.peer().session();
    const auto& counters = neighbor.peer().leading().counters();
    for (const auto& channel : config.channels) {
        bird::ChannelView each;
        each.family = channel.family;
        const bool up = session != nullptr && session->families.has(channel.family);
        each.state = up ? bird::ChannelView::State::Up : bird::ChannelView::State::Down;
        each.table = tableOf(channel.family);
        each.outputFilter = channel.exportName;
        each.igpTable = tableOf(config.session.neighbor.family());
        each.nextHop = channel.nextHop ? channel.nextHop : neighbor.localAddress();
        const auto& sent = neighbor.peer().announcer().sent();
        each.exported =
            static_cast<std::uint32_t>(std::count_if(sent.begin(), sent.end(), [&](const auto& route) {
                return route.first.family() == channel.family;
            }));
        const auto& exports = neighbor.exports(channel.family);
        each.exportUpdates.received = each.exportUpdates.accepted = exports.updates;
        each.exportWithdraws.received = each.exportWithdraws.accepted = exports.withdraws;
        if (up) {
            // Counted over both families: what is dropped is not told apart.
            each.importUpdates.received = each.importUpdates.filtered = counters.prefixesReachable;
            each.importWithdraws.received = each.importWithdraws.ignored = counters.prefixesWithdrawn;
        }
        view.channels.push_back(std::move(each));
    }
    if (neighbor.demotion().withdraw)
        view.details.emplace_back("Announcing:", "nothing (drained, or a check fails)");
    else if (neighbor.demotion().gracefulShutdown)
        view.details.emplace_back("Announcing:", "for graceful shutdown");
    else if (neighbor.demotion().prepend > 0)
        view.details.emplace_back(
            "Announcing:", fmt::format("with {} more prepends (a check fails)", neighbor.demotion().prepend));
    return view;
}

bird::BgpView Viewer::bgpOf(const Neighbor& neighbor) const {
    const auto& config = neighbor.config().session;
    const auto& fsm = neighbor.peer().leading();
    bird::BgpView view;
    view.state = neighbor.enabled() ? stateOf(neighbor.peer().state()) : bird::BgpState::Down;
    view.passive = config.passive;
    view.neighbor = config.neighbor;
    view.interface = config.interface.value_or("");
    view.neighborPort = config.neighborPort;
    view.neighborAs = config.neighborAs;
    view.localAs = config.localAs;
    view.lastError = neighbor.lastError().text;
    view.lastErrorClass = neighbor.lastError().kind;
    const auto wait =
        timerOf(neighbor, bgp::Timer::IdleHold, std::chrono::ceil<std::chrono::seconds>(neighbor.idleHold()));
    (view.lastError.empty() ? view.connectDelay : view.errorWait) = wait;
    if (fsm.state() < bgp::State::OpenConfirm)
        return view;

    const auto& session = fsm.session();
    auto& shown = view.session.emplace();
    shown.neighborId = toAddress(session.neighborId);
    shown.local = capabilitiesOf(fsm.offered().capabilities);
    shown.neighbor = capabilitiesOf(session.neighborCapabilities);
    shown.multihop = config.multihop.has_value();
    shown.fourOctetAs = session.fourOctetAs;
    shown.source = neighbor.localAddress().value_or(base::IpAddress());
    shown.hold = timerOf(neighbor, bgp::Timer::Hold, session.holdTime);
    shown.keepalive = timerOf(neighbor, bgp::Timer::Keepalive,
                              std::chrono::ceil<std::chrono::seconds>(session.keepaliveTime));
    shown.sendHold = timerOf(neighbor, bgp::Timer::SendHold, session.sendHoldTime);
    return view;
}

std::optional<bird::TimerView> Viewer::timerOf(const Neighbor& neighbor, bgp::Timer timer,
                                               std::chrono::seconds whole) const {
    const auto due = neighbor.due(timer);
    if (!due)
        return std::nullopt;
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(*due - m_hands.clock.steady());
    return bird::TimerView{std::max(left, std::chrono::milliseconds{0}), whole};
}

std::vector<bird::InterfaceView> Viewer::interfaces() const {
    std::vector<bird::InterfaceView> views;
    for (const auto& [index, interface] : m_speaker.interfaces()) {
        bird::InterfaceView view;
        view.name = interface.name;
        view.index = index;
        view.adminUp = interface.up;
        view.linkUp = interface.carrier;
        view.loopback = interface.loopback;
        view.broadcast = interface.broadcast;
        view.multicast = interface.multicast;
        view.pointToPoint = interface.pointToPoint;
        view.mtu = interface.mtu;
        for (const auto& [own, each] : interface.addresses)
            view.addresses.push_back({own, each.secondary, each.opposite});
        views.push_back(std::move(view));
    }
    return views;
}

bird::MemoryView Viewer::memory() const {
    const auto heap = heapUse();
    return {{{"Allocated", heap.usedBytes, heap.freeBytes}}};
}

} // namespace understudy::speaker
