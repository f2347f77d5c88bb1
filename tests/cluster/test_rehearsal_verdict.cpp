#include "core/cluster/rehearsal_verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cluster/report.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::HasSubstr;

namespace {

const PlanStep primaryFails{StepAction::Fail, InstanceName{"primary"}};

TargetMeasurement measured(std::chrono::nanoseconds gap, std::optional<std::size_t> by) {
    TargetMeasurement result;
    result.gap = gap;
    result.gapError = 20ms;
    result.sent = 500;
    result.lost = static_cast<std::uint64_t>(gap / 20ms);
    result.takeoverBy = by;
    return result;
}

/// Of the primary's failure, with a hold time of 9 s.
Judgement judged(FailureKind failure, const TargetMeasurement& measurement,
                 std::vector<std::size_t> down = {}) {
    auto snapshot = healthySnapshot();
    auto quick = speaker(0);
    for (auto& session : quick->sessions)
        session.protocol.holdTime = 9s;
    Observer{snapshot}.see("primary", SpeakerSeen{quick});
    const auto plan = makePlan(PlanKind::Ladder, failure, snapshot);
    return judge(forecastFailure(snapshot, 0, 0, failure, down), measurement, primaryFails, plan, snapshot);
}

} // namespace

TEST(RehearsalVerdict, whatWasPredictedPasses) {
    const auto judgement = judged(FailureKind::Link, measured(60ms, 1));
    EXPECT_EQ(judgement.verdict, Verdict::Pass) << judgement.why;
    EXPECT_THAT(judgement.why, HasSubstr("backup1 took over"));
}

TEST(RehearsalVerdict, theHoldTimeExplainsASilentDeath) {
    const auto whole = judged(FailureKind::Silent, measured(9100ms, 1));
    EXPECT_EQ(whole.verdict, Verdict::Pass);
    EXPECT_THAT(whole.why, HasSubstr("hold time had run out"));
    const auto shorter = judged(FailureKind::Silent, measured(7s, 1));
    EXPECT_EQ(shorter.verdict, Verdict::Pass);
    EXPECT_EQ(shorter.difference, Difference::Shorter);
    EXPECT_THAT(shorter.why, HasSubstr("keepalive"));
}

TEST(RehearsalVerdict, aGapFarAboveTheForecastFails) {
    EXPECT_EQ(judged(FailureKind::Link, measured(3s, 1)).difference, Difference::Longer);
    EXPECT_EQ(judged(FailureKind::Silent, measured(20s, 1)).verdict, Verdict::Fail);
}

TEST(RehearsalVerdict, theWrongHeirFails) {
    EXPECT_EQ(judged(FailureKind::Link, measured(60ms, 2)).difference, Difference::OtherHeir);
    EXPECT_EQ(judged(FailureKind::Link, measured(0ms, 0)).difference, Difference::NotMoved);
    EXPECT_EQ(judged(FailureKind::Link, measured(0ms, std::nullopt)).difference, Difference::NotMeasurable);
}

TEST(RehearsalVerdict, darknessIsRightOnlyWhereItWasPredicted) {
    auto dark = measured(5s, std::nullopt);
    dark.darkAtEnd = true;
    EXPECT_EQ(judged(FailureKind::Link, dark).difference, Difference::StillDark);
    EXPECT_EQ(judged(FailureKind::Link, dark, {1, 2}).verdict, Verdict::Pass);
    EXPECT_EQ(judged(FailureKind::Link, measured(0ms, 1), {1, 2}).difference, Difference::NotDark);
}

TEST(RehearsalVerdict, aFaultOfThisMachineProvesNothing) {
    auto local = measured(5s, 1);
    local.notSent = local.lost;
    EXPECT_EQ(judged(FailureKind::Link, local).difference, Difference::LocalFault);
    EXPECT_EQ(judged(FailureKind::Link, TargetMeasurement{}).difference, Difference::NotMeasurable);
}

TEST(RehearsalVerdict, aReportIsAsGoodAsItsWorstStepAndItsRestore) {
    Report report;
    report.restored = true;
    StepOutcome good;
    good.verdict = Verdict::Pass;
    report.steps = {good, good};
    conclude(report, std::nullopt);
    EXPECT_EQ(report.verdict, Verdict::Pass);
    report.steps[1].verdict = Verdict::Fail;
    report.steps[1].name = "primary fails";
    conclude(report, std::nullopt);
    EXPECT_EQ(report.verdict, Verdict::Fail);
    EXPECT_THAT(report.why, HasSubstr("primary fails"));
    conclude(report, "the operator said so");
    EXPECT_EQ(report.verdict, Verdict::Aborted);
    report.steps.clear();
    report.restored = false;
    conclude(report, std::nullopt);
    EXPECT_EQ(report.verdict, Verdict::Fail);
}
