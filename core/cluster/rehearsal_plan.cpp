#include "core/cluster/rehearsal_plan.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "core/cluster/forecast.h"
#include "core/cluster/judgement.h"

namespace understudy::cluster {
namespace {

using namespace std::chrono_literals;

bool announcesAny(const Snapshot& snapshot, const NodeState& node) {
    return std::any_of(snapshot.cluster->floating.begin(), snapshot.cluster->floating.end(),
                       [&](const FloatingAddress& floating) {
                           return announcedPath(node, floating.announced()) != nullptr;
                       });
}

void append(std::vector<PlanStep>& steps, StepAction action, const InstanceName& instance) {
    steps.push_back({action, instance});
}

/// Everybody goes, the most preferred last, so that the traffic moves once; then each is alone in turn.
std::vector<PlanStep> inTurnSteps(const std::vector<InstanceName>& order) {
    std::vector<PlanStep> steps;
    for (auto i = order.rbegin(); i != order.rend(); ++i)
        append(steps, StepAction::Fail, *i);
    for (const auto& instance : order) {
        append(steps, StepAction::Restore, instance);
        if (instance != order.back())
            append(steps, StepAction::Fail, instance);
    }
    // The last one stays up while the others come back, the most preferred last.
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        if (*i != order.back())
            append(steps, StepAction::Restore, *i);
    }
    return steps;
}

std::vector<PlanStep> ladderSteps(const std::vector<InstanceName>& order) {
    std::vector<PlanStep> steps;
    for (const auto& instance : order) {
        if (instance != order.back())
            append(steps, StepAction::Fail, instance);
    }
    for (auto i = order.rbegin(); i != order.rend(); ++i) {
        if (*i != order.back())
            append(steps, StepAction::Restore, *i);
    }
    return steps;
}

void checkValues(const RehearsalPlan& plan, std::vector<PlanProblem>& problems) {
    const auto check = [&](bool good, const char* why) {
        if (!good)
            problems.push_back({PlanProblemId::BadValue, std::nullopt, why});
    };
    check(plan.hold >= 1s && plan.hold <= 10min, "a step must be held for 1 s to 10 min");
    check(plan.cleanFor >= 1s && plan.cleanFor <= 60s,
          "the probe must be without losses for 1 to 60 s before the start");
    check(plan.outageLimit >= 1s && plan.outageLimit <= 10min, "the outage limit must be 1 s to 10 min");
    check(plan.gapTolerance >= 0ms && plan.gapTolerance <= 10min, "the tolerance must be 0 to 10 min");
    check(plan.probeInterval >= 10ms && plan.probeInterval <= 1s,
          "the probe's interval must be 10 ms to 1 s");
}

void checkInstance(const RehearsalPlan& plan, const Snapshot& snapshot, const InstanceName& instance,
                   std::vector<PlanProblem>& problems) {
    const auto* node = snapshot.find(instance);
    const auto& name = instance.value();
    if (node == nullptr) {
        problems.push_back(
            {PlanProblemId::UnknownInstance, instance, fmt::format("there is no instance {}", name)});
        return;
    }
    if (!announcesAny(snapshot, *node))
        problems.push_back(
            {PlanProblemId::NotAnnouncing, instance,
             fmt::format(
                 "{} announces no floating IP now, so its failure would show nothing: bring it up, or "
                 "leave it out of the plan",
                 name)});
    if (node->system.find("BSD") != std::string::npos)
        problems.push_back(
            {PlanProblemId::UnsupportedNode, instance,
             fmt::format("{} runs {}: a failure is made, and restored by itself, on Linux alone", name,
                         node->system)});
    if (plan.failure != FailureKind::Silent || !isCurrent(*node))
        return;
    for (const auto& session : node->speaker.current()->sessions) {
        if (!session.exported.empty() && session.protocol.holdTime.value_or(0ms) == 0ms)
            problems.push_back(
                {PlanProblemId::NoHoldTime, instance,
                 fmt::format("the session {} of {} has no hold time that is known: nobody could say when the "
                             "router notices a silent death",
                             session.protocol.name, name)});
    }
}

void checkDarkness(const RehearsalPlan& plan, const Snapshot& snapshot, std::vector<PlanProblem>& problems) {
    if (plan.mayGoDark)
        return;
    std::set<std::size_t> told;
    for (const auto& step : forecastOf(plan, snapshot)) {
        for (const auto& target : step.targets) {
            if (target.before.empty() || !target.announcing.empty() ||
                !told.insert(target.floatingIndex).second)
                continue;
            problems.push_back(
                {PlanProblemId::WouldGoDark, step.step.instance,
                 fmt::format(
                     "{} would be left without an announcer when {} fails: say by name that it may, or "
                     "choose another plan",
                     snapshot.cluster->floating[target.floatingIndex].text, step.step.instance.value())});
        }
    }
}

template <typename Kind, std::size_t count>
std::optional<Kind> kindOf(std::string_view name, const std::array<Kind, count>& kinds) {
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](Kind kind) { return nameOf(kind) == name; });
    return found == kinds.end() ? std::nullopt : std::optional{*found};
}

} // namespace

