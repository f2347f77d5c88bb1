// A report for tests: the primary failed silently for 6 s and came back; names and texts are hostile on
// request.
#pragma once

#include <string>

#include "core/cluster/report.h"
#include "tests/cluster/small_cluster.h"

namespace understudy::ops::test {

using namespace std::chrono_literals;

inline cluster::Report madeUpReport(const std::string& text = "plain") {
    const auto snapshot = cluster::test::healthySnapshot();
    cluster::Report report;
    report.cluster = text;
    report.who = text;
    report.plan = cluster::makePlan(cluster::PlanKind::Single, cluster::FailureKind::Silent, snapshot);
    report.startedAt = *base::fromIso8601("2026-01-02T03:04:05.678Z");
    report.startedSteady = cluster::test::start;
    report.endedSteady = cluster::test::start + 20s;
    report.endedAt = report.startedAt + 20s;
    report.restored = true;
    report.addresses = {"192.0.2.2/32", "2001:db8:2222::1/64"};
    for (const auto& node : snapshot.nodes)
        report.instances.push_back({node.name, 0, "bird 2.0.12", text});
    const auto failsAt = cluster::test::start + 5s;
    for (std::size_t i = 0; i < 2; ++i) {
        std::vector<cluster::Sample> samples;
        for (auto at = cluster::test::start; at < cluster::test::start + 20s; at += 20ms) {
            const bool dark = at >= failsAt && at < failsAt + 6s;
            samples.push_back({at, samples.size(), dark ? 0ms : 1ms,
                               dark ? cluster::SampleKind::Lost : cluster::SampleKind::Answered});
        }
        report.samples.push_back(samples);
    }
    report.lanes = {{cluster::test::start, 0, cluster::LaneState::Serving},
                    {failsAt, 0, cluster::LaneState::Quiet},
                    {cluster::test::start, 1, cluster::LaneState::Announcing}};
    for (const auto& forecast : cluster::forecastOf(report.plan, snapshot)) {
        cluster::StepOutcome step;
        step.step = forecast.step;
        step.name = cluster::nameOf(step.step);
        step.change = cluster::ChangeTime{failsAt, 2ms, std::nullopt};
        for (const auto& target : forecast.targets) {
            cluster::TargetMeasurement measured;
            measured.gap = 6s;
            measured.gapError = 20ms;
            measured.sent = 500;
            measured.lost = 300;
            measured.takeoverBy = target.takeOver.front();
            step.targets.push_back({target, cluster::explain(target, step.step, snapshot), measured,
                                    cluster::judge(target, measured, step.step, report.plan, snapshot)});
        }
        cluster::conclude(step);
        report.steps.push_back(step);
    }
    report.commands = {{report.startedAt, snapshot.nodes[0].name, text, 0, 12ms},
                       {report.startedAt, {}, text, {}, 0ms}};
    cluster::conclude(report, std::nullopt);
    return report;
}

} // namespace understudy::ops::test
