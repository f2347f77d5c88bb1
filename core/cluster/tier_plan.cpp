#include "core/cluster/tier_plan.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

class TierPlanner {
public:
    TierPlanner(const Snapshot& snapshot, const std::vector<TierMove>& moves) : m_snapshot(snapshot) {
        std::copy_if(moves.begin(), moves.end(), std::back_inserter(m_moves),
                     [&](const TierMove& move) { return snapshot.find(move.instance) != nullptr; });
    }

    TierPlan plan() {
        TierPlan plan;
        plan.steps = m_moves;
        std::stable_sort(plan.steps.begin(), plan.steps.end(), [this](const TierMove& a, const TierMove& b) {
            const bool aServes = isPreferred(a.instance);
            const bool bServes = isPreferred(b.instance);
            return aServes != bServes ? bServes : tierNow(a.instance) > tierNow(b.instance);
        });
        for (const auto& move : plan.steps)
            addObjections(move.instance, plan.objections);
        addEqual(plan.equal);
        return plan;
    }

private:
    const NodeState& node(const InstanceName& name) const { return *m_snapshot.find(name); }

    int tierNow(const InstanceName& name) const { return presentTier(m_snapshot, name); }

    int tierThen(const InstanceName& name) const {
        const auto move = std::find_if(m_moves.begin(), m_moves.end(),
                                       [&](const TierMove& one) { return one.instance == name; });
        return move == m_moves.end() ? tierNow(name) : move->tier;
    }

    bool isMoved(const InstanceName& name) const {
        return std::any_of(m_moves.begin(), m_moves.end(),
                           [&](const TierMove& one) { return one.instance == name; });
    }

    bool isPreferred(const InstanceName& name) const {
        const auto& floating = m_snapshot.cluster->floating;
        return std::any_of(floating.begin(), floating.end(), [&](const FloatingAddress& address) {
            const auto indices = preferred(m_snapshot, address);
            return std::any_of(indices.begin(), indices.end(),
                               [&](std::size_t index) { return m_snapshot.nodes[index].name == name; });
        });
    }

    void addObjections(const InstanceName& name, std::vector<TierObjection>& into) const {
        using Id = TierObjection::Id;
        const auto& state = node(name);
        const auto* speaker = state.speaker.current();
        if (state.link != LinkState::Connected || speaker == nullptr) {
            into.push_back({Id::NotConnected, false,
                            fmt::format("{} cannot be asked{}", name.value(),
                                        state.linkError ? ": " + *state.linkError : std::string{})});
            return;
        }
        if (!speaker->running)
            into.push_back(
                {Id::SpeakerDown, false, fmt::format("the speaker of {} does not run", name.value())});
        if (state.deadMan)
            into.push_back(
                {Id::DeadManPending, false,
                 fmt::format("a restore waits on {}: bring its interface up first", name.value())});
        for (const auto& address : m_snapshot.cluster->floating) {
            if (announcedPath(state, address.announced()) == nullptr)
                continue;
            const auto others = announcers(m_snapshot, address);
            if (others.size() == 1)
                addAlone(name, address, into);
        }
    }

    void addAlone(const InstanceName& name, const FloatingAddress& address,
                  std::vector<TierObjection>& into) const {
        using Id = TierObjection::Id;
        const auto unknown =
            std::find_if(m_snapshot.nodes.begin(), m_snapshot.nodes.end(),
                         [&](const NodeState& other) { return other.name != name && !isCurrent(other); });
        if (unknown != m_snapshot.nodes.end())
            into.push_back({Id::OthersUnknown, true,
                            fmt::format("{} is the only one known to announce {}, and {} cannot be asked",
                                        name.value(), address.text, unknown->name.value())});
        else
            into.push_back(
                {Id::LastAnnouncer, true,
                 fmt::format("{} is the only one that announces {}: if the change went wrong, nobody "
                             "would take over",
                             name.value(), address.text)});
    }

    /// One group a tier, whatever the number of addresses that it concerns.
    void addEqual(std::vector<EqualTier>& into) const {
        for (const auto family : {base::Family::V4, base::Family::V6}) {
            const auto& floating = m_snapshot.cluster->floating;
            if (std::none_of(floating.begin(), floating.end(), [&](const FloatingAddress& address) {
                    return address.prefix.family() == family;
                }))
                continue;
            std::map<int, EqualTier> tiers;
            for (const auto& state : m_snapshot.nodes) {
                if (!takesPart(m_snapshot, state, family))
                    continue;
                auto& tier = tiers[tierThen(state.name)];
                tier.tier = tierThen(state.name);
                tier.instances.push_back(state.name);
            }
            for (const auto& [number, tier] : tiers) {
                const bool concerned = std::any_of(tier.instances.begin(), tier.instances.end(),
                                                   [&](const InstanceName& name) { return isMoved(name); });
                if (concerned && tier.instances.size() > 1 &&
                    std::find(into.begin(), into.end(), tier) == into.end())
                    into.push_back(tier);
            }
        }
    }

    const Snapshot& m_snapshot;
    std::vector<TierMove> m_moves;
};

} // namespace

TierPlan planTiers(const Snapshot& snapshot, const std::vector<TierMove>& moves) {
    return TierPlanner(snapshot, moves).plan();
}

int presentTier(const Snapshot& snapshot, const InstanceName& instance) {
    const auto* node = snapshot.find(instance);
    const auto observed = node == nullptr ? std::nullopt : observedTier(snapshot, *node);
    const auto* settings = snapshot.cluster->find(instance);
    return observed.value_or(settings == nullptr ? 0 : settings->tier);
}

std::vector<TierMove> movesToPlace(const Snapshot& snapshot, const InstanceName& instance,
                                   const InstanceName& place) {
    std::vector<TierMove> before;
    for (const auto& node : snapshot.nodes)
        before.push_back({node.name, presentTier(snapshot, node.name)});
    std::stable_sort(before.begin(), before.end(),
                     [](const TierMove& a, const TierMove& b) { return a.tier < b.tier; });
    const auto indexOf = [&](const InstanceName& name) {
        return std::find_if(before.begin(), before.end(),
                            [&](const TierMove& one) { return one.instance == name; });
    };
    const auto from = indexOf(instance);
    const auto to = indexOf(place);
    if (from == before.end() || to == before.end())
        return {};
    auto after = before;
    const auto begin = after.begin();
    const auto first = begin + (from - before.begin());
    const auto target = begin + (to - before.begin());
    if (first < target)
        std::rotate(first, first + 1, target + 1);
    else
        std::rotate(target, first, first + 1);
    std::vector<TierMove> moves;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i].tier != before[i].tier)
            moves.push_back({after[i].instance, before[i].tier});
    }
    return moves;
}

bool mayProceed(const TierPlan& plan, bool force, bool equalIsMeant) {
    return (equalIsMeant || plan.equal.empty()) &&
           std::all_of(plan.objections.begin(), plan.objections.end(),
                       [&](const TierObjection& objection) { return force && objection.canBeForced; });
}

} // namespace understudy::cluster
