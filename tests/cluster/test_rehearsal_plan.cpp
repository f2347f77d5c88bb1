#include "core/cluster/rehearsal_plan.h"

#include <algorithm>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/cluster/small_cluster.h"
#include "tests/support/bgp/property.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<std::string> spelled(const RehearsalPlan& plan) {
    std::vector<std::string> result;
    for (const auto& step : stepsOf(plan))
        result.push_back((step.action == StepAction::Fail ? "-" : "+") + step.instance.value());
    return result;
}

std::vector<PlanProblemId> problems(const RehearsalPlan& plan, const Snapshot& snapshot) {
    std::vector<PlanProblemId> ids;
    for (const auto& problem : problemsOf(plan, snapshot))
        ids.push_back(problem.id);
    return ids;
}

} // namespace

TEST(RehearsalPlan, aLadderGoesDownFromThePrimaryAndBackUpInReverse) {
    const auto plan = makePlan(PlanKind::Ladder, FailureKind::Link, healthySnapshot());
    EXPECT_THAT(spelled(plan), ElementsAre("-primary", "-backup1", "+backup1", "+primary"));
}

TEST(RehearsalPlan, inTurnTakesAllDownAndLetsEachServeAlone) {
    const auto plan = makePlan(PlanKind::InTurn, FailureKind::Link, healthySnapshot());
    EXPECT_THAT(spelled(plan), ElementsAre("-backup2", "-backup1", "-primary", "+primary", "-primary",
                                           "+backup1", "-backup1", "+backup2", "+backup1", "+primary"));
}

TEST(RehearsalPlan, aSingleOneIsThePrimaryUnlessAnotherIsNamed) {
    const auto snapshot = healthySnapshot();
    EXPECT_THAT(spelled(makePlan(PlanKind::Single, FailureKind::Link, snapshot)),
                ElementsAre("-primary", "+primary"));
    EXPECT_THAT(spelled(makePlan(PlanKind::Single, FailureKind::Link, snapshot, InstanceName{"backup1"})),
                ElementsAre("-backup1", "+backup1"));
}

TEST(RehearsalPlan, everyPlanRestoresExactlyWhatItMadeFail) {
    EXPECT_TRUE(understudy::test::holds("restored in the end, never failed twice", [] {
        RehearsalPlan plan;
        plan.kind = *rc::gen::element(PlanKind::InTurn, PlanKind::Ladder);
        for (int i = 0, count = *rc::gen::inRange(0, 12); i < count; ++i)
            plan.order.push_back(InstanceName{"node" + std::to_string(i)});
        std::set<InstanceName> down;
        for (const auto& step : stepsOf(plan)) {
            if (step.action == StepAction::Fail)
                RC_ASSERT(down.insert(step.instance).second);
            else
                RC_ASSERT(down.erase(step.instance) == 1u);
            RC_ASSERT(plan.kind == PlanKind::InTurn || down.size() < plan.order.size());
        }
        RC_ASSERT(down.empty());
    }));
}

TEST(RehearsalPlan, namesAreReadAsTheyAreWritten) {
    for (const auto kind : {PlanKind::InTurn, PlanKind::Ladder, PlanKind::Single})
        EXPECT_EQ(planKindOf(nameOf(kind)), kind);
    for (const auto kind :
         {FailureKind::Link, FailureKind::Session, FailureKind::Daemon, FailureKind::Silent})
        EXPECT_EQ(failureKindOf(nameOf(kind)), kind);
    EXPECT_EQ(planKindOf("Ladder"), std::nullopt);
    EXPECT_EQ(failureKindOf(""), std::nullopt);
}

TEST(RehearsalPlan, aHealthyClusterLetsALadderStart) {
    const auto snapshot = healthySnapshot();
    for (const auto failure :
         {FailureKind::Link, FailureKind::Session, FailureKind::Daemon, FailureKind::Silent})
        EXPECT_THAT(problems(makePlan(PlanKind::Ladder, failure, snapshot), snapshot), IsEmpty());
}

TEST(RehearsalPlan, goingDarkMustHaveBeenSaid) {
    const auto snapshot = healthySnapshot();
    auto plan = makePlan(PlanKind::InTurn, FailureKind::Link, snapshot);
    EXPECT_THAT(problems(plan, snapshot),
                ElementsAre(PlanProblemId::WouldGoDark, PlanProblemId::WouldGoDark));
    EXPECT_THAT(problemsOf(plan, snapshot)[0].why, testing::HasSubstr("192.0.2.2/32"));
    plan.mayGoDark = true;
    EXPECT_THAT(problems(plan, snapshot), IsEmpty());
}

TEST(RehearsalPlan, whoAnnouncesNothingCannotBeRehearsed) {
    auto snapshot = healthySnapshot();
    auto quiet = speaker(1);
    for (auto& session : quiet->sessions)
        session.exported.clear();
    Observer{snapshot}.see("backup1", SpeakerSeen{quiet});
    EXPECT_THAT(
        problems(makePlan(PlanKind::Single, FailureKind::Link, snapshot, InstanceName{"backup1"}), snapshot),
        ElementsAre(PlanProblemId::NotAnnouncing));
    EXPECT_THAT(
        problems(makePlan(PlanKind::Single, FailureKind::Link, snapshot, InstanceName{"nobody"}), snapshot),
        ElementsAre(PlanProblemId::UnknownInstance));
}

TEST(RehearsalPlan, aSilentDeathNeedsAHoldTime) {
    auto snapshot = healthySnapshot();
    auto endless = speaker(0);
    endless->sessions[0].protocol.holdTime = 0ms;
    Observer{snapshot}.see("primary", SpeakerSeen{endless});
    EXPECT_THAT(problems(makePlan(PlanKind::Single, FailureKind::Silent, snapshot), snapshot),
                ElementsAre(PlanProblemId::NoHoldTime));
    EXPECT_THAT(problems(makePlan(PlanKind::Single, FailureKind::Link, snapshot), snapshot), IsEmpty());
}

TEST(RehearsalPlan, editedPlansAreCheckedToo) {
    const auto snapshot = healthySnapshot();
    auto plan = makePlan(PlanKind::Ladder, FailureKind::Link, snapshot);
    plan.order.push_back(plan.order.front());
    plan.hold = 0s;
    EXPECT_THAT(problems(plan, snapshot),
                ElementsAre(PlanProblemId::BadValue, PlanProblemId::UnknownInstance));
    plan = makePlan(PlanKind::Ladder, FailureKind::Link, snapshot);
    plan.order.resize(1);
    EXPECT_THAT(problems(plan, snapshot), Contains(PlanProblemId::TooFew));
}

TEST(RehearsalPlan, whatRunsFreeBsdIsRefused) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("primary", LinkSeen{LinkState::Connected, std::nullopt, "FreeBSD 13.2"});
    EXPECT_THAT(problems(makePlan(PlanKind::Single, FailureKind::Link, snapshot), snapshot),
                ElementsAre(PlanProblemId::UnsupportedNode));
}
