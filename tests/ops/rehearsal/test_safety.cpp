// When to go on and when to stop, and how long the safeguards last.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/ops/rehearsal/timing.h"
#include "core/ops/rehearsal/watch.h"
#include "tests/cluster/small_cluster.h"
#include "tests/support/bgp/property.h"

using namespace understudy;
using namespace understudy::ops;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::HasSubstr;

namespace {

struct Ladder {
    Snapshot snapshot = healthySnapshot();
    RehearsalPlan plan = makePlan(PlanKind::Ladder, FailureKind::Link, snapshot);
    std::vector<StepForecast> forecast = forecastOf(plan, snapshot);
    SafetyWatch watch{plan, forecast};
};

const std::set<InstanceName> primary{InstanceName{"primary"}};

} // namespace

TEST(Safety, aHealthyClusterGoesOn) {
    Ladder ladder;
    EXPECT_EQ(ladder.watch.objection(ladder.snapshot, 0, {}), std::nullopt);
}

TEST(Safety, anInstanceThatIsLostForSecondsEndsIt) {
    Ladder ladder;
    Observer observer{ladder.snapshot};
    observer.see("backup2", LinkSeen{LinkState::Lost, "cut", {}});
    ladder.snapshot.at = observer.now() + 1s;
    EXPECT_EQ(ladder.watch.objection(ladder.snapshot, 0, {}), std::nullopt);
    ladder.snapshot.at = observer.now() + 10s;
    EXPECT_THAT(*ladder.watch.objection(ladder.snapshot, 0, {}), HasSubstr("backup2 is lost: cut"));
}

TEST(Safety, whoRestoredItselfEndsIt) {
    Ladder ladder;
    Observer observer{ladder.snapshot};
    EXPECT_EQ(ladder.watch.objection(ladder.snapshot, 0, primary), std::nullopt);
    observer.see("primary", DeadManSeen{DeadMan{start + 60s}, false});
    EXPECT_EQ(ladder.watch.objection(ladder.snapshot, 0, primary), std::nullopt);
    observer.see("primary", DeadManSeen{std::nullopt, true});
    EXPECT_THAT(*ladder.watch.objection(ladder.snapshot, 0, primary), HasSubstr("restored itself"));
}

TEST(Safety, anOutageBeyondTheLimitEndsIt) {
    Ladder ladder;
    ladder.snapshot.targets[1].reachable = false;
    ladder.snapshot.targets[1].since = start;
    ladder.snapshot.at = start + 10s;
    EXPECT_EQ(ladder.watch.objection(ladder.snapshot, 0, {}), std::nullopt);
    ladder.snapshot.at = start + 20s;
    // The readings have not aged with the clock here: only the outage counts.
    EXPECT_THAT(*ladder.watch.objection(ladder.snapshot, 0, {}),
                HasSubstr("2001:db8:2222::1/64 has been dark"));
}

TEST(Safety, aStepHasSettledWhenItsHeirServes) {
    Ladder ladder;
    auto now = ladder.snapshot;
    EXPECT_FALSE(hasSettled(ladder.forecast[0], ladder.snapshot, now));
    Observer observer{now};
    observer.see("backup1", EchoSeen{EchoCounters{}});
    now.nodes[1].serving = {1.0, 1.0};
    EXPECT_TRUE(hasSettled(ladder.forecast[0], ladder.snapshot, now));
    now.targets[1].reachable = false;
    EXPECT_FALSE(hasSettled(ladder.forecast[0], ladder.snapshot, now));
}

TEST(Safety, whoseRestoreStillWaitsIsNotBack) {
    const auto before = healthySnapshot();
    auto now = before;
    EXPECT_TRUE(isBack(InstanceName{"primary"}, before, now));
    Observer{now}.see("primary", DeadManSeen{DeadMan{start + 60s}, false});
    EXPECT_FALSE(isBack(InstanceName{"primary"}, before, now));
    EXPECT_FALSE(isBack(InstanceName{"nobody"}, before, before));
}

TEST(Safety, armedRestoresOutliveThePlanAndLocksOutliveThem) {
    EXPECT_TRUE(understudy::test::holds("long enough", [] {
        const auto snapshot = healthySnapshot();
        auto plan = makePlan(*rc::gen::element(PlanKind::InTurn, PlanKind::Ladder, PlanKind::Single),
                             *rc::gen::element(FailureKind::Link, FailureKind::Session, FailureKind::Daemon,
                                               FailureKind::Silent),
                             snapshot);
        plan.hold = std::chrono::seconds{*rc::gen::inRange(1, 600)};
        plan.mayGoDark = true;
        const auto forecast = forecastOf(plan, snapshot);
        const auto lock = lockLifetime(plan, forecast);
        RC_ASSERT(lock > durationOf(plan, forecast));
        for (std::size_t i = 0; i < forecast.size(); ++i) {
            if (forecast[i].step.action != StepAction::Fail)
                continue;
            std::chrono::milliseconds until{0};
            for (auto j = i; forecast[j].step.action == StepAction::Fail ||
                             forecast[j].step.instance != forecast[i].step.instance;
                 ++j)
                until += plan.hold + forecast[j].targets[0].after.value_or(0ms);
            RC_ASSERT(restoreAfter(plan, forecast, i) > until);
            RC_ASSERT(lock > restoreAfter(plan, forecast, i));
        }
    }));
}
