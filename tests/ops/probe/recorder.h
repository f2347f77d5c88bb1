// A probe under test, and everything it says.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/outage.h"
#include "core/ops/probe/probe.h"

namespace understudy::test {

/// Waits for what the probe says, up to a deadline that only a broken probe reaches.
class Recorder {
public:
    ops::ProbeSinks sinks() {
        return {.results = [this](const std::vector<ops::ProbeResult>& results) { put(results); },
                .status = [this](const ops::ProbeStatus& status) { put(status); },
                .finished =
                    [this] {
                        putFinished();
                    }};
    }

    /// Whether the condition, on the latest state of every sample of the target, came to hold.
    bool waitFor(const std::function<bool(const std::vector<cluster::Sample>&)>& condition,
                 std::size_t target = 0) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [&] { return condition(samplesNow(target)); });
    }
    bool waitForKind(cluster::SampleKind kind, std::size_t count = 1, std::size_t target = 0) {
        return waitFor([=](const auto& samples) { return countOf(samples, kind) >= count; }, target);
    }
    bool waitForFinish() {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [&] { return m_finished; });
    }
    bool waitForStatus(const std::function<bool(const ops::ProbeStatus&)>& condition) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, patience, [&] { return m_status && condition(*m_status); });
    }

    std::vector<cluster::Sample> samples(std::size_t target = 0) {
        const std::lock_guard lock(m_mutex);
        return samplesNow(target);
    }
    /// The reasons given so far, in order.
    std::vector<std::string> details() {
        const std::lock_guard lock(m_mutex);
        return m_details;
    }
    std::optional<ops::ProbeStatus> status() {
        const std::lock_guard lock(m_mutex);
        return m_status;
    }

    static std::size_t countOf(const std::vector<cluster::Sample>& samples, cluster::SampleKind kind) {
        return static_cast<std::size_t>(std::ranges::count(samples, kind, &cluster::Sample::kind));
    }

private:
    static constexpr std::chrono::seconds patience{20};

    void put(const std::vector<ops::ProbeResult>& results) {
        const std::lock_guard lock(m_mutex);
        for (const auto& result : results) {
            m_samples[result.target][result.sample.sequence] = result.sample;
            if (!result.detail.empty())
                m_details.push_back(result.detail);
        }
        m_changed.notify_all();
    }
    void put(const ops::ProbeStatus& status) {
        const std::lock_guard lock(m_mutex);
        m_status = status;
        m_changed.notify_all();
    }
    void putFinished() {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
        m_changed.notify_all();
    }
    std::vector<cluster::Sample> samplesNow(std::size_t target) {
        std::vector<cluster::Sample> samples;
        for (const auto& [sequence, sample] : m_samples[target])
            samples.push_back(sample);
        return samples;
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::size_t, std::map<std::uint64_t, cluster::Sample>> m_samples;
    std::vector<std::string> m_details;
    std::optional<ops::ProbeStatus> m_status;
    bool m_finished = false;
};

} // namespace understudy::test
