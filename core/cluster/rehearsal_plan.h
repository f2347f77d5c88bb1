// What a rehearsal does, in which order: made from a snapshot, edited by the user, checked before anything is
// touched.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

enum class PlanKind : std::uint8_t {
    InTurn, ///< all down, then each instance alone in turn
    Ladder, ///< down from the most preferred to the last backup, then back up in reverse
    Single, ///< one instance down, and up again
};

/// How an instance is made to fail, from polite to real.
enum class FailureKind : std::uint8_t {
    Link,    ///< the interface is taken down: the speaker withdraws
    Session, ///< the BGP protocols are disabled: the speaker says so to the router
    Daemon,  ///< the speaker is killed, the machine lives on: graceful restart shows its effect
    Silent,  ///< BGP and the probe's requests are dropped on the node, as if the machine had died
};

enum class StepAction : std::uint8_t { Fail, Restore };

struct PlanStep {
    StepAction action = StepAction::Fail;
    InstanceName instance;

    friend bool operator==(const PlanStep&, const PlanStep&) = default;
};

struct RehearsalPlan {
    PlanKind kind = PlanKind::Ladder;
    FailureKind failure = FailureKind::Link;
    /// Most preferred first; of Single exactly one.
    std::vector<InstanceName> order;
    std::chrono::seconds hold{5}; ///< how long a step's outcome is watched; 1 s to 10 min
    std::chrono::seconds cleanFor{
        3}; ///< how long the probe must be without losses before the start; 1 to 60 s
    /// The rehearsal is aborted when an address is dark for this much longer than predicted; 1 s to 10 min.
    std::chrono::milliseconds outageLimit{15000};
    /// A step fails when its gap is longer than predicted by more than this.
    std::chrono::milliseconds gapTolerance{1000};
    std::chrono::milliseconds probeInterval{20}; ///< 10 ms to 1 s
    /// The user has said that a floating IP may be left without an announcer; InTurn needs it.
    bool mayGoDark = false;

    friend bool operator==(const RehearsalPlan&, const RehearsalPlan&) = default;
};

/// Stable names: in-turn, ladder, single; link, session, daemon, silent; fail, restore.
std::string_view nameOf(PlanKind kind);
std::string_view nameOf(FailureKind failure);
std::string_view nameOf(StepAction action);
std::optional<PlanKind> planKindOf(std::string_view name);
std::optional<FailureKind> failureKindOf(std::string_view name);

/// A plan for all instances that announce a floating IP, in order of preference; for Single of `instance`, or
/// of the most preferred one without it.
RehearsalPlan makePlan(PlanKind kind, FailureKind failure, const Snapshot& snapshot,
                       const std::optional<InstanceName>& instance = std::nullopt);

/// The steps; every instance that was made to fail is restored in one of them.
std::vector<PlanStep> stepsOf(const RehearsalPlan& plan);

enum class PlanProblemId : std::uint8_t {
    BadValue,        ///< a time outside its range
    UnknownInstance, ///< not in the cluster, or named twice
    TooFew,          ///< the kind of plan needs more instances
    NotAnnouncing,   ///< to make it fail would show nothing
    WouldGoDark,     ///< an address would be left without an announcer, and nobody has said that it may
    NoHoldTime,      ///< the router would never notice a silent death, or nobody knows when
    UnsupportedNode, ///< failures and their restores are written for Linux
};

struct PlanProblem {
    PlanProblemId id = PlanProblemId::BadValue;
    std::optional<InstanceName> instance;
    std::string why; ///< a sentence: what is wrong, and what to do
};

/// Why the plan cannot succeed; empty when nothing speaks against it. Judged from current values alone.
std::vector<PlanProblem> problemsOf(const RehearsalPlan& plan, const Snapshot& snapshot);

} // namespace understudy::cluster
