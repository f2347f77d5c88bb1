// What every instance did for one floating IP, over time: only the moments of change are kept.
#pragma once

#include <deque>
#include <map>
#include <vector>

#include "core/cluster/judgement.h"

namespace understudy::ui {

enum class LaneState : std::uint8_t {
    Unknown,       ///< not current
    InterfaceDown, ///< down, or gone
    SessionDown,   ///< no Established session of the address's family
    Silent,        ///< all up, but the address is not announced
    Announcing,
    Serving, ///< announcing, and receives the probe's requests
};

/// From `at` on, until the next change of the lane.
struct LaneChange {
    base::SteadyTime at{};
    LaneState state = LaneState::Unknown;

    friend bool operator==(const LaneChange&, const LaneChange&) = default;
};

using Lane = std::deque<LaneChange>;

LaneState laneState(const cluster::Snapshot& snapshot, std::size_t node, std::size_t floatingIndex);

/// Fed with every snapshot, in order of time.
class LaneHistory {
public:
    /// Changes that ended more than this ago are forgotten.
    static constexpr std::chrono::hours kept{24};

    /// A snapshot from before anything was seen has no time, and is left out.
    void record(const cluster::Snapshot& snapshot);

    /// Empty when nothing is known of the instance yet.
    const Lane& lane(const cluster::InstanceName& instance, std::size_t floatingIndex) const;

private:
    std::map<cluster::InstanceName, std::vector<Lane>> m_lanes;
};

} // namespace understudy::ui
