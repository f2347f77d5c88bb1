#include "core/ops/rehearsal/watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;

/// A poll that failed once is not a lost instance.
constexpr auto lostAfter = 4s;

bool isWhereItShould(const cluster::TargetForecast& forecast, const cluster::Snapshot& now) {
    const auto& target = now.targets[forecast.floatingIndex];
    if (forecast.takeOver.empty())
        return target.reachable == false;
    if (target.reachable != true)
        return false;
    // Of several that share the traffic, none has most of it.
    if (forecast.takeOver.size() > 1)
        return true;
    return cluster::servedBy(now, forecast.floatingIndex) == forecast.takeOver.front();
}

/// Since when nothing current is known about the node; nullopt: it is known.
std::optional<base::SteadyTime> unknownSince(const cluster::NodeState& node) {
    if (cluster::isCurrent(node))
        return std::nullopt;
    if (node.link != cluster::LinkState::Connected)
        return node.linkSince;
    return node.speaker.current() == nullptr ? node.speaker.failedSince() : node.interface.failedSince();
}

} // namespace

bool isBack(const cluster::InstanceName& instance, const cluster::Snapshot& baseline,
            const cluster::Snapshot& now) {
    const auto* before = baseline.find(instance);
    const auto* node = now.find(instance);
    if (before == nullptr || node == nullptr || node->deadMan || !cluster::isCurrent(*node))
        return false;
    return std::all_of(baseline.cluster->floating.begin(), baseline.cluster->floating.end(),
                       [&](const cluster::FloatingAddress& floating) {
                           return cluster::announcedPath(*before, floating.announced()) == nullptr ||
                                  cluster::announcedPath(*node, floating.announced()) != nullptr;
                       });
}

bool hasSettled(const cluster::StepForecast& forecast, const cluster::Snapshot& baseline,
                const cluster::Snapshot& now) {
    if (forecast.step.action == cluster::StepAction::Restore &&
        !isBack(forecast.step.instance, baseline, now))
        return false;
    return std::all_of(forecast.targets.begin(), forecast.targets.end(),
                       [&](const cluster::TargetForecast& target) { return isWhereItShould(target, now); });
}

std::optional<std::string> SafetyWatch::objection(const cluster::Snapshot& now, std::size_t step,
                                                  const std::set<cluster::InstanceName>& down) {
    for (const auto& node : now.nodes) {
        const auto& name = node.name.value();
        if (const auto since = unknownSince(node); since && now.at - *since > lostAfter)
            return fmt::format("{} is lost: {}", name,
                               node.linkError.value_or(node.speaker.error().value_or("it cannot be asked")));
        if (!down.contains(node.name)) {
            m_armed.erase(node.name);
            continue;
        }
        if (node.deadMan)
            m_armed.insert(node.name);
        else if (m_armed.contains(node.name) && cluster::isCurrent(node))
            return fmt::format("{} restored itself, or somebody else restored it", name);
    }
    return outage(now, step);
}

std::optional<std::string> SafetyWatch::outage(const cluster::Snapshot& now, std::size_t step) const {
    for (const auto& forecast : m_forecast[step].targets) {
        const auto& target = now.targets[forecast.floatingIndex];
        if (target.reachable != false || forecast.takeOver.empty())
            continue;
        const auto limit = forecast.gap.value_or(0ms) + m_plan.outageLimit;
        const bool wasDark = forecast.before.empty();
        // Darkness that a step began with is another step's.
        if (!wasDark && now.at - target.since > limit)
            return fmt::format("{} has been dark for {} s, longer than the limit",
                               now.cluster->floating[forecast.floatingIndex].text,
                               std::chrono::floor<std::chrono::seconds>(now.at - target.since).count());
    }
    return std::nullopt;
}

} // namespace understudy::ops
