#include "core/cluster/guards.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

std::vector<Objection> objectionsOfNode(const NodeState& node) {
    const auto& name = node.name.value();
    if (node.link != LinkState::Connected || !isCurrent(node))
        return {{GuardId::NotConnected, false,
                 fmt::format("{} cannot be asked at the moment: {}", name,
                             node.linkError.value_or(node.speaker.error().value_or(
                                 node.interface.error().value_or("no answer yet"))))}};
    const auto& interface = *node.interface.current();
    if (!interface.exists)
        return {{GuardId::NoInterface, false, fmt::format("{} has no interface {}", name, interface.name)}};
    if (!interface.up)
        return {{GuardId::AlreadyDown, false, fmt::format("{} of {} is down already", interface.name, name)}};
    if (node.deadMan)
        return {{GuardId::DeadManPending, false,
                 fmt::format("a restore already waits on {}: restore it first", name)}};
    return {};
}

TakeDownEffect effectOn(const Snapshot& snapshot, std::size_t floatingIndex, std::size_t node) {
    const auto forecast = forecastFailure(snapshot, floatingIndex, node, FailureKind::Link);
    const auto& floating = snapshot.cluster->floating[floatingIndex];
    TakeDownEffect effect;
    effect.floatingIndex = floatingIndex;
    effect.announcesNow = announcedPath(snapshot.nodes[node], floating.announced()) != nullptr;
    effect.remaining = forecast.announcing;
    effect.takeOver = forecast.takeOver;
    effect.movesTraffic =
        std::find(forecast.before.begin(), forecast.before.end(), node) != forecast.before.end();
    effect.gap = effect.movesTraffic ? forecast.gap : std::chrono::milliseconds{0};
    return effect;
}

} // namespace

TakeDownForecast forecastTakeDown(const Snapshot& snapshot, const InstanceName& instance) {
    TakeDownForecast forecast;
    const auto found = std::find_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                                    [&](const NodeState& node) { return node.name == instance; });
    if (found == snapshot.nodes.end()) {
        forecast.objections.push_back(
            {GuardId::NotConnected, false, fmt::format("there is no instance {}", instance.value())});
        return forecast;
    }
    const auto index = static_cast<std::size_t>(found - snapshot.nodes.begin());
    forecast.objections = objectionsOfNode(*found);
    for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i) {
        const auto effect = effectOn(snapshot, i, index);
        if (effect.announcesNow && effect.remaining.empty())
            forecast.objections.push_back(
                {GuardId::LastAnnouncer, true,
                 fmt::format("{} is the last one that announces {}: nobody would serve it", instance.value(),
                             snapshot.cluster->floating[i].text)});
        forecast.effects.push_back(effect);
    }
    for (const auto& other : snapshot.nodes) {
        if (other.name != instance && !isCurrent(other))
            forecast.objections.push_back(
                {GuardId::OthersUnknown, true,
                 fmt::format("{} cannot be asked, so it is not known whether it would take over",
                             other.name.value())});
    }
    return forecast;
}

bool mayProceed(const TakeDownForecast& forecast, bool force) {
    return std::all_of(forecast.objections.begin(), forecast.objections.end(),
                       [&](const Objection& objection) { return force && objection.canBeForced; });
}

} // namespace understudy::cluster
