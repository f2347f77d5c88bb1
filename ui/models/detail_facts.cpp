#include "ui/models/detail_facts.h"

#include <algorithm>

#include <QStringList>

#include "core/cluster/forecast.h"
#include "core/cluster/judgement.h"
#include "ui/format/words.h"
#include "ui/models/instance_row.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using cluster::Health;

namespace {

constexpr auto longGap = 30s;

QString orAbsent(const std::optional<base::IpAddress>& address) {
    return address ? text(address->toString()) : absent;
}

QString peer(const std::optional<base::IpAddress>& address, const std::optional<bird::AsNumber>& as) {
    return as ? orAbsent(address) + u", AS %1"_s.arg(*as) : orAbsent(address);
}

QString timer(const std::optional<std::chrono::milliseconds>& left,
              const std::optional<std::chrono::milliseconds>& whole) {
    if (!whole)
        return absent;
    if (!left)
        return seconds(*whole);
    return u"%1 / %2"_s.arg(*left / 1s).arg(seconds(*whole));
}

QString gracefulRestart(const bird::BgpProtocol& protocol) {
    if (!protocol.gracefulRestart)
        return absent;
    if (!*protocol.gracefulRestart)
        return u"off"_s;
    return protocol.restartTime ? u"on, "_s + seconds(*protocol.restartTime) : u"on"_s;
}

QString routes(const cluster::Session& session) {
    std::uint32_t imported = 0;
    for (const auto& channel : session.protocol.channels)
        imported += channel.importedRoutes.value_or(0);
    return u"%1 exported, %2 imported"_s.arg(session.exported.size()).arg(imported);
}

void addSession(Facts& facts, const cluster::Snapshot& snapshot, const cluster::Session& session,
                base::WallTime now) {
    const auto& protocol = session.protocol;
    facts.push_back(
        {.label = word(session.family) + u" · protocol "_s + text(protocol.name), .isHeading = true});
    facts.push_back({.label = u"State"_s,
                     .value = protocol.enabled ? word(protocol.state)
                                               : word(protocol.state) + u", disabled on the node"_s,
                     .health = cluster::healthOf(protocol)});
    facts.push_back({.label = u"Since"_s,
                     .value = session.since ? dateTime(*session.since, now) + u" ("_s +
                                                  duration(now - *session.since) + u')'
                                            : text(protocol.since)});
    facts.push_back({.label = u"Neighbor"_s, .value = peer(protocol.neighbor, protocol.neighborAs)});
    facts.push_back(
        {.label = u"Local"_s,
         .value = peer(protocol.sourceAddress, protocol.localAs.value_or(snapshot.cluster->cloud.localAs))});
    facts.push_back(
        {.label = u"Hold time"_s, .value = protocol.holdTime ? seconds(*protocol.holdTime) : absent});
    if (protocol.holdTime && *protocol.holdTime > longGap)
        facts.push_back({.label = {},
                         .value = u"a silent death costs up to %1"_s.arg(seconds(*protocol.holdTime)),
                         .health = Health::Degraded,
                         .isWarning = true});
    facts.push_back(
        {.label = u"Keepalive"_s, .value = timer(protocol.keepaliveLeft, protocol.keepaliveTime)});
    facts.push_back({.label = u"Graceful restart"_s, .value = gracefulRestart(protocol)});
    facts.push_back({.label = u"Routes"_s, .value = routes(session)});
    facts.push_back(
        {.label = u"Last error"_s, .value = protocol.lastError ? text(*protocol.lastError) : u"none"_s});
}

QString unknownFor(base::SteadyTime since, base::SteadyTime now) {
    return u"unknown for "_s + duration(now - since);
}

/// Greater is worse: nothing moves, then the longest silent death, then nobody left.
std::chrono::milliseconds pain(const cluster::TargetForecast& silent) {
    if (silent.reason == cluster::ForecastReason::NothingMoves)
        return 0ms;
    return silent.takeOver.empty() ? std::chrono::milliseconds{24h} : silent.after.value_or(1ms);
}

} // namespace

Facts sessionFacts(const cluster::Snapshot& snapshot, const cluster::NodeState& node, base::SteadyTime now) {
    Facts facts;
    if (node.link != cluster::LinkState::Connected)
        facts.push_back(
            {.label = u"Connection"_s,
             .value = node.linkError ? word(node.link) + u": "_s + text(*node.linkError) : word(node.link),
             .health = Health::Unknown});
    const auto* speaker = node.speaker.current();
    if (!speaker) {
        facts.push_back(
            {.label = u"State"_s, .value = unknownFor(unknownSince(node), now), .health = Health::Unknown});
        if (node.speaker.error())
            facts.push_back({.label = u"Because"_s, .value = text(*node.speaker.error())});
        if (node.speaker.last())
            facts.push_back({.label = u"Last seen"_s, .value = clockTime(node.speaker.seenAtWall())});
        return facts;
    }
    if (speaker->sessions.empty())
        facts.push_back({.label = u"State"_s,
                         .value = u"no BGP protocol with the cloud's neighbor is configured"_s,
                         .health = Health::Down});
    const auto wall = snapshot.atWall + (now - snapshot.at);
    for (const auto& session : speaker->sessions)
        addSession(facts, snapshot, session, wall);
    return facts;
}

