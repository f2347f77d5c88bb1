#include "core/cluster/steady_state.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

Unsteady ofNode(UnsteadyId id, const NodeState& node, std::string why) {
    return {id, node.name, std::nullopt, std::move(why)};
}

/// Freshness and what waits on the node; nullopt: it can be judged.
std::optional<Unsteady> cannotJudge(const NodeState& node) {
    const auto& name = node.name.value();
    if (node.link != LinkState::Connected || !isCurrent(node))
        return ofNode(UnsteadyId::NotFresh, node,
                      fmt::format("{} cannot be asked: {}", name,
                                  node.linkError.value_or(node.speaker.error().value_or(
                                      node.interface.error().value_or("no answer yet")))));
    if (node.deadMan)
        return ofNode(UnsteadyId::RestorePending, node,
                      fmt::format("a restore waits on {}: restore it first", name));
    return std::nullopt;
}

std::vector<base::Prefix> sorted(std::vector<base::Prefix> prefixes) {
    std::sort(prefixes.begin(), prefixes.end(),
              [](const base::Prefix& a, const base::Prefix& b) { return a.toString() < b.toString(); });
    return prefixes;
}

} // namespace

std::vector<Unsteady> unsteadyInstances(const Snapshot& snapshot) {
    std::vector<Unsteady> result;
    for (const auto& node : snapshot.nodes) {
        if (auto unsteady = cannotJudge(node)) {
            result.push_back(*std::move(unsteady));
            continue;
        }
        const auto& name = node.name.value();
        const auto& interface = *node.interface.current();
        if (!interface.exists || !interface.up) {
            result.push_back(ofNode(UnsteadyId::NotAnnouncing, node,
                                    fmt::format("{} of {} is not up", interface.name, name)));
            continue;
        }
        for (const auto& floating : snapshot.cluster->floating) {
            if (takesPart(snapshot, node, floating.prefix.family()) &&
                announcedPath(node, floating.announced()) == nullptr)
                result.push_back(ofNode(UnsteadyId::NotAnnouncing, node,
                                        fmt::format("{} does not announce {}", name, floating.text)));
        }
        const auto* instance = snapshot.cluster->find(node.name);
        const auto tier = observedTier(snapshot, node);
        if (tier && instance != nullptr && *tier != instance->tier)
            result.push_back(
                ofNode(UnsteadyId::OtherTier, node,
                       fmt::format("{} prepends {} times instead of {}", name, *tier, instance->tier)));
    }
    return result;
}

std::optional<Unsteady> unsteadyProbe(const Snapshot& snapshot, std::size_t floatingIndex,
                                      std::span<const Sample> samples, base::SteadyTime now,
                                      std::chrono::nanoseconds cleanFor) {
    const auto& text = snapshot.cluster->floating[floatingIndex].text;
    const auto& target = snapshot.targets[floatingIndex];
    const auto tell = [&](UnsteadyId id, std::string why) {
        return Unsteady{id, std::nullopt, floatingIndex, std::move(why)};
    };
    if (target.error)
        return tell(UnsteadyId::NoProbe, fmt::format("{} is not probed: {}", text, *target.error));
    const auto from = now - cleanFor;
    bool reachesBack = false;
    std::size_t lost = 0;
    std::size_t answered = 0;
    for (const auto& sample : samples) {
        if (sample.sentAt < from) {
            reachesBack = true;
            continue;
        }
        lost += isLost(sample.kind) ? 1 : 0;
        answered += gotReply(sample.kind) ? 1 : 0;
    }
    const auto seconds = std::chrono::duration<double>(cleanFor).count();
    if (lost > 0)
        return tell(UnsteadyId::ProbeNotClean,
                    fmt::format("{} lost {} requests in the last {:g} s", text, lost, seconds));
    if (!reachesBack || answered == 0)
        return tell(UnsteadyId::ProbeNotClean,
                    fmt::format("{} has not been probed for {:g} s yet", text, seconds));
    return std::nullopt;
}

std::vector<Unsteady> differencesFrom(const Snapshot& before, const Snapshot& now) {
    std::vector<Unsteady> result;
    for (const auto& was : before.nodes) {
        const auto* node = now.find(was.name);
        if (node == nullptr)
            continue;
        if (auto unsteady = cannotJudge(*node)) {
            result.push_back(*std::move(unsteady));
            continue;
        }
        const auto& name = node->name.value();
        const auto* interfaceBefore = was.interface.current();
        const auto& interface = *node->interface.current();
        if (interfaceBefore != nullptr && (interface.up != interfaceBefore->up ||
                                           sorted(interface.addresses) != sorted(interfaceBefore->addresses)))
            result.push_back(ofNode(
                UnsteadyId::NotAnnouncing, *node,
                fmt::format("{} of {} is not as it was: link or addresses differ", interface.name, name)));
        for (const auto& floating : before.cluster->floating) {
            const auto* pathBefore = announcedPath(was, floating.announced());
            const auto* path = announcedPath(*node, floating.announced());
            if (pathBefore != nullptr && (path == nullptr || *path != *pathBefore))
                result.push_back(
                    ofNode(path == nullptr ? UnsteadyId::NotAnnouncing : UnsteadyId::OtherTier, *node,
                           fmt::format("{} {} {}", name,
                                       path == nullptr ? "does not announce" : "has another AS path for",
                                       floating.text)));
        }
    }
    return result;
}

} // namespace understudy::cluster
