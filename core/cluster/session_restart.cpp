#include "core/cluster/session_restart.h"

#include <algorithm>

#include "core/cluster/judgement.h"

namespace understudy::cluster {

std::vector<Objection> objectionsToRestart(const Snapshot& snapshot, const InstanceName& instance) {
    auto [objections, effects] = forecastTakeDown(snapshot, instance);
    const bool announces = std::any_of(effects.begin(), effects.end(),
                                       [](const TakeDownEffect& effect) { return effect.announcesNow; });
    std::erase_if(objections, [&](const Objection& objection) {
        switch (objection.id) {
        case GuardId::NotConnected:
        case GuardId::DeadManPending:
            return false;
        case GuardId::LastAnnouncer:
        case GuardId::OthersUnknown:
            return !announces;
        case GuardId::NoInterface:
        case GuardId::AlreadyDown:
            break;
        }
        return true;
    });
    return objections;
}

std::vector<InstanceName> restartOrder(const Snapshot& snapshot) {
    std::vector<const NodeState*> nodes;
    for (const auto& node : snapshot.nodes)
        nodes.insert(nodes.begin(), &node);
    const auto tierOf = [&](const NodeState* node) {
        const auto* settings = snapshot.cluster->find(node->name);
        return observedTier(snapshot, *node).value_or(settings == nullptr ? 0 : settings->tier);
    };
    std::stable_sort(nodes.begin(), nodes.end(),
                     [&](const NodeState* a, const NodeState* b) { return tierOf(a) > tierOf(b); });
    std::vector<InstanceName> order;
    for (const auto* node : nodes)
        order.push_back(node->name);
    return order;
}

} // namespace understudy::cluster