std::string_view nameOf(PlanKind kind) {
    switch (kind) {
    case PlanKind::InTurn:
        return "in-turn";
    case PlanKind::Ladder:
        return "ladder";
    case PlanKind::Single:
        break;
    }
    return "single";
}

std::string_view nameOf(FailureKind failure) {
    switch (failure) {
    case FailureKind::Link:
        return "link";
    case FailureKind::Session:
        return "session";
    case FailureKind::Daemon:
        return "daemon";
    case FailureKind::Silent:
        break;
    }
    return "silent";
}

std::string_view nameOf(StepAction action) {
    return action == StepAction::Fail ? "fail" : "restore";
}

std::optional<PlanKind> planKindOf(std::string_view name) {
    return kindOf(name, std::array{PlanKind::InTurn, PlanKind::Ladder, PlanKind::Single});
}

std::optional<FailureKind> failureKindOf(std::string_view name) {
    return kindOf(
        name, std::array{FailureKind::Link, FailureKind::Session, FailureKind::Daemon, FailureKind::Silent});
}

RehearsalPlan makePlan(PlanKind kind, FailureKind failure, const Snapshot& snapshot,
                       const std::optional<InstanceName>& instance) {
    RehearsalPlan plan;
    plan.kind = kind;
    plan.failure = failure;
    if (kind == PlanKind::Single && instance) {
        plan.order = {*instance};
        return plan;
    }
    for (const auto& floating : snapshot.cluster->floating) {
        for (const auto index : announcers(snapshot, floating)) {
            const auto& name = snapshot.nodes[index].name;
            if (std::find(plan.order.begin(), plan.order.end(), name) == plan.order.end())
                plan.order.push_back(name);
        }
    }
    if (kind == PlanKind::Single && plan.order.size() > 1)
        plan.order.resize(1);
    return plan;
}

std::vector<PlanStep> stepsOf(const RehearsalPlan& plan) {
    if (plan.order.empty())
        return {};
    switch (plan.kind) {
    case PlanKind::InTurn:
        return inTurnSteps(plan.order);
    case PlanKind::Ladder:
        return ladderSteps(plan.order);
    case PlanKind::Single:
        break;
    }
    return {{StepAction::Fail, plan.order.front()}, {StepAction::Restore, plan.order.front()}};
}

std::vector<PlanProblem> problemsOf(const RehearsalPlan& plan, const Snapshot& snapshot) {
    std::vector<PlanProblem> problems;
    checkValues(plan, problems);
    const std::size_t least = plan.kind == PlanKind::Single ? 1 : 2;
    if (plan.order.size() < least || (plan.kind == PlanKind::Single && plan.order.size() != 1))
        problems.push_back({PlanProblemId::TooFew, std::nullopt,
                            plan.kind == PlanKind::Single
                                ? "the plan needs exactly one instance that announces a floating IP"
                                : "the plan needs two instances or more that announce a floating IP"});
    std::set<InstanceName> seen;
    for (const auto& instance : plan.order) {
        if (seen.insert(instance).second)
            checkInstance(plan, snapshot, instance, problems);
        else
            problems.push_back({PlanProblemId::UnknownInstance, instance,
                                fmt::format("{} is in the plan twice", instance.value())});
    }
    if (problems.empty())
        checkDarkness(plan, snapshot, problems);
    return problems;
}

} // namespace understudy::cluster
