#include <gtest/gtest.h>

#include "tests/support/example_cluster.h"
#include "ui/charts/time_axis.h"
#include "ui/models/lane_history.h"

using namespace understudy;
using namespace std::chrono_literals;
using ui::LaneState;

namespace {

class Lanes : public testing::Test {
protected:
    void pass(std::chrono::nanoseconds time) {
        clock.advance(time);
        snapshot.at = clock.steady();
    }
    const ui::Lane& lane(const char* name) { return history.lane(cluster::InstanceName{name}, 0); }

    test::StillClock clock;
    cluster::Snapshot snapshot = test::healthySnapshot(clock);
    ui::LaneHistory history;
};

} // namespace

TEST_F(Lanes, onlyMomentsOfChangeAreKept) {
    for (int i = 0; i < 100; ++i) {
        history.record(snapshot);
        pass(1s);
    }
    ASSERT_EQ(lane("primary").size(), 1U);
    EXPECT_EQ(lane("primary")[0].state, LaneState::Serving);
    EXPECT_EQ(lane("backup1")[0].state, LaneState::Announcing);
}

TEST_F(Lanes, nothingIsKnownOfTheTimeBeforeTheFirstLook) {
    auto unseen = snapshot;
    unseen.at = {};
    history.record(unseen);
    EXPECT_TRUE(lane("primary").empty());
}

TEST_F(Lanes, aFailoverIsTwoChanges) {
    history.record(snapshot);
    pass(10s);
    const auto moment = clock.steady();
    test::takeInterfaceDown(snapshot, 0);
    test::setServing(snapshot, 1);
    history.record(snapshot);
    EXPECT_EQ(lane("primary").back(), (ui::LaneChange{moment, LaneState::InterfaceDown}));
    EXPECT_EQ(lane("backup1").back(), (ui::LaneChange{moment, LaneState::Serving}));
    EXPECT_EQ(lane("backup2").size(), 1U);
}

TEST_F(Lanes, eachWayOfNotAnnouncingLooksDifferent) {
    test::setSessionState(snapshot, 1, base::Family::V4, bird::BgpState::Active);
    EXPECT_EQ(ui::laneState(snapshot, 1, 0), LaneState::SessionDown);
    EXPECT_EQ(ui::laneState(snapshot, 1, 1), LaneState::Announcing);
    test::loseNode(snapshot, 2, clock.steady(), "no answer");
    EXPECT_EQ(ui::laneState(snapshot, 2, 0), LaneState::Unknown);
}

TEST_F(Lanes, aLostNodeIsUnknownEvenIfItServedLast) {
    history.record(snapshot);
    pass(3s);
    test::loseNode(snapshot, 0, clock.steady(), "no answer");
    history.record(snapshot);
    EXPECT_EQ(lane("primary").back().state, LaneState::Unknown);
}

TEST_F(Lanes, whatEndedADayAgoIsForgotten) {
    history.record(snapshot);
    for (int i = 0; i < 60; ++i) {
        pass(1h);
        test::setServing(snapshot, static_cast<std::size_t>(i % 2));
        history.record(snapshot);
    }
    EXPECT_LE(lane("primary").size(), 26U);
    EXPECT_LE(lane("primary").front().at, clock.steady() - 24h) << "the left edge of the day must be covered";
}

TEST(TimeAxis, mapsBothWays) {
    const ui::TimeAxis axis{
        .from = base::SteadyTime{100s}, .to = base::SteadyTime{200s}, .left = 50, .right = 1050};
    EXPECT_DOUBLE_EQ(axis.x(base::SteadyTime{150s}), 550);
    EXPECT_EQ(axis.time(550), base::SteadyTime{150s});
}

TEST(TimeAxis, zoomKeepsTheAnchorInPlace) {
    ui::TimeAxis axis{.from = base::SteadyTime{100s}, .to = base::SteadyTime{200s}, .left = 0, .right = 1000};
    axis.zoom(0.5, base::SteadyTime{125s});
    EXPECT_NEAR(axis.x(base::SteadyTime{125s}), 250, 0.01);
    EXPECT_EQ(axis.span(), 50s);
}

TEST(TimeAxis, zoomStopsAtItsLimits) {
    ui::TimeAxis axis{.from = base::SteadyTime{100000s}, .to = base::SteadyTime{100060s}};
    for (int i = 0; i < 100; ++i)
        axis.zoom(0.5, axis.to);
    EXPECT_EQ(axis.span(), ui::TimeAxis::minSpan);
    for (int i = 0; i < 100; ++i)
        axis.zoom(2, axis.to);
    EXPECT_EQ(axis.span(), ui::TimeAxis::maxSpan);
}

TEST(TimeAxis, staysBetweenADayAgoAndNow) {
    const base::SteadyTime now{100h};
    ui::TimeAxis axis{.from = now - 10min, .to = now};
    axis.pan(1h);
    axis.keepWithin(now);
    EXPECT_EQ(axis.to, now);
    axis.pan(-50h);
    axis.keepWithin(now);
    EXPECT_EQ(axis.from, now - 24h);
    EXPECT_EQ(axis.span(), 10min);
}

TEST(TimeAxis, ticksAreFarEnoughApart) {
    const ui::TimeAxis axis{
        .from = base::SteadyTime{}, .to = base::SteadyTime{10min}, .left = 0, .right = 1000};
    EXPECT_EQ(ui::tickStep(axis, 110), 120s);
    EXPECT_EQ(ui::tickStep(axis, 10), 10s);
}
