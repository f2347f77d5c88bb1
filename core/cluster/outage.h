// When a floating IP was out of reach, and how the replies came otherwise: the analysis of probe samples.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include "core/cluster/samples.h"

namespace understudy::cluster {

/// The percentile by nearest rank: the smallest value that at least `percent` percent of the values do not
/// exceed; always one of the values. `sorted` is ascending and not empty, `percent` 1 to 100.
std::chrono::nanoseconds percentile(std::span<const std::chrono::nanoseconds> sorted, int percent);

/// Of samples in order of sending. `interval` is the time between two requests, to which an outage's length
/// is exact: it began between the last answered request and `from`, and ended between the last unanswered one
/// and `to`. A late reply shows that the address was reachable at the time of sending.
ProbeSummary summarize(std::span<const Sample> samples, std::chrono::nanoseconds interval);

struct OutageChange {
    enum class What : std::uint8_t {
        Began,
        Ended,
        Withdrawn, ///< late replies came for all of its requests: there was none
    };
    What what = What::Began;
    Outage outage;

    friend bool operator==(const OutageChange&, const OutageChange&) = default;
};

/// Finds outages while the samples come in. Samples may settle in any order: they are judged in order of
/// sequence, each once all before it are settled, so that the lengths are those that summarize() finds. A
/// late reply moves or splits the outage that is open; in one that has ended it changes nothing any more.
class OutageTracker {
public:
    explicit OutageTracker(std::chrono::nanoseconds interval) : m_interval(interval) {}

    /// For the samples sent from now on.
    void setInterval(std::chrono::nanoseconds interval) { m_interval = interval; }

    /// A sample that was sent, settled, or corrected. Returns what became known by it, oldest first.
    std::vector<OutageChange> add(const Sample& sample);

    /// Whether a reply came for the last settled request, by sequence; nullopt before the first. Runs ahead
    /// of the changes while earlier requests are pending.
    std::optional<bool> reachable() const { return m_reachable; }
    /// When the request was sent that last changed reachable(); meaningless while that is nullopt.
    base::SteadyTime since() const { return m_since; }
    const std::optional<Outage>& openOutage() const { return m_open; }

private:
    void noteReachability(const Sample& sample);
    void judge(const Sample& sample, std::vector<OutageChange>& changes);
    void correct(const Sample& sample, std::vector<OutageChange>& changes);

    std::chrono::nanoseconds m_interval;
    std::optional<bool> m_reachable;
    base::SteadyTime m_since{};
    std::uint64_t m_newestSettled = 0;
    std::uint64_t m_nextToJudge = 0;
    std::map<std::uint64_t, Sample> m_waiting; ///< from the first pending one on
    std::optional<Outage> m_open;
    std::deque<Sample> m_unanswered; ///< of m_open, those that may still be answered late
};

} // namespace understudy::cluster
