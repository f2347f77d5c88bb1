#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cluster/rehearsal_history.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy::cluster;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

const understudy::base::WallTime day0{20000h * 24};
const InstanceName primary{"primary"};
const InstanceName backup{"backup1"};

PastStep fails(const InstanceName& instance, std::optional<std::chrono::nanoseconds> gap,
               Verdict verdict = Verdict::Pass) {
    PastStep step;
    step.step = {StepAction::Fail, instance};
    step.address = "192.0.2.2/32";
    step.gap = gap;
    step.gapError = 20ms;
    step.verdict = verdict;
    return step;
}

PastRehearsal rehearsal(std::chrono::days after, std::vector<PastStep> steps) {
    PastRehearsal past;
    past.startedAt = day0 + after;
    past.verdict = Verdict::Pass;
    past.restored = true;
    past.steps = std::move(steps);
    return past;
}

using std::chrono::days;

} // namespace

TEST(RehearsalHistory, theGapOfAnInstanceIsItsLongestAndInOrderOfTime) {
    const std::vector history{
        rehearsal(days{2}, {fails(primary, 80ms), fails(primary, 240ms), fails(backup, 9s)}),
        rehearsal(days{1}, {fails(primary, 0ms)}), rehearsal(days{3}, {fails(backup, 1s)})};
    EXPECT_THAT(gapsOf(history, primary),
                ElementsAre(GapPoint{day0 + days{1}, FailureKind::Link, 0ms, 20ms, Verdict::Pass},
                            GapPoint{day0 + days{2}, FailureKind::Link, 240ms, 20ms, Verdict::Pass}));
}

TEST(RehearsalHistory, darknessThatWasPlannedAndStepsThatDidNotHappenAreNoGaps) {
    auto dark = fails(primary, 20s);
    dark.staysDark = true;
    auto restore = fails(primary, 5s);
    restore.step.action = StepAction::Restore;
    const std::vector history{rehearsal(days{1}, {dark, restore, fails(primary, std::nullopt)})};
    EXPECT_THAT(gapsOf(history, primary), IsEmpty());
    EXPECT_EQ(longestGap(history[0]), 5s);
    EXPECT_EQ(longestGap(rehearsal(days{1}, {dark})), std::nullopt);
}

TEST(RehearsalHistory, aFailedAddressMakesThePointFail) {
    const std::vector history{
        rehearsal(days{1}, {fails(primary, 1s, Verdict::Fail), fails(primary, 80ms, Verdict::Pass)})};
    EXPECT_EQ(gapsOf(history, primary).at(0).verdict, Verdict::Fail);
    EXPECT_EQ(gapsOf(history, primary).at(0).gap, 1s);
}

TEST(RehearsalHistory, successIsAPassThatRestoredEverythingAndMadeTheInstanceFail) {
    auto failed = rehearsal(days{9}, {fails(primary, 1s)});
    failed.verdict = Verdict::Fail;
    auto left = rehearsal(days{8}, {fails(primary, 1s)});
    left.restored = false;
    auto aborted = rehearsal(days{7}, {fails(primary, 1s)});
    aborted.verdict = Verdict::Aborted;
    const auto silent = [] {
        auto past = rehearsal(days{5}, {fails(primary, 9s)});
        past.failure = FailureKind::Silent;
        return past;
    }();
    const std::vector history{failed,  left,
                              aborted, rehearsal(days{6}, {fails(backup, 1s), fails(primary, std::nullopt)}),
                              silent,  rehearsal(days{4}, {fails(primary, 80ms)})};
    EXPECT_EQ(lastSuccess(history, primary), (LastSuccess{day0 + days{5}, FailureKind::Silent}));
    EXPECT_EQ(lastSuccess(history, InstanceName{"spare"}), std::nullopt);
}

TEST(RehearsalHistory, theDoctorNamesWhatWasNeverRehearsedAndWhatLongAgo) {
    const auto cluster = test::smallCluster();
    const std::vector history{rehearsal(days{0}, {fails(primary, 80ms)}),
                              rehearsal(days{50}, {fails(backup, 80ms)})};
    const auto findings = examineHistory(*cluster, history, day0 + days{91});
    ASSERT_EQ(findings.size(), 2u);
    EXPECT_EQ(findings[0].id, "rehearsal-stale");
    EXPECT_EQ(findings[0].severity, Severity::Warning);
    EXPECT_THAT(findings[0].summary, HasSubstr("failure of primary was"));
    EXPECT_EQ(findings[1].id, "never-rehearsed");
    EXPECT_EQ(findings[1].severity, Severity::Info);
    EXPECT_THAT(findings[1].summary, HasSubstr("failure of backup2 has"));
    EXPECT_THAT(examineHistory(*cluster, history, day0 + days{90}), testing::SizeIs(1));
}
