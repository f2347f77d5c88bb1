#include "core/cluster/judgement.h"

#include <algorithm>
#include <limits>

#include "core/cluster/indices.h"

namespace understudy::cluster {
namespace {

std::size_t pathLength(const Snapshot& snapshot, std::size_t node, const FloatingAddress& floating) {
    const auto* path = announcedPath(snapshot.nodes[node], floating.announced());
    return path == nullptr ? std::numeric_limits<std::size_t>::max() : path->size();
}

bool hasAddress(const InterfaceState& interface, const FloatingAddress& floating) {
    return std::any_of(interface.addresses.begin(), interface.addresses.end(),
                       [&](const base::Prefix& prefix) { return prefix.address() == floating.address(); });
}

/// Whether this part of the node is as the file wants it.
bool asIntended(const NodeState& node, const InterfaceState& interface, const FloatingAddress& floating) {
    const auto* session = currentSession(node, floating.prefix.family());
    return session != nullptr && session->protocol.state == bird::BgpState::Established &&
           hasAddress(interface, floating) && announcedPath(node, floating.announced()) != nullptr;
}

} // namespace

bool isCurrent(const NodeState& node) {
    return node.speaker.current() != nullptr && node.interface.current() != nullptr;
}

const Session* currentSession(const NodeState& node, base::Family family) {
    const auto* speaker = node.speaker.current();
    if (speaker == nullptr)
        return nullptr;
    const auto found = std::find_if(speaker->sessions.begin(), speaker->sessions.end(),
                                    [&](const Session& session) { return session.family == family; });
    return found == speaker->sessions.end() ? nullptr : &*found;
}

bool takesPart(const Snapshot& snapshot, const NodeState& node, base::Family family) {
    const auto* instance = snapshot.cluster->find(node.name);
    if (instance == nullptr)
        return false;
    const bool v4 = family == base::Family::V4;
    return (v4 ? instance->protocol4 : instance->protocol6) ||
           (v4 ? instance->address4 : instance->address6) || currentSession(node, family) != nullptr;
}

const std::vector<bird::AsNumber>* announcedPath(const NodeState& node, const base::Prefix& announced) {
    const auto* session = currentSession(node, announced.family());
    if (session == nullptr || session->protocol.state != bird::BgpState::Established)
        return nullptr;
    const auto found = std::find_if(session->exported.begin(), session->exported.end(),
                                    [&](const ExportedRoute& route) { return route.prefix == announced; });
    return found == session->exported.end() ? nullptr : &found->asPath;
}

std::optional<int> observedTier(const Snapshot& snapshot, const NodeState& node) {
    std::optional<int> tier;
    for (const auto& floating : snapshot.cluster->floating) {
        const auto* path = announcedPath(node, floating.announced());
        if (path != nullptr && !path->empty())
            tier = std::max(tier.value_or(0), static_cast<int>(path->size()) - 1);
    }
    return tier;
}

std::vector<std::size_t> announcers(const Snapshot& snapshot, const FloatingAddress& floating) {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
        if (announcedPath(snapshot.nodes[i], floating.announced()) != nullptr)
            result.push_back(i);
    }
    std::stable_sort(result.begin(), result.end(), [&](std::size_t a, std::size_t b) {
        return pathLength(snapshot, a, floating) < pathLength(snapshot, b, floating);
    });
    return result;
}

std::vector<std::size_t> preferred(const Snapshot& snapshot, const FloatingAddress& floating) {
    return preferredWithout(snapshot, floating, {});
}

std::vector<std::size_t> preferredWithout(const Snapshot& snapshot, const FloatingAddress& floating,
                                          const std::vector<std::size_t>& without) {
    auto candidates = announcers(snapshot, floating);
    std::erase_if(candidates, [&](std::size_t i) { return holds(without, i); });
    if (candidates.empty())
        return {};
    const auto shortest = pathLength(snapshot, candidates.front(), floating);
    std::erase_if(candidates, [&](std::size_t i) { return pathLength(snapshot, i, floating) != shortest; });
    return candidates;
}

std::optional<std::size_t> servedBy(const Snapshot& snapshot, std::size_t floatingIndex) {
    std::optional<std::size_t> best;
    double bestShare = servingShare;
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i) {
        const auto& node = snapshot.nodes[i];
        const auto* interface = node.interface.current();
        const bool canServe = interface == nullptr || interface->up;
        if (node.echo.current() == nullptr || floatingIndex >= node.serving.size() || !canServe)
            continue;
        if (node.serving[floatingIndex] > bestShare) {
            best = i;
            bestShare = node.serving[floatingIndex];
        }
    }
    return best;
}

std::optional<std::chrono::milliseconds> worstCaseFailover(const Snapshot& snapshot,
                                                           const FloatingAddress& floating) {
    std::optional<std::chrono::milliseconds> worst;
    for (const auto i : preferred(snapshot, floating)) {
        const auto& protocol = currentSession(snapshot.nodes[i], floating.prefix.family())->protocol;
        if (!protocol.holdTime)
            return std::nullopt;
        auto cost = *protocol.holdTime;
        if (protocol.gracefulRestart.value_or(false) && protocol.restartTime)
            cost = std::max<std::chrono::milliseconds>(cost, *protocol.restartTime);
        worst = std::max(worst.value_or(cost), cost);
    }
    return worst;
}

Health healthOf(const Snapshot& snapshot, std::size_t floatingIndex) {
    const auto& target = snapshot.targets[floatingIndex];
    const auto& floating = snapshot.cluster->floating[floatingIndex];
    if (target.reachable == false)
        return Health::Down;
    const auto announcing = announcers(snapshot, floating);
    const bool allCurrent = std::all_of(snapshot.nodes.begin(), snapshot.nodes.end(), isCurrent);
    if (announcing.empty() && allCurrent)
        return Health::Down;
    if (!target.reachable)
        return Health::Unknown;
    const bool partsUp =
        std::all_of(snapshot.nodes.begin(), snapshot.nodes.end(), [&](const NodeState& node) {
            return !takesPart(snapshot, node, floating.prefix.family()) ||
                   healthOf(snapshot, node) == Health::Up;
        });
    return allCurrent && partsUp && announcing.size() >= 2 ? Health::Up : Health::Degraded;
}

Health healthOf(const Snapshot& snapshot, const NodeState& node) {
    if (!isCurrent(node))
        return Health::Unknown;
    const auto& interface = *node.interface.current();
    const auto* instance = snapshot.cluster->find(node.name);
    std::size_t wanted = 0;
    std::size_t good = 0;
    for (const auto& floating : snapshot.cluster->floating) {
        if (!takesPart(snapshot, node, floating.prefix.family()))
            continue;
        ++wanted;
        good += asIntended(node, interface, floating) ? 1 : 0;
    }
    if (!interface.exists || !interface.up || good == 0)
        return Health::Down;
    const bool tierMatches = instance != nullptr && observedTier(snapshot, node) == instance->tier;
    return good == wanted && tierMatches ? Health::Up : Health::Degraded;
}

} // namespace understudy::cluster
