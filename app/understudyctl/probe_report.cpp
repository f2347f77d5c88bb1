#include "app/understudyctl/probe_report.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace understudy::ctl {
namespace {

using cluster::SampleKind;
using nlohmann::ordered_json;
using std::chrono::nanoseconds;

/// To a microsecond.
double milliseconds(nanoseconds duration) {
    return static_cast<double>(std::chrono::round<std::chrono::microseconds>(duration).count()) / 1000;
}

std::string_view methodName(ops::ProbeMethod method) {
    switch (method) {
    case ops::ProbeMethod::PingSocket:
        return "ping-socket";
    case ops::ProbeMethod::RawSocket:
        return "raw-socket";
    case ops::ProbeMethod::PingProgram:
        return "ping-program";
    }
    return "";
}

std::string outageText(const cluster::Outage& outage, const ProbeRun& run) {
    const auto ownFault = outage.notSent == 0 ? std::string() : fmt::format(", {} not sent", outage.notSent);
    return fmt::format(
        "outage {} to {}: {:.3f} ms ± {} ms, {} lost{}\n", base::toIso8601(run.clocks.toWall(outage.from)),
        outage.open ? "(still open)" : base::toIso8601(run.clocks.toWall(outage.to)),
        milliseconds(outage.to - outage.from), run.settings.interval.count(), outage.lost, ownFault);
}

} // namespace

std::string replyLine(const ops::ProbeResult& result) {
    const auto& sample = result.sample;
    switch (sample.kind) {
    case SampleKind::Pending:
        return {};
    case SampleKind::Answered:
        return fmt::format("{:>6}  {:.3f} ms", sample.sequence, milliseconds(sample.rtt));
    case SampleKind::Late:
        return fmt::format("{:>6}  late: {:.3f} ms", sample.sequence, milliseconds(sample.rtt));
    case SampleKind::Lost:
        return fmt::format("{:>6}  lost", sample.sequence);
    case SampleKind::Unreachable:
        return fmt::format("{:>6}  unreachable: {}", sample.sequence, result.detail);
    case SampleKind::NotSent:
        return fmt::format("{:>6}  not sent: {}", sample.sequence, result.detail);
    }
    return {};
}

std::string outageLine(const cluster::OutageChange& change, const ClockPair& clocks) {
    const auto from = base::toIso8601(clocks.toWall(change.outage.from));
    switch (change.what) {
    case cluster::OutageChange::What::Began:
        return fmt::format("------  no reply since {}", from);
    case cluster::OutageChange::What::Ended:
        return fmt::format("------  replies again: the outage from {} took {:.3f} ms, {} lost", from,
                           milliseconds(change.outage.to - change.outage.from), change.outage.lost);
    case cluster::OutageChange::What::Withdrawn:
        return fmt::format("------  no outage at {}: the reply came late", from);
    }
    return {};
}

std::string summaryText(const ProbeRun& run) {
    const auto& summary = run.summary;
    std::string text = fmt::format("\n{}: {} sent, {} received, {} lost, {} late\n", run.address,
                                   summary.sent, summary.received, summary.lost, summary.late);
    if (summary.unreachable + summary.notSent > 0)
        text +=
            fmt::format("of the lost: {} unreachable, {} not sent\n", summary.unreachable, summary.notSent);
    if (summary.received > summary.late)
        text += fmt::format("rtt min {:.3f} ms, median {:.3f} ms, p95 {:.3f} ms, max {:.3f} ms\n",
                            milliseconds(summary.rttMin), milliseconds(summary.rttMedian),
                            milliseconds(summary.rttP95), milliseconds(summary.rttMax));
    for (const auto& outage : summary.outages)
        text += outageText(outage, run);
    return text;
}

ordered_json summaryJson(const ProbeRun& run) {
    const auto& summary = run.summary;
    const bool anyInTime = summary.received > summary.late;
    const auto rtt = [anyInTime](nanoseconds value) {
        return anyInTime ? ordered_json(milliseconds(value)) : ordered_json();
    };
    const auto time = [&run](base::SteadyTime at) {
        return base::toIso8601(run.clocks.toWall(at));
    };

    ordered_json outages = ordered_json::array();
    for (const auto& outage : summary.outages)
        outages.push_back({{"from", time(outage.from)},
                           {"to", outage.open ? ordered_json() : ordered_json(time(outage.to))},
                           {"durationMs", milliseconds(outage.to - outage.from)},
                           {"lost", outage.lost},
                           {"notSent", outage.notSent},
                           {"open", outage.open}});
    return {{"address", run.address},
            {"method", run.method ? ordered_json(methodName(*run.method)) : ordered_json()},
            {"error", run.error ? ordered_json(*run.error) : ordered_json()},
            {"intervalMs", run.settings.interval.count()},
            {"timeoutMs", run.settings.timeout.count()},
            {"startedAt", base::toIso8601(run.startedAt)},
            {"endedAt", base::toIso8601(run.endedAt)},
            {"sent", summary.sent},
            {"received", summary.received},
            {"lost", summary.lost},
            {"unreachable", summary.unreachable},
            {"notSent", summary.notSent},
            {"late", summary.late},
            {"rtt",
             {{"minMs", rtt(summary.rttMin)},
              {"medianMs", rtt(summary.rttMedian)},
              {"p95Ms", rtt(summary.rttP95)},
              {"maxMs", rtt(summary.rttMax)}}},
            {"outages", std::move(outages)}};
}

} // namespace understudy::ctl
