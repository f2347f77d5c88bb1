#include "ui/models/lane_history.h"

namespace understudy::ui {

LaneState laneState(const cluster::Snapshot& snapshot, std::size_t node, std::size_t floatingIndex) {
    const auto& state = snapshot.nodes.at(node);
    const auto& floating = snapshot.cluster->floating.at(floatingIndex);
    if (!cluster::isCurrent(state))
        return LaneState::Unknown;
    const auto* interface = state.interface.current();
    if (!interface || !interface->exists || !interface->up)
        return LaneState::InterfaceDown;
    const auto* session = cluster::currentSession(state, floating.prefix.family());
    if (!session || session->protocol.state != bird::BgpState::Established)
        return LaneState::SessionDown;
    if (!cluster::announcedPath(state, floating.announced()))
        return LaneState::Silent;
    const bool serves =
        floatingIndex < state.serving.size() && state.serving[floatingIndex] > cluster::servingShare;
    return serves ? LaneState::Serving : LaneState::Announcing;
}

void LaneHistory::record(const cluster::Snapshot& snapshot) {
    if (snapshot.at == base::SteadyTime{})
        return;
    for (std::size_t node = 0; node < snapshot.nodes.size(); ++node) {
        auto& lanes = m_lanes[snapshot.nodes[node].name];
        lanes.resize(snapshot.cluster->floating.size());
        for (std::size_t floating = 0; floating < lanes.size(); ++floating) {
            auto& lane = lanes[floating];
            const auto state = laneState(snapshot, node, floating);
            if (lane.empty() || lane.back().state != state)
                lane.push_back({snapshot.at, state});
            while (lane.size() > 1 && lane[1].at <= snapshot.at - kept)
                lane.pop_front();
        }
    }
}

const Lane& LaneHistory::lane(const cluster::InstanceName& instance, std::size_t floatingIndex) const {
    static const Lane none;
    const auto found = m_lanes.find(instance);
    if (found == m_lanes.end() || floatingIndex >= found->second.size())
        return none;
    return found->second[floatingIndex];
}

} // namespace understudy::ui
