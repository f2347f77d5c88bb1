#include "core/cluster/serving.h"

#include <algorithm>
#include <cmath>

#include "core/cluster/indices.h"
#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

/// Which of the addresses of one family the requests were for. `arrived` counts in probe rates: 1.0 is one
/// address's.
Indices likelyAddresses(const Snapshot& snapshot, const NodeState& node, const Indices& ofFamily,
                        double arrived) {
    if (ofFamily.size() == 1)
        return ofFamily;
    const auto& floating = snapshot.cluster->floating;
    Indices announced;
    Indices best;
    for (const auto i : ofFamily) {
        if (announcedPath(node, floating[i].announced()) == nullptr)
            continue;
        announced.push_back(i);
        const auto winners = preferred(snapshot, floating[i]);
        const bool wins = std::any_of(winners.begin(), winners.end(),
                                      [&](std::size_t w) { return snapshot.nodes[w].name == node.name; });
        if (wins)
            best.push_back(i);
    }
    return static_cast<double>(best.size()) == std::round(arrived) ? best : announced;
}

} // namespace

std::chrono::nanoseconds servingWindow(std::chrono::nanoseconds probeInterval) {
    return std::max<std::chrono::nanoseconds>(std::chrono::milliseconds{400}, 5 * probeInterval);
}

std::vector<double> servingShares(const Snapshot& snapshot, const NodeState& node, const EchoCounters& before,
                                  const EchoCounters& now, std::chrono::nanoseconds elapsed) {
    const auto& cluster = *snapshot.cluster;
    std::vector<double> shares(cluster.floating.size(), 0.0);
    const std::chrono::duration<double> interval = snapshot.probeInterval;
    const auto expected = std::chrono::duration<double>(elapsed) / interval;
    for (const auto family : {base::Family::V4, base::Family::V6}) {
        const auto was = family == base::Family::V4 ? before.v4 : before.v6;
        const auto is = family == base::Family::V4 ? now.v4 : now.v6;
        Indices ofFamily;
        for (std::size_t i = 0; i < cluster.floating.size(); ++i) {
            if (cluster.floating[i].prefix.family() == family)
                ofFamily.push_back(i);
        }
        // A counter that went back belongs to a rebooted node: nothing is known about the time between.
        if (ofFamily.empty() || is <= was || expected <= 0)
            continue;
        const double arrived = static_cast<double>(is - was) / expected;
        const auto addresses = likelyAddresses(snapshot, node, ofFamily, arrived);
        for (const auto i : addresses)
            shares[i] = std::min(1.0, arrived / static_cast<double>(addresses.size()));
    }
    return shares;
}

} // namespace understudy::cluster