Facts interfaceFacts(const cluster::Snapshot& snapshot, const cluster::NodeState& node,
                     base::SteadyTime now) {
    Facts facts;
    const auto* instance = snapshot.cluster->find(node.name);
    facts.push_back({.label = u"Name"_s, .value = instance ? text(instance->interface) : absent});
    const auto* interface = node.interface.current();
    if (!interface) {
        facts.push_back(
            {.label = u"State"_s, .value = unknownFor(unknownSince(node), now), .health = Health::Unknown});
        if (node.interface.error())
            facts.push_back({.label = u"Because"_s, .value = text(*node.interface.error())});
        return facts;
    }
    facts.push_back({.label = u"State"_s,
                     .value = !interface->exists ? u"does not exist"_s
                              : interface->up    ? u"up"_s
                                                 : u"down"_s,
                     .health = interface->exists && interface->up ? Health::Up : Health::Down});
    for (const auto& floating : snapshot.cluster->floating) {
        const bool present =
            std::any_of(interface->addresses.begin(), interface->addresses.end(),
                        [&](const base::Prefix& address) { return address.address() == floating.address(); });
        facts.push_back({.label = facts.size() == 2 ? u"Floating IPs"_s : QString{},
                         .value = text(floating.text) + (present ? QString{} : u" is missing"_s),
                         .health = present ? Health::Up : Health::Down,
                         .isWarning = !present});
    }
    QStringList others;
    for (const auto& address : interface->addresses) {
        const bool isFloating =
            std::any_of(snapshot.cluster->floating.begin(), snapshot.cluster->floating.end(),
                        [&](const auto& floating) { return floating.address() == address.address(); });
        if (!isFloating)
            others << text(address.toString());
    }
    facts.push_back({.label = u"Others"_s, .value = others.isEmpty() ? u"none"_s : others.join(u", "_s)});
    if (node.deadMan)
        facts.push_back({.label = u"Restore"_s,
                         .value = u"the node restores it in "_s + duration(node.deadMan->restoresAt - now),
                         .health = Health::Degraded,
                         .isWarning = true});
    return facts;
}

std::vector<Loss> lossesOf(const cluster::Snapshot& snapshot, const cluster::NodeState& node) {
    const auto found = std::find_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                                    [&](const auto& other) { return other.name == node.name; });
    if (!cluster::isCurrent(node) || found == snapshot.nodes.end())
        return {};
    const auto index = static_cast<std::size_t>(found - snapshot.nodes.begin());
    std::size_t worst = 0;
    auto worstPain = -1ms;
    for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i) {
        const auto hurts = pain(cluster::forecastFailure(snapshot, i, index, cluster::FailureKind::Silent));
        if (hurts > worstPain) {
            worst = i;
            worstPain = hurts;
        }
    }
    const auto of = [&](cluster::FailureKind failure) {
        return cluster::forecastFailure(snapshot, worst, index, failure);
    };
    const auto link = of(cluster::FailureKind::Link);
    if (link.reason == cluster::ForecastReason::NothingMoves) {
        const auto nothing = u"no traffic moves"_s;
        return {{u"link down"_s, nothing, absent},
                {u"daemon killed"_s, nothing, absent},
                {u"machine dies"_s, nothing, absent}};
    }
    const bool nobody = link.takeOver.empty();
    const auto heir = nobody ? u"nobody"_s : names(snapshot, link.takeOver);
    const auto lasting = [&](std::optional<std::chrono::milliseconds> after) {
        if (nobody)
            return u"until restored"_s;
        return after ? seconds(*after) : u"not known"_s;
    };
    const auto daemon = of(cluster::FailureKind::Daemon);
    const auto machine = of(cluster::FailureKind::Silent);
    const bool kept = daemon.after.value_or(0ms) > cluster::politeGap;
    return {
        {u"link down"_s, heir, lasting(link.after), nobody},
        {u"daemon killed"_s, kept ? u"kept, then "_s + heir : heir, lasting(daemon.after),
         nobody || daemon.after.value_or(0ms) > longGap},
        {u"machine dies"_s, heir, lasting(machine.after), nobody || machine.after.value_or(24h) > longGap}};
}

QString summaryOf(const cluster::Snapshot& snapshot, const cluster::NodeState& node) {
    QStringList parts;
    if (const auto* instance = snapshot.cluster->find(node.name))
        parts << addressOf(*instance);
    if (const auto* speaker = node.speaker.last())
        parts << speakerName(speaker->kind, speaker->version);
    if (!node.system.empty())
        parts << text(node.system).replace(u"GNU/Linux "_s, QString{});
    return parts.join(u" · "_s);
}

} // namespace understudy::ui
