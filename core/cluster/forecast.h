// What a failure will do, before anything is touched: who takes over, why, and after how long. From the
// values of the snapshot, of every floating IP by itself.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/rehearsal_plan.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// A withdrawn route: the speaker needs about a millisecond, and the router takes over at once.
constexpr std::chrono::milliseconds politeGap{100};

/// BIRD's default graceful restart time, for versions that do not show theirs.
constexpr std::chrono::seconds usualRestartTime{120};

/// How long a BGP session usually takes to come up: BIRD's connect delay.
constexpr std::chrono::seconds usualSessionStart{5};

enum class ForecastReason : std::uint8_t {
    NothingMoves,  ///< the traffic is not this instance's, before or after
    Withdrawn,     ///< the speaker withdraws the route when the link goes down
    SessionClosed, ///< the session is closed, and its routes are gone at once
    RouteKept,     ///< graceful restart: the router keeps the route for the restart time
    HoldTimer,     ///< the router notices when the negotiated hold time runs out
    NobodyLeft,    ///< no announcer is left
    Announces,     ///< comes back over a session that is still up
    SessionComes,  ///< comes back once its session is up again
    NotKnown,      ///< a value that decides is not known
};

/// What one step does to one floating IP. Instances are indices into Snapshot::nodes.
struct TargetForecast {
    std::size_t floatingIndex = 0;
    std::vector<std::size_t> before;     ///< preferred before the step; empty: dark
    std::vector<std::size_t> takeOver;   ///< preferred once the step has settled; empty: dark
    std::vector<std::size_t> announcing; ///< announcers left then, in order of preference
    ForecastReason reason = ForecastReason::NothingMoves;
    /// From the change until the traffic is where `takeOver` says; 0 when nothing moves, nullopt: not known.
    std::optional<std::chrono::milliseconds> after;
    /// Time without replies, at most; nullopt: until a later step, or not known. The machine of a killed
    /// daemon lives and answers until the traffic moves.
    std::optional<std::chrono::milliseconds> gap;
    bool assumed = false; ///< rests on a default, because the speaker does not show the value

    friend bool operator==(const TargetForecast&, const TargetForecast&) = default;
};

struct StepForecast {
    PlanStep step;
    std::vector<TargetForecast> targets; ///< one a floating address

    friend bool operator==(const StepForecast&, const StepForecast&) = default;
};

/// Of every step, with all that failed in the ones before it. The snapshot is the state before the first.
std::vector<StepForecast> forecastOf(const RehearsalPlan& plan, const Snapshot& snapshot);

/// What the failure of one instance would do to one floating IP while `down` have failed already.
TargetForecast forecastFailure(const Snapshot& snapshot, std::size_t floatingIndex, std::size_t node,
                               FailureKind failure, const std::vector<std::size_t>& down = {});

/// How long a step may take to settle, at the most: what is predicted for all its targets, and a margin.
std::chrono::milliseconds settleLimit(const StepForecast& forecast);

/// How long all steps take together if all goes as predicted.
std::chrono::milliseconds durationOf(const RehearsalPlan& plan, const std::vector<StepForecast>& forecast);

/// One sentence: what is predicted for this target, and why. `step` is its step.
std::string explain(const TargetForecast& forecast, const PlanStep& step, const Snapshot& snapshot);

/// Names of nodes, separated by " and ".
std::string namesOf(const Snapshot& snapshot, const std::vector<std::size_t>& nodes);

} // namespace understudy::cluster
