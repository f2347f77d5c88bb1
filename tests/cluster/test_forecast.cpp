#include "core/cluster/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

Snapshot withPrimary(const std::function<void(bird::BgpProtocol&)>& change) {
    auto snapshot = healthySnapshot();
    auto changed = speaker(0);
    for (auto& session : changed->sessions)
        change(session.protocol);
    Observer{snapshot}.see("primary", SpeakerSeen{changed});
    return snapshot;
}

} // namespace

TEST(Forecast, aLinkThatGoesDownIsWithdrawnAtOnce) {
    const auto forecast = forecastFailure(healthySnapshot(), 0, 0, FailureKind::Link);
    EXPECT_THAT(forecast.before, ElementsAre(0));
    EXPECT_THAT(forecast.takeOver, ElementsAre(1));
    EXPECT_THAT(forecast.announcing, ElementsAre(1, 2));
    EXPECT_EQ(forecast.reason, ForecastReason::Withdrawn);
    EXPECT_EQ(forecast.gap, politeGap);
}

TEST(Forecast, aSilentDeathCostsTheHoldTime) {
    const auto snapshot = withPrimary([](auto& protocol) { protocol.holdTime = 9s; });
    const auto forecast = forecastFailure(snapshot, 1, 0, FailureKind::Silent);
    EXPECT_EQ(forecast.reason, ForecastReason::HoldTimer);
    EXPECT_EQ(forecast.after, 9s);
    EXPECT_EQ(forecast.gap, 9s);
    EXPECT_THAT(explain(forecast, {StepAction::Fail, InstanceName{"primary"}}, snapshot),
                HasSubstr("hold time of 9 s"));
}

TEST(Forecast, withoutAHoldTimeNobodyCanSayWhen) {
    for (const auto& holdTime : {std::optional<std::chrono::milliseconds>{}, std::optional{0ms}}) {
        const auto snapshot = withPrimary([&](auto& protocol) { protocol.holdTime = holdTime; });
        const auto forecast = forecastFailure(snapshot, 0, 0, FailureKind::Silent);
        EXPECT_EQ(forecast.reason, ForecastReason::NotKnown);
        EXPECT_EQ(forecast.gap, std::nullopt);
    }
}

TEST(Forecast, aKilledDaemonsRouteIsKeptForItsRestartTime) {
    const auto snapshot = withPrimary([](auto& protocol) {
        protocol.gracefulRestart = true;
        protocol.restartTime = 30s;
    });
    const auto forecast = forecastFailure(snapshot, 0, 0, FailureKind::Daemon);
    EXPECT_EQ(forecast.reason, ForecastReason::RouteKept);
    EXPECT_EQ(forecast.after, 30s);
    // Its machine goes on answering.
    EXPECT_EQ(forecast.gap, politeGap);
    EXPECT_FALSE(forecast.assumed);
}

TEST(Forecast, aRestartTimeThatIsNotShownIsAssumed) {
    const auto snapshot = withPrimary([](auto& protocol) { protocol.gracefulRestart = true; });
    const auto forecast = forecastFailure(snapshot, 0, 0, FailureKind::Daemon);
    EXPECT_EQ(forecast.after, usualRestartTime);
    EXPECT_TRUE(forecast.assumed);
}

TEST(Forecast, withoutGracefulRestartAKilledDaemonsRoutesGoAtOnce) {
    const auto forecast = forecastFailure(healthySnapshot(), 0, 0, FailureKind::Daemon);
    EXPECT_EQ(forecast.reason, ForecastReason::SessionClosed);
    EXPECT_EQ(forecast.after, politeGap);
}

TEST(Forecast, aBackupsFailureMovesNothing) {
    const auto forecast = forecastFailure(healthySnapshot(), 0, 2, FailureKind::Silent);
    EXPECT_EQ(forecast.reason, ForecastReason::NothingMoves);
    EXPECT_THAT(forecast.takeOver, ElementsAre(0));
    EXPECT_EQ(forecast.after, 0ms);
    EXPECT_EQ(forecast.gap, 0ms);
}

TEST(Forecast, theLastOneLeavesDarkness) {
    const auto forecast = forecastFailure(healthySnapshot(), 0, 0, FailureKind::Link, {1, 2});
    EXPECT_EQ(forecast.reason, ForecastReason::NobodyLeft);
    EXPECT_THAT(forecast.announcing, IsEmpty());
    EXPECT_EQ(forecast.gap, std::nullopt);
}

TEST(Forecast, aLaddersStepsBuildOnOneAnother) {
    const auto snapshot = healthySnapshot();
    const auto steps = forecastOf(makePlan(PlanKind::Ladder, FailureKind::Link, snapshot), snapshot);
    ASSERT_EQ(steps.size(), 4u);
    EXPECT_THAT(steps[1].targets[0].before, ElementsAre(1));
    EXPECT_THAT(steps[1].targets[0].takeOver, ElementsAre(2));
    EXPECT_THAT(steps[3].targets[0].takeOver, ElementsAre(0));
    EXPECT_EQ(steps[3].targets[0].reason, ForecastReason::Announces);
}

TEST(Forecast, aFamilyThatAnInstanceDoesNotSpeakSkipsIt) {
    auto snapshot = healthySnapshot();
    auto only4 = speaker(1);
    only4->sessions.pop_back();
    Observer{snapshot}.see("backup1", SpeakerSeen{only4});
    const auto steps = forecastOf(makePlan(PlanKind::Ladder, FailureKind::Link, snapshot), snapshot);
    EXPECT_THAT(steps[0].targets[0].takeOver, ElementsAre(1));
    EXPECT_THAT(steps[0].targets[1].takeOver, ElementsAre(2));
    EXPECT_EQ(steps[1].targets[1].reason, ForecastReason::NothingMoves);
}

TEST(Forecast, outOfTheDarkASessionNeedsItsTime) {
    const auto snapshot = healthySnapshot();
    auto plan = makePlan(PlanKind::InTurn, FailureKind::Session, snapshot);
    plan.mayGoDark = true;
    const auto alone = forecastOf(plan, snapshot)[3].targets[0];
    EXPECT_THAT(alone.before, IsEmpty());
    EXPECT_EQ(alone.reason, ForecastReason::SessionComes);
    EXPECT_EQ(alone.gap, usualSessionStart);
}

TEST(Forecast, equalPathsShareTheTraffic) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup2", SpeakerSeen{speaker(1)});
    const auto forecast = forecastFailure(snapshot, 0, 0, FailureKind::Link);
    EXPECT_THAT(forecast.takeOver, ElementsAre(1, 2));
    EXPECT_EQ(namesOf(snapshot, forecast.takeOver), "backup1 and backup2");
}
