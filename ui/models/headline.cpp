#include "ui/models/headline.h"

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using cluster::Health;

namespace {

/// Below this a node's share is noise of the counters, not traffic.
constexpr double noticeableShare = 0.1;

QString server(const cluster::Snapshot& snapshot, std::size_t index) {
    if (const auto node = cluster::servedBy(snapshot, index))
        return names(snapshot, {*node});
    if (snapshot.targets[index].reachable == false)
        return u"nobody"_s;
    std::vector<std::size_t> sharing;
    for (std::size_t node = 0; node < snapshot.nodes.size(); ++node) {
        const auto& serving = snapshot.nodes[node].serving;
        if (cluster::isCurrent(snapshot.nodes[node]) && index < serving.size() &&
            serving[index] > noticeableShare)
            sharing.push_back(node);
    }
    return sharing.size() > 1 ? names(snapshot, sharing) : u"not known"_s;
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
    line.servedBy = server(snapshot, index);
    const auto serving = cluster::servedBy(snapshot, index);
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
