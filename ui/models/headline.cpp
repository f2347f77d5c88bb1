#include "ui/models/headline.h"

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using cluster::Health;

namespace {

/// Below this a node's share is noise of the counters, not traffic.
constexpr double noticeableShare = 0.1;

/// Nodes that share the traffic, when none has most of it.
std::vector<std::size_t> sharing(const cluster::Snapshot& snapshot, std::size_t index) {
    std::vector<std::size_t> nodes;
    if (snapshot.targets[index].reachable != true)
        return nodes;
    for (std::size_t node = 0; node < snapshot.nodes.size(); ++node) {
        const auto& state = snapshot.nodes[node];
        if (state.echo.current() && index < state.serving.size() && state.serving[index] > noticeableShare)
            nodes.push_back(node);
    }
    return nodes.size() > 1 ? nodes : std::vector<std::size_t>{};
}

QString state(const cluster::TargetState& target, Health health, base::SteadyTime now) {
    if (!target.reachable)
        return target.error ? u"not probed"_s : u"unknown for "_s + duration(now - target.since);
    if (!*target.reachable)
        return u"not reachable for "_s + duration(now - target.since);
    switch (health) {
    case Health::Up:
        return u"reachable"_s;
    case Health::Degraded:
        return u"reachable, degraded"_s;
    default:
        return u"reachable, announced by nobody"_s;
    }
}

} // namespace

Headline describeTarget(const cluster::Snapshot& snapshot, std::size_t index, base::SteadyTime now) {
    const auto& floating = snapshot.cluster->floating.at(index);
    const auto& target = snapshot.targets.at(index);
    Headline line;
    line.address = text(floating.address().toString());
    line.health = cluster::healthOf(snapshot, index);
    line.state = state(target, line.health, now);
    const auto serving = cluster::servedBy(snapshot, index);
    const auto servers = serving ? std::vector{*serving} : sharing(snapshot, index);
    line.isServed = !servers.empty();
    line.servedBy = line.isServed               ? names(snapshot, servers)
                    : target.reachable == false ? u"nobody"_s
                                                : u"not known"_s;
    const auto leaving = serving ? std::vector{*serving} : cluster::preferred(snapshot, floating);
    line.next = names(snapshot, cluster::preferredWithout(snapshot, floating, leaving));
    line.medianRtt = target.medianRtt ? milliseconds(*target.medianRtt) : absent;
    line.lost10min = target.lost10min ? percent(*target.lost10min) : absent;
    const auto worst = cluster::worstCaseFailover(snapshot, floating);
    line.worstCase = worst ? seconds(*worst) : absent;
    line.worstCaseIsLong = worst && *worst > 30s;
    if (target.error)
        line.why = text(*target.error);
    return line;
}

} // namespace understudy::ui
