// One floating IP under the probe: its samples, its outages, and what the snapshot says about it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/event.h"
#include "core/cluster/outage.h"
#include "core/cluster/snapshot.h"
#include "core/ops/sample_ring.h"

namespace understudy::ops {

class TargetWatch {
public:
    /// `address` as the file writes it. Keeps 24 h of samples at `interval`, at most two million.
    TargetWatch(std::string address, std::chrono::milliseconds interval);

    /// A sample that is new or has changed; returns what became known by it. `at` and `wall` are now.
    std::vector<cluster::Event> add(const cluster::Sample& sample, base::SteadyTime at, base::WallTime wall);

    /// For the samples sent from now on.
    void setInterval(std::chrono::milliseconds interval);

    /// Why there is no probe; nullopt: there is.
    void setError(std::optional<std::string> error) { m_error = std::move(error); }

    /// What is known now. Nothing is, when the newest settled sample is older than the probe could explain.
    cluster::TargetState state(base::SteadyTime now) const;

    const SampleRing& samples() const { return m_samples; }

private:
    std::string m_address;
    std::chrono::milliseconds m_interval;
    SampleRing m_samples;
    cluster::OutageTracker m_tracker;
    std::optional<base::SteadyTime> m_settledAt; ///< when a sample settled last
    std::optional<std::string> m_error;
};

} // namespace understudy::ops
