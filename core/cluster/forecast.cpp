#include "core/cluster/forecast.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/indices.h"
#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

using namespace std::chrono_literals;
using Reason = ForecastReason;
using std::chrono::milliseconds;

Indices announcersWithout(const Snapshot& snapshot, const FloatingAddress& floating, const Indices& down) {
    auto result = announcers(snapshot, floating);
    std::erase_if(result, [&](std::size_t i) { return holds(down, i); });
    return result;
}

/// When the router stops sending traffic to an instance that failed this way.
struct Departure {
    Reason reason = Reason::NotKnown;
    std::optional<milliseconds> after;
    bool dark = false; ///< nobody answers until then
    bool assumed = false;
};

Departure departureOf(const bird::BgpProtocol& protocol, FailureKind failure) {
    switch (failure) {
    case FailureKind::Link:
        return {Reason::Withdrawn, politeGap};
    case FailureKind::Session:
        return {Reason::SessionClosed, politeGap};
    case FailureKind::Daemon:
        if (protocol.gracefulRestart.value_or(false))
            return {Reason::RouteKept, protocol.restartTime.value_or(usualRestartTime), false,
                    !protocol.restartTime};
        return {Reason::SessionClosed, politeGap};
    case FailureKind::Silent:
        break;
    }
    // RFC 4271 section 4.2: a hold time of 0 means that there is no hold timer.
    if (protocol.holdTime.value_or(0ms) == 0ms)
        return {Reason::NotKnown, std::nullopt, true};
    return {Reason::HoldTimer, protocol.holdTime, true};
}

TargetForecast atFirst(const Snapshot& snapshot, std::size_t floatingIndex, const Indices& downBefore,
                       const Indices& downAfter) {
    const auto& floating = snapshot.cluster->floating[floatingIndex];
    TargetForecast forecast;
    forecast.floatingIndex = floatingIndex;
    forecast.before = preferredWithout(snapshot, floating, downBefore);
    forecast.takeOver = preferredWithout(snapshot, floating, downAfter);
    forecast.announcing = announcersWithout(snapshot, floating, downAfter);
    forecast.after = forecast.gap = 0ms;
    if (forecast.before.empty())
        forecast.gap = std::nullopt;
    return forecast;
}

/// `down` are those that have failed before the step, the instance itself among them.
TargetForecast forecastRestore(const Snapshot& snapshot, std::size_t floatingIndex, std::size_t node,
                               FailureKind failure, const Indices& down) {
    auto without = down;
    std::erase(without, node);
    auto forecast = atFirst(snapshot, floatingIndex, down, without);
    if (forecast.takeOver == forecast.before)
        return forecast;
    const bool sessionStayed = failure == FailureKind::Link;
    forecast.reason = sessionStayed ? Reason::Announces : Reason::SessionComes;
    forecast.after = sessionStayed ? politeGap : milliseconds{usualSessionStart};
    forecast.assumed = !sessionStayed;
    forecast.gap = forecast.before.empty() ? forecast.after : politeGap;
    return forecast;
}

std::string lasting(milliseconds time) {
    if (time < 1s)
        return fmt::format("{} ms", time.count());
    return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

} // namespace

TargetForecast forecastFailure(const Snapshot& snapshot, std::size_t floatingIndex, std::size_t node,
                               FailureKind failure, const Indices& down) {
    auto without = down;
    without.push_back(node);
    auto forecast = atFirst(snapshot, floatingIndex, down, without);
    if (!holds(forecast.before, node))
        return forecast;
    const auto family = snapshot.cluster->floating[floatingIndex].prefix.family();
    const auto departure = departureOf(currentSession(snapshot.nodes[node], family)->protocol, failure);
    forecast.reason = departure.reason;
    forecast.after = departure.after;
    forecast.assumed = departure.assumed;
    forecast.gap = departure.dark ? departure.after : politeGap;
    if (forecast.takeOver.empty()) {
        forecast.reason = Reason::NobodyLeft;
        forecast.gap = std::nullopt;
    }
    return forecast;
}

