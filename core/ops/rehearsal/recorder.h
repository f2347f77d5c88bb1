// What is written down while a rehearsal runs: commands, events, lanes and echo counters, as the engine tells
// them.
#pragma once

#include <optional>
#include <vector>

#include <QObject>

#include "core/cluster/report.h"
#include "core/ops/engine.h"

namespace understudy::ops {

class Recorder {
public:
    /// Records from now until its end; `engine` outlives it.
    explicit Recorder(Engine& engine);

    const std::vector<cluster::EchoReading>& echoReadings() const { return m_echo; }
    /// Puts what was recorded into the report.
    void fill(cluster::Report& report) const;

private:
    void look(const cluster::Snapshot& snapshot);

    QObject m_context; ///< the connections end with it
    std::vector<cluster::ReportedCommand> m_commands;
    std::vector<cluster::Event> m_events;
    std::vector<cluster::LaneChange> m_lanes;
    std::vector<std::optional<cluster::LaneState>> m_laneNow;
    std::vector<cluster::EchoReading> m_echo;
    std::vector<base::SteadyTime> m_echoSeenAt;
};

} // namespace understudy::ops
