#include "ui/format/sentences.h"

#include "core/base/text.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using ops::EventKind;

namespace {

QString orNobody(const std::string& instance) {
    return instance.empty() ? u"nobody"_s : text(instance);
}

QString because(const std::string& detail) {
    return detail.empty() ? QString{} : u": "_s + text(detail);
}

QString outage(const std::string& detail) {
    const auto numbers = base::words(detail);
    if (numbers.size() != 2)
        return u"reachable again"_s;
    const auto length = base::toNumber<double>(numbers[0]);
    const auto error = base::toNumber<double>(numbers[1]);
    if (!length || !error)
        return u"reachable again"_s;
    return u"reachable again after %1 s ± %2 s"_s.arg(*length / 1000, 0, 'f', 2)
        .arg(*error / 1000, 0, 'f', 2);
}

QString sessionChange(const ops::Event& event) {
    const auto family = event.family ? word(*event.family) + u' ' : QString{};
    if (event.to == "Established")
        return family + u"session Established"_s;
    if (event.from == "Established")
        return family + u"session left Established, now %1"_s.arg(text(event.to)) + because(event.detail);
    return family + u"session %1 → %2"_s.arg(text(event.from), text(event.to)) + because(event.detail);
}

QString interfaceOn(const cluster::Cluster& cluster, const cluster::InstanceName& name) {
    const auto* instance = cluster.find(name);
    return u"%1 on %2"_s.arg(instance ? text(instance->interface) : u"the interface"_s, text(name.value()));
}

QString orUnknown(const std::string& tier) {
    return tier.empty() ? u"unknown"_s : text(tier);
}

QString orAbsent(const std::string& value) {
    return value.empty() ? u"nothing"_s : text(value);
}

} // namespace

QString subject(const ops::Event& event) {
    if (event.instance)
        return text(event.instance->value());
    return event.address ? text(*event.address) : QString{};
}

QString sentence(const ops::Event& event) {
    switch (event.kind) {
    case EventKind::NodeConnected:
        return u"connected"_s;
    case EventKind::NodeLost:
        return u"connection lost"_s + because(event.detail);
    case EventKind::NodeRefused:
        return u"not connected"_s + because(event.detail);
    case EventKind::SessionChanged:
        return sessionChange(event);
    case EventKind::InterfaceUp:
        return u"interface up"_s;
    case EventKind::InterfaceDown:
        return u"interface down"_s;
    case EventKind::InterfaceGone:
        return u"the interface no longer exists"_s;
    case EventKind::AddressesChanged:
        return u"addresses %1 → %2"_s.arg(orAbsent(event.from), orAbsent(event.to));
    case EventKind::ExportsChanged:
        return u"exported prefixes %1 → %2"_s.arg(orUnknown(event.from), orUnknown(event.to));
    case EventKind::TierChanged:
        return u"observed prepends %1 → %2"_s.arg(orUnknown(event.from), orUnknown(event.to));
    case EventKind::ReachableAgain:
        return outage(event.detail);
    case EventKind::Unreachable:
        return u"no longer reachable"_s;
    case EventKind::ServingMoved:
        return event.from.empty() ? u"served by %1"_s.arg(orNobody(event.to))
                                  : u"served by %1 → %2"_s.arg(orNobody(event.from), orNobody(event.to));
    case EventKind::DeadManArmed:
        return u"restore armed on the node: fires in %1 s"_s.arg(text(event.detail));
    case EventKind::DeadManDisarmed:
        return u"restore disarmed"_s;
    case EventKind::DeadManFired:
        return u"the node restored itself"_s;
    case EventKind::PollFailed:
        return u"state unknown"_s + because(event.detail);
    case EventKind::PollRecovered:
        return u"state known again"_s;
    }
    return {};
}

cluster::Health healthOf(const ops::Event& event) {
    switch (event.kind) {
    case EventKind::NodeConnected:
    case EventKind::InterfaceUp:
    case EventKind::ReachableAgain:
    case EventKind::DeadManDisarmed:
    case EventKind::PollRecovered:
        return cluster::Health::Up;
    case EventKind::SessionChanged:
        return event.to == "Established" ? cluster::Health::Up : cluster::Health::Degraded;
    case EventKind::ServingMoved:
        return event.to.empty()     ? cluster::Health::Down
               : event.from.empty() ? cluster::Health::Up
                                    : cluster::Health::Degraded;
    case EventKind::AddressesChanged:
    case EventKind::ExportsChanged:
    case EventKind::TierChanged:
    case EventKind::DeadManArmed:
    case EventKind::DeadManFired:
        return cluster::Health::Degraded;
    case EventKind::InterfaceDown:
    case EventKind::InterfaceGone:
    case EventKind::Unreachable:
        return cluster::Health::Down;
    case EventKind::NodeLost:
    case EventKind::NodeRefused:
    case EventKind::PollFailed:
        return cluster::Health::Unknown;
    }
    return cluster::Health::Unknown;
}

QString takingDown(const cluster::Cluster& cluster, const cluster::InstanceName& instance) {
    return u"Taking down "_s + interfaceOn(cluster, instance);
}

QString bringingUp(const cluster::Cluster& cluster, const cluster::InstanceName& instance) {
    return u"Bringing up "_s + interfaceOn(cluster, instance);
}

QString sentence(const ops::IntentResult& result, const QString& wanted) {
    switch (result.outcome) {
    case ops::IntentResult::Outcome::Acked:
        return wanted + u": done, the node confirmed it."_s;
    case ops::IntentResult::Outcome::Refused:
        return wanted + u" was refused, nothing was changed: "_s + text(result.why);
    case ops::IntentResult::Outcome::Failed:
        return wanted + u" failed: "_s + text(result.why);
    case ops::IntentResult::Outcome::Unknown:
        return wanted + u": no answer from the node, so it is not known whether it took effect. "
                        u"Look at the next reading of the instance (F5)."_s;
    }
    return {};
}

QString title(cluster::GuardId guard) {
    switch (guard) {
    case cluster::GuardId::NotConnected:
        return u"Not connected"_s;
    case cluster::GuardId::NoInterface:
        return u"No such interface"_s;
    case cluster::GuardId::AlreadyDown:
        return u"Already down"_s;
    case cluster::GuardId::DeadManPending:
        return u"A restore is pending"_s;
    case cluster::GuardId::LastAnnouncer:
        return u"Last announcer"_s;
    case cluster::GuardId::OthersUnknown:
        return u"Other instances are unknown"_s;
    }
    return {};
}

QString sentence(const cluster::Snapshot& snapshot, const cluster::TakeDownEffect& effect) {
    if (effect.remaining.empty())
        return u"nobody is left announcing: unreachable until it is restored"_s;
    const auto takeOver = names(snapshot, effect.takeOver);
    if (!effect.movesTraffic)
        return u"stays with %1, no traffic moves"_s.arg(takeOver);
    if (!effect.gap)
        return u"%1 takes over, time without replies not known"_s.arg(takeOver);
    return u"%1 takes over, %2 without replies"_s.arg(takeOver, seconds(*effect.gap));
}

} // namespace understudy::ui
