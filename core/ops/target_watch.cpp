#include "core/ops/target_watch.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;

constexpr auto medianWindow = 10s;
constexpr auto lossWindow = 10min;
/// A probe that settles nothing for this long beyond its interval has stopped: what it said last is no longer
/// so.
constexpr auto silenceLimit = 5s;

std::size_t ringCapacity(std::chrono::milliseconds interval) {
    constexpr std::size_t most = 2'000'000;
    return std::min(most, static_cast<std::size_t>(std::chrono::milliseconds{24h} / interval));
}

std::optional<std::chrono::nanoseconds> medianRtt(const std::vector<cluster::Sample>& samples) {
    std::vector<std::chrono::nanoseconds> rtts;
    for (const auto& sample : samples) {
        if (sample.kind == cluster::SampleKind::Answered)
            rtts.push_back(sample.rtt);
    }
    if (rtts.empty())
        return std::nullopt;
    std::sort(rtts.begin(), rtts.end());
    return cluster::percentile(rtts, 50);
}

} // namespace

TargetWatch::TargetWatch(std::string address, std::chrono::milliseconds interval)
    : m_address(std::move(address)), m_interval(interval), m_samples(ringCapacity(interval)),
      m_tracker(interval) {}

void TargetWatch::setInterval(std::chrono::milliseconds interval) {
    m_interval = interval;
    m_tracker.setInterval(interval);
}

std::vector<cluster::Event> TargetWatch::add(const cluster::Sample& sample, base::SteadyTime at,
                                             base::WallTime wall) {
    m_samples.put(sample);
    if (sample.kind != cluster::SampleKind::Pending)
        m_settledAt = at;
    std::vector<cluster::Event> events;
    for (const auto& change : m_tracker.add(sample)) {
        if (change.what == cluster::OutageChange::What::Withdrawn)
            continue;
        const bool began = change.what == cluster::OutageChange::What::Began;
        cluster::Event event;
        event.kind = began ? cluster::EventKind::Unreachable : cluster::EventKind::ReachableAgain;
        event.steady = began ? change.outage.from : change.outage.to;
        event.at = wall - (at - event.steady);
        event.address = m_address;
        if (!began)
            event.detail = fmt::format(
                "{} {}",
                std::chrono::round<std::chrono::milliseconds>(change.outage.to - change.outage.from).count(),
                m_interval.count());
        events.push_back(std::move(event));
    }
    return events;
}

cluster::TargetState TargetWatch::state(base::SteadyTime now) const {
    cluster::TargetState state;
    state.error = m_error;
    if (!m_settledAt || now - *m_settledAt > silenceLimit + m_interval)
        return state;
    state.reachable = m_tracker.reachable();
    state.since = m_tracker.since();
    state.medianRtt = medianRtt(m_samples.between(now - medianWindow, now));
    const auto counts = m_samples.columns(now - lossWindow, now, 1).front();
    if (const auto settled = counts.answered + counts.lost; settled > 0)
        state.lost10min = static_cast<double>(counts.lost) / static_cast<double>(settled);
    return state;
}

} // namespace understudy::ops
