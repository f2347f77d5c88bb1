// What past rehearsals say together: when an instance's failure was last rehearsed with success, how its gap
// has developed, and what the doctor thinks of it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/findings.h"
#include "core/cluster/report.h"

namespace understudy::cluster {

/// One step's outcome for one floating IP.
struct PastStep {
    std::size_t index = 0; ///< of the step in its rehearsal
    PlanStep step;
    std::string address;
    bool staysDark = false; ///< it was predicted that nobody takes over
    std::optional<std::chrono::nanoseconds> predictedGap;
    /// nullopt: the step was not carried out. 0: no request was lost.
    std::optional<std::chrono::nanoseconds> gap;
    std::chrono::nanoseconds gapError{0}; ///< either side
    bool darkAtEnd = false;
    Verdict verdict = Verdict::Aborted;

    friend bool operator==(const PastStep&, const PastStep&) = default;
};

/// What is remembered of a report.
struct PastRehearsal {
    base::WallTime startedAt{};
    PlanKind kind = PlanKind::Ladder;
    FailureKind failure = FailureKind::Link;
    std::string who;
    Verdict verdict = Verdict::Aborted;
    std::string why;
    bool restored = false;
    std::vector<PastStep> steps; ///< one a step and floating IP, in order

    friend bool operator==(const PastRehearsal&, const PastRehearsal&) = default;
};

PastRehearsal summarize(const Report& report);

/// The longest time without replies of all steps that were not predicted to be dark; nullopt: nothing was
/// measured.
std::optional<std::chrono::nanoseconds> longestGap(const PastRehearsal& rehearsal);

/// What the failure of one instance cost in one rehearsal.
struct GapPoint {
    base::WallTime at{};
    FailureKind failure = FailureKind::Link;
    std::chrono::nanoseconds gap{0}; ///< the longest of the floating IPs; 0: no request was lost
    std::chrono::nanoseconds gapError{0};
    Verdict verdict = Verdict::Aborted; ///< of these steps, the worst

    friend bool operator==(const GapPoint&, const GapPoint&) = default;
};

/// In order of time, whatever the order of `history`. Steps that were predicted to be dark are left out.
std::vector<GapPoint> gapsOf(const std::vector<PastRehearsal>& history, const InstanceName& instance);

struct LastSuccess {
    base::WallTime at{};
    FailureKind failure = FailureKind::Link;

    friend bool operator==(const LastSuccess&, const LastSuccess&) = default;
};

/// The last rehearsal that passed, restored everything, and made this instance fail.
std::optional<LastSuccess> lastSuccess(const std::vector<PastRehearsal>& history,
                                       const InstanceName& instance);

/// After this long a rehearsal says little about today's cluster.
constexpr std::chrono::days rehearsalGoesStale{90};

/// `never-rehearsed` (info) and `rehearsal-stale` (warning), at most one of each, for the whole cluster.
std::vector<Finding> examineHistory(const Cluster& cluster, const std::vector<PastRehearsal>& history,
                                    base::WallTime now);

} // namespace understudy::cluster
