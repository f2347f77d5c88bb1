// What is looked for while a rehearsal runs: whether a step's outcome is there, and whether to go on is safe.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "core/cluster/forecast.h"
#include "core/cluster/snapshot.h"

namespace understudy::ops {

/// Whether the snapshot shows what the forecast says. `baseline` is the state before the rehearsal.
bool hasSettled(const cluster::StepForecast& forecast, const cluster::Snapshot& baseline,
                const cluster::Snapshot& now);

/// Whether the instance announces everything that it announced before, and no restore waits on it.
bool isBack(const cluster::InstanceName& instance, const cluster::Snapshot& baseline,
            const cluster::Snapshot& now);

/// Why it is not safe to go on: an instance is lost, has restored itself, or an address is dark for too long;
/// nullopt: it is. `down` are the instances that have failed on purpose.
class SafetyWatch {
public:
    SafetyWatch(const cluster::RehearsalPlan& plan, const std::vector<cluster::StepForecast>& forecast)
        : m_plan(plan), m_forecast(forecast) {}

    std::optional<std::string> objection(const cluster::Snapshot& now, std::size_t step,
                                         const std::set<cluster::InstanceName>& down);

private:
    std::optional<std::string> outage(const cluster::Snapshot& now, std::size_t step) const;

    const cluster::RehearsalPlan& m_plan;
    const std::vector<cluster::StepForecast>& m_forecast;
    std::set<cluster::InstanceName> m_armed; ///< of `down`, those whose waiting restore was seen
};

} // namespace understudy::ops
