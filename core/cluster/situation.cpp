#include "core/cluster/situation.h"

#include "core/cluster/judgement.h"

namespace understudy::cluster {

Situation situationOf(const Snapshot& snapshot) {
    Situation situation;
    for (const auto& node : snapshot.nodes) {
        const auto* interface = node.interface.current();
        situation.current.push_back(isCurrent(node));
        situation.up.push_back(interface != nullptr && interface->up);
    }
    for (const auto& floating : snapshot.cluster->floating) {
        situation.announcers.push_back(announcers(snapshot, floating));
        situation.preferred.push_back(preferred(snapshot, floating));
    }
    return situation;
}

} // namespace understudy::cluster
