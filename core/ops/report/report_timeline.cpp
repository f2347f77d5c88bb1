#include "core/ops/report/report_timeline.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace understudy::ops {
namespace {

using cluster::LaneState;
using cluster::SampleKind;
using nlohmann::ordered_json;
using std::chrono::microseconds;

/// 24 h at 10 ms.
constexpr std::size_t maxSamples = 9'000'000;
constexpr std::size_t maxLanes = 100'000;
/// A week either side of the start.
constexpr std::int64_t farthestUs = 7LL * 24 * 3600 * 1'000'000;

struct NamedLane {
    LaneState state;
    std::string_view name;
};
constexpr std::array lanes{NamedLane{LaneState::Unknown, "unknown"}, NamedLane{LaneState::Quiet, "quiet"},
                           NamedLane{LaneState::Announcing, "announcing"},
                           NamedLane{LaneState::Serving, "serving"}};

/// Requests in a row of one kind: kinds change rarely.
struct NamedKind {
    SampleKind kind;
    std::string_view name;
};
constexpr std::array kinds{NamedKind{SampleKind::Pending, "pending"},
                           NamedKind{SampleKind::Answered, "answered"},
                           NamedKind{SampleKind::Late, "late"},
                           NamedKind{SampleKind::Lost, "lost"},
                           NamedKind{SampleKind::Unreachable, "unreachable"},
                           NamedKind{SampleKind::NotSent, "not-sent"}};

std::int64_t us(std::chrono::nanoseconds time) {
    return std::chrono::round<microseconds>(time).count();
}

ordered_json samplesJson(const std::vector<cluster::Sample>& samples, base::SteadyTime start) {
    auto sent = ordered_json::array();
    auto rtt = ordered_json::array();
    auto runs = ordered_json::array();
    std::size_t length = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        sent.push_back(us(samples[i].sentAt - start));
        rtt.push_back(us(samples[i].rtt));
        ++length;
        if (i + 1 < samples.size() && samples[i + 1].kind == samples[i].kind)
            continue;
        const auto* named = std::find_if(kinds.begin(), kinds.end(),
                                         [&](const NamedKind& one) { return one.kind == samples[i].kind; });
        runs.push_back({{"what", named->name}, {"count", length}});
        length = 0;
    }
    return {{"runs", runs}, {"sentUs", sent}, {"rttUs", rtt}};
}

std::vector<cluster::Sample> readSamples(const JsonValue& value, base::SteadyTime start) {
    const auto sent = value.member("sentUs");
    const auto rtt = value.member("rttUs");
    const auto runs = value.member("runs");
    std::vector<cluster::Sample> samples;
    const auto count = sent.size();
    if (count > maxSamples || rtt.size() != count) {
        rtt.fail("as many round-trip times as requests");
        return samples;
    }
    for (std::size_t r = 0; r < runs.size(); ++r) {
        const auto run = runs.element(r);
        const auto name = run.member("what").string().value_or("");
        const auto* named =
            std::find_if(kinds.begin(), kinds.end(), [&](const NamedKind& one) { return one.name == name; });
        const auto left = static_cast<std::int64_t>(count - samples.size());
        const auto length = run.member("count").integer(1, left);
        if (named == kinds.end() || !length) {
            run.fail("requests of one kind, no more than there are");
            return samples;
        }
        for (std::int64_t i = 0; i < *length; ++i) {
            const auto index = samples.size();
            const auto at = sent.element(index).integer(-farthestUs, farthestUs);
            const auto took = rtt.element(index).integer(0, farthestUs);
            if (!at || !took) {
                sent.element(index).fail("a time in microseconds");
                return samples;
            }
            samples.push_back({start + microseconds{*at}, index, microseconds{*took}, named->kind});
        }
    }
    if (samples.size() != count)
        runs.fail("the kind of every request");
    return samples;
}

std::optional<std::size_t> indexOf(const cluster::Report& report, const std::string& name) {
    for (std::size_t i = 0; i < report.instances.size(); ++i) {
        if (report.instances[i].name.value() == name)
            return i;
    }
    return std::nullopt;
}

void readLane(const JsonValue& value, cluster::Report& report) {
    const auto at = value.member("atUs").integer(-farthestUs, farthestUs);
    const auto node = indexOf(report, value.member("instance").string().value_or(""));
    const auto name = value.member("state").string().value_or("");
    const auto* named =
        std::find_if(lanes.begin(), lanes.end(), [&](const NamedLane& one) { return one.name == name; });
    if (!at || !node || named == lanes.end())
        return value.fail("what an instance of the report was doing, and since when");
    report.lanes.push_back({report.startedSteady + microseconds{*at}, *node, named->state});
}

} // namespace

ordered_json timelineJson(const cluster::Report& report) {
    ordered_json result{{"samples", ordered_json::array()}, {"lanes", ordered_json::array()}};
    for (const auto& samples : report.samples)
        result["samples"].push_back(samplesJson(samples, report.startedSteady));
    for (const auto& change : report.lanes) {
        const auto* named = std::find_if(lanes.begin(), lanes.end(),
                                         [&](const NamedLane& one) { return one.state == change.state; });
        if (change.node < report.instances.size())
            result["lanes"].push_back({{"atUs", us(change.at - report.startedSteady)},
                                       {"instance", report.instances[change.node].name.value()},
                                       {"state", named->name}});
    }
    return result;
}

void readTimeline(const JsonValue& value, cluster::Report& report) {
    const auto samples = value.member("samples");
    if (samples.present() && samples.size() != report.addresses.size())
        return samples.fail("one list of requests for each floating IP");
    for (std::size_t i = 0; i < samples.size(); ++i)
        report.samples.push_back(readSamples(samples.element(i), report.startedSteady));
    const auto changes = value.member("lanes");
    if (changes.size() > maxLanes)
        return changes.fail("at most 100000 changes");
    for (std::size_t i = 0; i < changes.size(); ++i)
        readLane(changes.element(i), report);
}

} // namespace understudy::ops
