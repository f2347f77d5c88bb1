#include "core/cluster/guards.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<GuardId> guardsOf(const Snapshot& snapshot, const std::string& instance) {
    std::vector<GuardId> ids;
    for (const auto& objection : forecastTakeDown(snapshot, InstanceName{instance}).objections)
        ids.push_back(objection.id);
    return ids;
}

} // namespace

TEST(Guards, aHealthyClusterLetsItsPrimaryGo) {
    const auto snapshot = healthySnapshot();
    const auto forecast = forecastTakeDown(snapshot, InstanceName{"primary"});
    EXPECT_THAT(forecast.objections, IsEmpty());
    EXPECT_TRUE(mayProceed(forecast, false));
    ASSERT_EQ(forecast.effects.size(), 2u);
    EXPECT_TRUE(forecast.effects[0].movesTraffic);
    EXPECT_THAT(forecast.effects[0].takeOver, ElementsAre(1));
    EXPECT_THAT(forecast.effects[0].remaining, ElementsAre(1, 2));
    EXPECT_EQ(forecast.effects[0].gap, politeGap);
}

TEST(Guards, aBackupThatServesNothingCostsNoGap) {
    const auto forecast = forecastTakeDown(healthySnapshot(), InstanceName{"backup2"});
    EXPECT_FALSE(forecast.effects[0].movesTraffic);
    EXPECT_EQ(forecast.effects[0].gap, 0ms);
}

TEST(Guards, theLastAnnouncerIsGuardedButCanBeForced) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    for (const auto* name : {"backup1", "backup2"}) {
        auto silent = speaker(1);
        for (auto& session : silent->sessions)
            session.exported.clear();
        observer.see(name, SpeakerSeen{silent});
    }
    EXPECT_THAT(guardsOf(snapshot, "primary"), ElementsAre(GuardId::LastAnnouncer, GuardId::LastAnnouncer));
    const auto forecast = forecastTakeDown(snapshot, InstanceName{"primary"});
    EXPECT_FALSE(mayProceed(forecast, false));
    EXPECT_TRUE(mayProceed(forecast, true));
    EXPECT_EQ(forecast.effects[0].gap, std::nullopt);
}

TEST(Guards, anUnknownOtherIsGuardedEvenWhenAnotherWouldTakeOver) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup2", LinkSeen{LinkState::Lost, "cut", {}});
    EXPECT_THAT(guardsOf(snapshot, "primary"), ElementsAre(GuardId::OthersUnknown));
}

TEST(Guards, whatCannotBeAskedOrIsDownIsNeverForced) {
    auto lost = healthySnapshot();
    Observer{lost}.see("primary", LinkSeen{LinkState::Lost, "cut", {}});
    EXPECT_THAT(guardsOf(lost, "primary"), ElementsAre(GuardId::NotConnected));
    EXPECT_FALSE(mayProceed(forecastTakeDown(lost, InstanceName{"primary"}), true));

    auto down = healthySnapshot();
    Observer{down}.see("primary", InterfaceSeen{interface(false)});
    EXPECT_THAT(guardsOf(down, "primary"), ElementsAre(GuardId::AlreadyDown));
    EXPECT_FALSE(mayProceed(forecastTakeDown(down, InstanceName{"primary"}), true));

    auto pending = healthySnapshot();
    Observer{pending}.see("primary", DeadManSeen{DeadMan{start + 60s}, false});
    EXPECT_THAT(guardsOf(pending, "primary"), ElementsAre(GuardId::DeadManPending));
    EXPECT_FALSE(mayProceed(forecastTakeDown(pending, InstanceName{"primary"}), true));

    EXPECT_FALSE(mayProceed(forecastTakeDown(pending, InstanceName{"nobody"}), true));
}
