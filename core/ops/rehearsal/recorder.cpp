#include "core/ops/rehearsal/recorder.h"

namespace understudy::ops {

Recorder::Recorder(Engine& engine) {
    const auto nodes = engine.snapshot()->nodes.size();
    m_laneNow.resize(nodes);
    m_echoSeenAt.resize(nodes);
    QObject::connect(&engine, &Engine::snapshotChanged, &m_context,
                     [this](const cluster::SnapshotPtr& snapshot) { look(*snapshot); });
    QObject::connect(&engine, &Engine::eventHappened, &m_context,
                     [this](const Event& event) { m_events.push_back(event); });
    QObject::connect(&engine, &Engine::commandRecorded, &m_context, [this](const CommandRecord& record) {
        m_commands.push_back({record.at, record.instance, record.command, record.exit, record.duration});
    });
    look(*engine.snapshot());
}

void Recorder::look(const cluster::Snapshot& snapshot) {
    for (std::size_t i = 0; i < snapshot.nodes.size() && i < m_laneNow.size(); ++i) {
        const auto lane = cluster::laneOf(snapshot, i);
        if (m_laneNow[i] != lane) {
            m_laneNow[i] = lane;
            m_lanes.push_back({snapshot.at, i, lane});
        }
        const auto& echo = snapshot.nodes[i].echo;
        if (echo.current() == nullptr || echo.seenAt() == m_echoSeenAt[i])
            continue;
        m_echoSeenAt[i] = echo.seenAt();
        m_echo.push_back({i, echo.seenAt(), *echo.current()});
    }
}

void Recorder::fill(cluster::Report& report) const {
    report.commands = m_commands;
    report.events = m_events;
    report.lanes = m_lanes;
}

} // namespace understudy::ops
