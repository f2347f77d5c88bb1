#include "ui/models/instance_row.h"

#include <algorithm>
#include <array>

#include <QStringList>

#include "core/cluster/judgement.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::Health;

namespace {

/// Up to down: a session that has left Established is worse than one on its way.
int badness(bird::BgpState state) {
    static constexpr std::array order{bird::BgpState::Established, bird::BgpState::OpenConfirm,
                                      bird::BgpState::OpenSent,    bird::BgpState::Connect,
                                      bird::BgpState::Active,      bird::BgpState::Idle,
                                      bird::BgpState::Down};
    return static_cast<int>(std::find(order.begin(), order.end(), state) - order.begin());
}

QString sinceText(const cluster::Session& session, base::WallTime now) {
    return session.since ? duration(now - *session.since) : QString{};
}

/// All sessions are Established: for how long each family's is.
QString establishedFor(const std::vector<cluster::Session>& sessions, base::WallTime now) {
    QStringList families;
    QStringList ages;
    for (const auto& session : sessions) {
        families << word(session.family);
        ages << sinceText(session, now);
    }
    if (ages.count(ages.first()) == ages.size())
        return families.join(u" and "_s) + u' ' + ages.first();
    QStringList parts;
    for (qsizetype i = 0; i < ages.size(); ++i)
        parts << families[i] + u' ' + ages[i];
    return parts.join(u" · "_s);
}

QString whyNotEstablished(const cluster::Session& session) {
    const auto& protocol = session.protocol;
    if (!protocol.enabled)
        return u"disabled on the node"_s;
    if (protocol.lastError && !protocol.lastError->empty())
        return text(*protocol.lastError);
    // A wrong TCP MD5 password is silence: no error ever comes.
    if (protocol.state == bird::BgpState::Connect || protocol.state == bird::BgpState::Active)
        return u"no answer: wrong password or filtered port?"_s;
    return {};
}

QString unknownText(const cluster::NodeState& node, base::SteadyTime now) {
    return u"unknown for "_s + duration(now - unknownSince(node));
}

QString whyUnknown(const cluster::NodeState& node) {
    if (node.link != cluster::LinkState::Connected)
        return node.linkError ? text(*node.linkError) : word(node.link);
    if (node.speaker.error())
        return text(*node.speaker.error());
    return u"not asked yet"_s;
}

void describeSessions(InstanceRow& row, const cluster::Snapshot& snapshot, const cluster::NodeState& node,
                      base::SteadyTime now) {
    const auto* speaker = node.speaker.current();
    if (!speaker) {
        row.session = Health::Unknown;
        row.sessionWord = unknownText(node, now);
        row.sessionDetail = whyUnknown(node);
        return;
    }
    if (speaker->sessions.empty()) {
        row.session = Health::Down;
        row.sessionWord = u"no session"_s;
        row.sessionDetail = u"no BGP protocol with the cloud's neighbor"_s;
        return;
    }
    const auto worst = std::max_element(
        speaker->sessions.begin(), speaker->sessions.end(),
        [](const auto& a, const auto& b) { return badness(a.protocol.state) < badness(b.protocol.state); });
    row.session = cluster::healthOf(worst->protocol);
    const auto wall = snapshot.atWall + (now - snapshot.at);
    if (row.session == Health::Up) {
        row.sessionWord = word(worst->protocol.state);
        row.sessionDetail = establishedFor(speaker->sessions, wall);
        return;
    }
    row.sessionWord = speaker->sessions.size() > 1
                          ? word(worst->family) + u": "_s + word(worst->protocol.state)
                          : word(worst->protocol.state);
    row.sessionDetail = whyNotEstablished(*worst);
}

void describeRoutes(InstanceRow& row, const cluster::NodeState& node) {
    row.hold = row.exported = row.path = absent;
    const auto* speaker = node.speaker.current();
    if (!speaker)
        return;
    std::optional<std::chrono::milliseconds> hold;
    std::size_t exported = 0;
    const std::vector<bird::AsNumber>* longest = nullptr;
    for (const auto& session : speaker->sessions) {
        if (session.protocol.holdTime)
            hold = std::max(hold.value_or(std::chrono::milliseconds{0}), *session.protocol.holdTime);
        exported += session.exported.size();
        for (const auto& route : session.exported) {
            if (!longest || route.asPath.size() > longest->size())
                longest = &route.asPath;
        }
    }
    if (hold)
        row.hold = seconds(*hold);
    row.exported = QString::number(exported);
    if (longest)
        row.path = asPath(*longest);
}

void describeInterface(InstanceRow& row, const cluster::NodeState& node, const QString& name,
                       base::SteadyTime now) {
    const auto* interface = node.interface.current();
    if (!interface) {
        row.interface = InterfaceView::Unknown;
        row.interfaceText = name + u" unknown"_s;
    } else if (!interface->exists) {
        row.interface = InterfaceView::Missing;
        row.interfaceText = name + u" does not exist"_s;
    } else {
        row.interface = interface->up ? InterfaceView::Up : InterfaceView::Down;
        row.interfaceText = interface->up ? name : name + u" down"_s;
    }
    row.restorePending = node.deadMan.has_value();
    if (node.deadMan) {
        const auto left = std::max(node.deadMan->restoresAt - now, base::SteadyTime::duration{0});
        const auto whole = std::chrono::ceil<std::chrono::seconds>(left).count();
        row.interfaceText += u" · restores in %1 s"_s.arg(whole);
    }
}

} // namespace

QString addressOf(const cluster::Instance& instance) {
    if (instance.address4)
        return text(instance.address4->toString());
    if (instance.address6)
        return text(instance.address6->toString());
    return text(instance.ssh.host);
}

base::SteadyTime unknownSince(const cluster::NodeState& node) {
    if (node.speaker.error())
        return node.speaker.failedSince();
    if (node.interface.error())
        return node.interface.failedSince();
    return node.linkSince;
}

InstanceRow describe(const cluster::Snapshot& snapshot, const cluster::NodeState& node,
                     base::SteadyTime now) {
    InstanceRow row;
    row.name = node.name;
    row.isCurrent = cluster::isCurrent(node);
    row.health = cluster::healthOf(snapshot, node);
    const auto* instance = snapshot.cluster->find(node.name);
    row.tier = instance ? instance->tier : 0;
    row.address = instance ? addressOf(*instance) : QString{};
    const auto observed = cluster::observedTier(snapshot, node);
    if (row.isCurrent && observed && *observed != row.tier)
        row.tierNote = u"observed %1"_s.arg(*observed + 1);

    describeInterface(row, node, instance ? text(instance->interface) : u"interface"_s, now);
    describeSessions(row, snapshot, node, now);
    describeRoutes(row, node);
    if (row.isCurrent && !node.serving.empty())
        row.serving = *std::max_element(node.serving.begin(), node.serving.end());
    if (node.speaker.last())
        row.seen = duration(now - node.speaker.seenAt());
    else
        row.seen = u"never"_s;
    return row;
}

} // namespace understudy::ui
