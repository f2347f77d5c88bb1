#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"
#include "tests/ops/rehearsal/made_up_report.h"
#include "tests/ui/text.h"
#include "ui/format/rehearsal_words.h"
#include "ui/models/comparison_model.h"
#include "ui/models/past_rehearsals_model.h"
#include "ui/models/readiness_model.h"
#include "ui/models/rehearsal_steps_model.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::Health;
using ops::RehearsalPhase;
using ops::test::madeUpReport;
using Steps = ui::RehearsalStepsModel;

namespace {

QString cell(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

std::optional<Health> shape(const QAbstractItemModel& model, int row, int column) {
    const auto value = model.index(row, column).data(Qt::UserRole);
    return value.isValid() ? std::optional{static_cast<Health>(value.toInt())} : std::nullopt;
}

class StepsOfALadder : public testing::Test {
protected:
    StepsOfALadder() { show(); }
    void show() {
        plan = cluster::makePlan(cluster::PlanKind::Ladder, cluster::FailureKind::Link, snapshot);
        model.setForecast(cluster::forecastOf(plan, snapshot), snapshot);
    }

    cluster::Snapshot snapshot = cluster::test::healthySnapshot();
    cluster::RehearsalPlan plan;
    Steps model;
};

cluster::PastRehearsal past(int daysLater, std::chrono::nanoseconds gap) {
    auto report = madeUpReport();
    report.startedAt += std::chrono::days{daysLater};
    report.endedAt += std::chrono::days{daysLater};
    for (auto& step : report.steps) {
        for (auto& target : step.targets)
            target.measured->gap = gap;
    }
    auto summary = cluster::summarize(report);
    summary.verdict = cluster::Verdict::Pass;
    return summary;
}

} // namespace

TEST_F(StepsOfALadder, aRowForEachStepAndAddress) {
    EXPECT_EQ(model.steps(), 4u);
    ASSERT_EQ(model.rowCount(), 8);
    EXPECT_EQ(cell(model, 0, Steps::Step), "primary fails");
    EXPECT_EQ(cell(model, 0, Steps::Address), "192.0.2.2/32");
    EXPECT_EQ(cell(model, 1, Steps::Address), "2001:db8:2222::1/64");
    EXPECT_EQ(cell(model, 0, Steps::Predicted), "< 0.1 s");
    EXPECT_EQ(cell(model, 0, Steps::ShouldServe), "backup1");
    EXPECT_TRUE(cell(model, 0, Steps::Forecast).contains("backup1 takes over within"));
    EXPECT_EQ(cell(model, 7, Steps::Step), "primary comes back");
    EXPECT_EQ(shape(model, 0, Steps::State), std::nullopt);
}

TEST_F(StepsOfALadder, theForecastFollowsTheSnapshot) {
    cluster::test::Observer observer{snapshot};
    observer.pass(1s);
    snapshot = cluster::test::healthySnapshot();
    cluster::test::Observer later{snapshot};
    later.pass(1s);
    for (int i = 0; i < 100; ++i)
        later.see("backup1", cluster::SpeakerSeen{cluster::test::speaker(9)});
    show();
    EXPECT_EQ(cell(model, 0, Steps::ShouldServe), "backup2");
}

TEST_F(StepsOfALadder, theStepUnderWayIsTold) {
    model.setProgress({RehearsalPhase::Holding, 1, {}});
    EXPECT_EQ(cell(model, 0, Steps::State), "");
    EXPECT_EQ(cell(model, 2, Steps::State), "watching");
    EXPECT_EQ(cell(model, 3, Steps::State), "watching");
    EXPECT_EQ(shape(model, 2, Steps::State), Health::Unknown);
    model.setProgress({RehearsalPhase::Restoring, 1, "aborted"});
    EXPECT_EQ(cell(model, 2, Steps::State), "");
}

TEST(StepsOfASingle, aMeasurementStandsBesideItsForecastAndStays) {
    const auto report = madeUpReport();
    const auto snapshot = cluster::test::healthySnapshot();
    Steps model;
    model.setForecast(cluster::forecastOf(report.plan, snapshot), snapshot);
    model.setOutcome(0, report.steps[0]);
    EXPECT_EQ(cell(model, 0, Steps::Measured), u"6.00 s ± 20 ms");
    EXPECT_EQ(cell(model, 0, Steps::Serves), "backup1");
    EXPECT_EQ(cell(model, 0, Steps::State), "passed");
    EXPECT_EQ(shape(model, 0, Steps::State), Health::Up);
    EXPECT_TRUE(model.index(0, 0).data(Steps::WhyRole).toString().contains("hold timer"));
    model.setProgress({RehearsalPhase::Changing, 1, {}});
    EXPECT_EQ(cell(model, 0, Steps::State), "passed");
    EXPECT_EQ(cell(model, 2, Steps::State), "changing");
}

TEST(StepsOfASingle, whatWasNotCarriedOutIsNotMeasured) {
    auto report = madeUpReport();
    report.steps[1].verdict = cluster::Verdict::Aborted;
    report.steps[1].why = "not carried out";
    report.steps[1].change.reset();
    for (auto& target : report.steps[1].targets)
        target.measured.reset();
    const auto snapshot = cluster::test::healthySnapshot();
    Steps model;
    model.setForecast(cluster::forecastOf(report.plan, snapshot), snapshot);
    model.setReport(report);
    EXPECT_EQ(cell(model, 2, Steps::State), "not carried out");
    EXPECT_EQ(cell(model, 2, Steps::Measured), "");
    EXPECT_EQ(shape(model, 2, Steps::State), Health::Degraded);
    report.steps[1].change.emplace();
    model.setReport(report);
    EXPECT_EQ(cell(model, 2, Steps::State), "aborted") << "it was carried out, but not seen to its end";
}

TEST(PastRehearsals, damagedFilesAreAmongThem) {
    ui::PastRehearsalsModel model;
    auto failed = past(0, 6s);
    failed.restored = false;
    model.setReports({{"/k/b.json", past(1, 6s)},
                      {"/k/a.json", base::failure("a.json:3: broken")},
                      {"/k/0.json", failed}});
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(cell(model, 0, ui::PastRehearsalsModel::Outcome), "passed");
    EXPECT_EQ(cell(model, 0, ui::PastRehearsalsModel::LongestGap), "6.00 s");
    EXPECT_EQ(cell(model, 1, ui::PastRehearsalsModel::When), "a.json");
    EXPECT_EQ(cell(model, 1, ui::PastRehearsalsModel::Outcome), "damaged file");
    EXPECT_EQ(shape(model, 1, ui::PastRehearsalsModel::Outcome), Health::Unknown);
    EXPECT_EQ(model.index(1, 0).data(ui::PastRehearsalsModel::WhyRole).toString(), "a.json:3: broken");
    EXPECT_EQ(cell(model, 2, ui::PastRehearsalsModel::Outcome), "passed, not restored");
    EXPECT_EQ(shape(model, 2, ui::PastRehearsalsModel::Outcome), Health::Down);
}

TEST(Readiness, theAgeOfTheLastSuccessOfEachInstance) {
    ui::ReadinessModel model;
    const std::vector history{past(0, 6s), past(4, 0s)};
    const auto now = history[1].startedAt + std::chrono::days{3} + 1h;
    model.setHistory(*cluster::test::smallCluster(), history, now);
    ASSERT_EQ(model.rowCount(), 3);
    EXPECT_EQ(cell(model, 0, ui::ReadinessModel::LastSuccess), "3 days ago");
    EXPECT_EQ(cell(model, 0, ui::ReadinessModel::Failure), "Silent death");
    EXPECT_EQ(cell(model, 0, ui::ReadinessModel::LastGap), "none");
    EXPECT_EQ(shape(model, 0, ui::ReadinessModel::LastSuccess), Health::Up);
    EXPECT_EQ(model.gaps(0).size(), 2u);
    EXPECT_EQ(cell(model, 1, ui::ReadinessModel::LastSuccess), "never");
    EXPECT_EQ(shape(model, 1, ui::ReadinessModel::LastSuccess), Health::Unknown);
    model.setHistory(*cluster::test::smallCluster(), history, now + std::chrono::days{100});
    EXPECT_EQ(shape(model, 0, ui::ReadinessModel::LastSuccess), Health::Degraded);
}

TEST(Comparison, putsTheSameStepsOfOlderRehearsalsBeside) {
    ui::ComparisonModel model;
    auto other = past(2, 1s);
    other.failure = cluster::FailureKind::Link;
    const auto shown = past(5, 6s);
    model.show(shown, {past(1, 2s), past(3, 4s), shown, other, past(9, 8s)});
    EXPECT_EQ(model.others(), 2);
    ASSERT_EQ(model.columnCount(), 6);
    EXPECT_EQ(cell(model, 0, ui::ComparisonModel::Step), "primary fails");
    EXPECT_EQ(cell(model, 0, ui::ComparisonModel::Predicted), "240.00 s");
    EXPECT_EQ(cell(model, 0, 3), u"6.00 s ± 20 ms");
    EXPECT_EQ(cell(model, 0, 4), u"4.00 s ± 20 ms");
    EXPECT_EQ(cell(model, 0, 5), u"2.00 s ± 20 ms");
    EXPECT_EQ(shape(model, 0, 3), Health::Up);
}

TEST(RehearsalWords, gapsAndAges) {
    EXPECT_EQ(ui::gap(0ms, 20ms), "none");
    EXPECT_EQ(ui::gap(60ms, 20ms), u"60.0 ms ± 20 ms");
    EXPECT_EQ(ui::gap(9020ms, 20400us), u"9.02 s ± 21 ms");
    cluster::TargetForecast forecast;
    EXPECT_EQ(ui::predictedGap(forecast), "dark");
    forecast.takeOver = {0};
    EXPECT_EQ(ui::predictedGap(forecast), "not known");
    forecast.gap = 9s;
    EXPECT_EQ(ui::predictedGap(forecast), "at most 9 s");
    forecast.gap = 0s;
    EXPECT_EQ(ui::predictedGap(forecast), "none");
    const base::WallTime now{20000h * 24};
    EXPECT_EQ(ui::age(now - 23h, now), "today");
    EXPECT_EQ(ui::age(now - 25h, now), "1 day ago");
    EXPECT_EQ(ui::age(now + 5h, now), "today");
    EXPECT_EQ(ui::sentence({RehearsalPhase::Holding, 1, {}}, 6, "backup1 fails"),
              "Step 2 of 6, backup1 fails: watching the outcome");
}