std::vector<StepForecast> forecastOf(const RehearsalPlan& plan, const Snapshot& snapshot) {
    std::vector<StepForecast> result;
    Indices down;
    for (const auto& step : stepsOf(plan)) {
        const auto found = std::find_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                                        [&](const NodeState& node) { return node.name == step.instance; });
        if (found == snapshot.nodes.end())
            continue;
        const auto node = static_cast<std::size_t>(found - snapshot.nodes.begin());
        StepForecast forecast;
        forecast.step = step;
        for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i)
            forecast.targets.push_back(step.action == StepAction::Fail
                                           ? forecastFailure(snapshot, i, node, plan.failure, down)
                                           : forecastRestore(snapshot, i, node, plan.failure, down));
        if (step.action == StepAction::Fail)
            down.push_back(node);
        else
            std::erase(down, node);
        result.push_back(std::move(forecast));
    }
    return result;
}

milliseconds settleLimit(const StepForecast& forecast) {
    auto longest = 0ms;
    bool sessionComes = forecast.step.action == StepAction::Restore;
    for (const auto& target : forecast.targets) {
        longest = std::max(longest, target.after.value_or(0ms));
        // A link that comes back has kept its session.
        sessionComes = sessionComes && target.reason != Reason::Announces;
    }
    // After an error BIRD waits up to a minute before it opens a session again (its error wait time).
    return longest + longest / 4 + 5s + (sessionComes ? milliseconds{90s} : 0ms);
}

milliseconds durationOf(const RehearsalPlan& plan, const std::vector<StepForecast>& forecast) {
    milliseconds sum = plan.cleanFor;
    for (const auto& step : forecast) {
        auto longest = 0ms;
        for (const auto& target : step.targets)
            longest = std::max(longest, target.after.value_or(0ms));
        sum += longest + plan.hold + 1s;
    }
    return sum;
}

std::string explain(const TargetForecast& forecast, const PlanStep& step, const Snapshot& snapshot) {
    const auto& name = step.instance.value();
    const auto heirs = namesOf(snapshot, forecast.takeOver);
    const auto after = forecast.after ? lasting(*forecast.after) : std::string{"an unknown time"};
    const auto* note = forecast.assumed ? " (assumed: the usual value)" : "";
    switch (forecast.reason) {
    case Reason::NothingMoves:
        return forecast.takeOver.empty() ? "stays dark: nobody announces it"
                                         : fmt::format("nothing moves: {} serves on", heirs);
    case Reason::Withdrawn:
        return fmt::format("{} withdraws at once, {} takes over within {}", name, heirs, after);
    case Reason::SessionClosed:
        return fmt::format("the session is closed and its routes go with it, {} takes over within {}", heirs,
                           after);
    case Reason::RouteKept:
        return fmt::format("graceful restart: the router keeps the route of {} for {}{}, then {} takes over; "
                           "were the machine gone as well, it would be dark until then",
                           name, after, note, heirs);
    case Reason::HoldTimer:
        return fmt::format("the router notices when the hold time of {} runs out, then {} takes over", after,
                           heirs);
    case Reason::NobodyLeft:
        return "goes dark: nobody else announces it";
    case Reason::Announces:
        return fmt::format("{} announces again, and serves within {}", heirs, after);
    case Reason::SessionComes:
        return fmt::format("{} serves again once its session is up, in about {}{}", heirs, after, note);
    case Reason::NotKnown:
        break;
    }
    return fmt::format("{} takes over, but nobody can say when", heirs);
}

std::string namesOf(const Snapshot& snapshot, const Indices& nodes) {
    std::string text;
    for (const auto i : nodes)
        text += (text.empty() ? "" : " and ") + snapshot.nodes[i].name.value();
    return text.empty() ? "nobody" : text;
}

} // namespace understudy::cluster
