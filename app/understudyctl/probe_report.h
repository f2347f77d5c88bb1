// What `understudyctl probe` prints.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/clock.h"
#include "core/cluster/cluster.h"
#include "core/cluster/outage.h"
#include "core/ops/probe/probe.h"

namespace understudy::ctl {

/// One point of time on both clocks, to turn one into the other.
struct ClockPair {
    base::SteadyTime steady{};
    base::WallTime wall{};

    static ClockPair now(const base::Clock& clock) {
        return {.steady = clock.steady(), .wall = clock.wall()};
    }
    base::WallTime toWall(base::SteadyTime time) const { return wall + (time - steady); }
};

struct ProbeRun {
    std::string address;
    cluster::ProbeSettings settings;
    base::WallTime startedAt{};
    base::WallTime endedAt{};
    ClockPair clocks;
    std::optional<ops::ProbeMethod> method;
    std::optional<std::string> error;
    cluster::ProbeSummary summary;
};

/// One line without its end; empty for a sample that is still pending.
std::string replyLine(const ops::ProbeResult& result);
std::string outageLine(const cluster::OutageChange& change, const ClockPair& clocks);
/// Several lines, each with its end.
std::string summaryText(const ProbeRun& run);
nlohmann::ordered_json summaryJson(const ProbeRun& run);

} // namespace understudy::ctl
