#include "core/cluster/tier_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Id = TierObjection::Id;

namespace {

const InstanceName primary{"primary"};
const InstanceName backup1{"backup1"};
const InstanceName backup2{"backup2"};

void silence(Observer& observer, const std::string& node) {
    auto silent = speaker(1);
    for (auto& session : silent->sessions)
        session.exported.clear();
    observer.see(node, SpeakerSeen{silent});
}

} // namespace

TEST(TierPlan, movesWhoCarriesTheTrafficLast) {
    const auto plan = planTiers(healthySnapshot(), {{primary, 2}, {backup1, 0}, {backup2, 1}});
    EXPECT_THAT(plan.steps, ElementsAre(TierMove{backup2, 1}, TierMove{backup1, 0}, TierMove{primary, 2}));
    EXPECT_THAT(plan.objections, IsEmpty());
    EXPECT_THAT(plan.equal, IsEmpty());
    EXPECT_TRUE(mayProceed(plan, false, false));
}

TEST(TierPlan, leavesOutWhoIsNotInTheCluster) {
    EXPECT_THAT(planTiers(healthySnapshot(), {{InstanceName{"stranger"}, 2}}).steps, IsEmpty());
}

TEST(TierPlan, tellsEqualTiersOnceForBothFamilies) {
    const auto plan = planTiers(healthySnapshot(), {{backup2, 1}});
    EXPECT_THAT(plan.equal, ElementsAre(EqualTier{1, {backup1, backup2}}));
    EXPECT_FALSE(mayProceed(plan, true, false)) << "force is no word for sharing the traffic";
    EXPECT_TRUE(mayProceed(plan, false, true));
}

TEST(TierPlan, goesByTheTierThatIsSeenNotByTheFilesOne) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("backup1", SpeakerSeen{speaker(5)});
    EXPECT_THAT(planTiers(snapshot, {{backup2, 1}}).equal, IsEmpty());
    EXPECT_THAT(planTiers(snapshot, {{backup2, 5}}).equal, ElementsAre(EqualTier{5, {backup1, backup2}}));
}

TEST(TierPlan, refusesAnInstanceThatCannotBeAsked) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("backup1", LinkSeen{LinkState::Lost, "no route to host", {}});
    const auto plan = planTiers(snapshot, {{backup1, 4}});
    ASSERT_EQ(plan.objections.size(), 1u);
    EXPECT_EQ(plan.objections[0].id, Id::NotConnected);
    EXPECT_THAT(plan.objections[0].why, HasSubstr("no route to host"));
    EXPECT_FALSE(mayProceed(plan, true, true));
}

TEST(TierPlan, refusesWhereARestoreWaits) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("backup1", DeadManSeen{DeadMan{observer.now() + 60s}, false});
    const auto plan = planTiers(snapshot, {{backup1, 4}});
    ASSERT_EQ(plan.objections.size(), 1u);
    EXPECT_EQ(plan.objections[0].id, Id::DeadManPending);
    EXPECT_FALSE(mayProceed(plan, true, true));
}

TEST(TierPlan, guardsTheLastAnnouncer) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    silence(observer, "backup1");
    silence(observer, "backup2");
    const auto plan = planTiers(snapshot, {{primary, 4}});
    ASSERT_EQ(plan.objections.size(), 2u) << "one an address";
    EXPECT_EQ(plan.objections[0].id, Id::LastAnnouncer);
    EXPECT_FALSE(mayProceed(plan, false, true));
    EXPECT_TRUE(mayProceed(plan, true, true));
}

TEST(TierPlan, guardsTheLastOneThatIsKnownToAnnounce) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    silence(observer, "backup1");
    observer.see("backup2", SpeakerSeen{base::failure("no answer")});
    const auto plan = planTiers(snapshot, {{primary, 4}});
    ASSERT_FALSE(plan.objections.empty());
    EXPECT_EQ(plan.objections[0].id, Id::OthersUnknown);
    EXPECT_TRUE(plan.objections[0].canBeForced);
}

TEST(TierPlan, putsAnInstanceInThePlaceOfAnother) {
    const auto snapshot = healthySnapshot();
    EXPECT_THAT(movesToPlace(snapshot, backup1, primary),
                testing::UnorderedElementsAre(TierMove{backup1, 0}, TierMove{primary, 1}));
    EXPECT_THAT(
        movesToPlace(snapshot, primary, backup2),
        testing::UnorderedElementsAre(TierMove{backup1, 0}, TierMove{backup2, 1}, TierMove{primary, 2}));
    EXPECT_THAT(movesToPlace(snapshot, primary, primary), IsEmpty());
    EXPECT_THAT(movesToPlace(snapshot, InstanceName{"stranger"}, primary), IsEmpty());
}
