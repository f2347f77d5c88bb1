#include "core/cluster/rehearsal_measure.h"

#include <algorithm>
#include <map>

#include "core/cluster/judgement.h"
#include "core/cluster/outage.h"

namespace understudy::cluster {
namespace {

using std::chrono::nanoseconds;

std::optional<nanoseconds> medianRtt(std::span<const Sample> samples) {
    std::vector<nanoseconds> rtts;
    for (const auto& sample : samples) {
        if (sample.kind == SampleKind::Answered)
            rtts.push_back(sample.rtt);
    }
    if (rtts.empty())
        return std::nullopt;
    std::sort(rtts.begin(), rtts.end());
    return percentile(rtts, 50);
}

std::span<const Sample> sentIn(std::span<const Sample> samples, base::SteadyTime from, base::SteadyTime to) {
    const auto sentBefore = [](const Sample& sample, base::SteadyTime time) {
        return sample.sentAt < time;
    };
    const auto begin = std::lower_bound(samples.begin(), samples.end(), from, sentBefore);
    const auto end = std::lower_bound(begin, samples.end(), to, sentBefore);
    return {begin, end};
}

std::uint64_t requests(const EchoCounters& counters, base::Family family) {
    return family == base::Family::V4 ? counters.v4 : counters.v6;
}

/// What the counters of one node say about the window.
struct Arrivals {
    std::optional<EchoReading> earlier; ///< the one before `before`
    std::optional<EchoReading> before;  ///< the last one not after the change
    std::optional<EchoReading> first;   ///< the first one after which requests had arrived since
    std::optional<EchoReading> lastButOne;
    std::optional<EchoReading> last;
};

std::map<std::size_t, Arrivals> arrivalsOf(const StepWindow& window, std::span<const EchoReading> readings,
                                           base::Family family) {
    std::map<std::size_t, Arrivals> result;
    for (const auto& reading : readings) {
        if (reading.at > window.until + window.interval)
            continue;
        auto& arrivals = result[reading.node];
        if (reading.at <= window.change.at) {
            arrivals.earlier = arrivals.before;
            arrivals.before = reading;
        } else if (arrivals.before && !arrivals.first &&
                   requests(reading.counters, family) > requests(arrivals.before->counters, family)) {
            arrivals.first = reading;
        }
        arrivals.lastButOne = arrivals.last;
        arrivals.last = reading;
    }
    return result;
}

/// Share of the requests between two readings that arrived at the node.
double share(const std::optional<EchoReading>& from, const std::optional<EchoReading>& to,
             nanoseconds interval, base::Family family) {
    if (!from || !to)
        return 0;
    const auto was = requests(from->counters, family);
    const auto is = requests(to->counters, family);
    const std::chrono::duration<double> elapsed = to->at - from->at;
    const auto expected = elapsed / std::chrono::duration<double>(interval);
    return is <= was || expected <= 0 ? 0 : static_cast<double>(is - was) / expected;
}

} // namespace

TargetMeasurement measure(const StepWindow& window, std::span<const Sample> samples, bool wasDark) {
    const auto& change = window.change;
    TargetMeasurement result;
    result.gapError = window.interval + (wasDark ? change.error : nanoseconds{0});
    // A request that was under way when the change was made is lost by it.
    const auto from = change.at - change.error - (wasDark ? nanoseconds{0} : window.interval);
    const auto during = sentIn(samples, from, window.until);
    const auto summary = summarize(during, window.interval);
    result.sent = summary.sent;
    result.lost = summary.lost;
    result.late = summary.late;
    result.notSent = summary.notSent;
    for (const auto& outage : summary.outages) {
        const auto began = wasDark ? std::max(outage.from, change.at) : outage.from;
        const auto length = std::max(outage.to - began, nanoseconds{0});
        result.gap = std::max(result.gap, length);
        result.darkAtEnd = result.darkAtEnd || outage.open;
    }
    const auto before = sentIn(samples, change.at - std::chrono::seconds{3}, change.at - change.error);
    result.rttBefore = medianRtt(before);
    result.rttAfter = medianRtt(during.last(std::min<std::size_t>(during.size(), 50)));
    return result;
}

void addTakeover(TargetMeasurement& measurement, const StepWindow& window,
                 std::span<const EchoReading> readings, base::Family family) {
    if (measurement.darkAtEnd)
        return;
    double bestShare = servingShare;
    Arrivals best;
    for (const auto& [node, arrivals] : arrivalsOf(window, readings, family)) {
        const auto lately = share(arrivals.lastButOne, arrivals.last, window.interval, family);
        if (lately > bestShare) {
            bestShare = lately;
            best = arrivals;
            measurement.takeoverBy = node;
        }
    }
    if (!measurement.takeoverBy || !best.before || !best.first)
        return;
    if (share(best.earlier, best.before, window.interval, family) > servingShare)
        return;
    // The probe's pace turns a count into a time: so many requests ago the first one arrived.
    const auto arrived = requests(best.first->counters, family) - requests(best.before->counters, family);
    // Whoever else pings makes the count rise faster than the probe alone.
    const auto pace = std::max(bestShare, 1.0);
    const auto since = std::chrono::duration_cast<nanoseconds>(
        static_cast<double>(arrived) / pace * std::chrono::duration<double, std::nano>(window.interval));
    const auto firstAt = best.first->at - since;
    measurement.takeoverAfter = std::max(firstAt - window.change.at, nanoseconds{0});
}

} // namespace understudy::cluster
