#include "core/cluster/judgement.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

const FloatingAddress& v4(const Snapshot& snapshot) {
    return snapshot.cluster->floating[0];
}

} // namespace

TEST(Judgement, ordersAnnouncersByTheirPath) {
    const auto snapshot = healthySnapshot();
    EXPECT_THAT(announcers(snapshot, v4(snapshot)), ElementsAre(0, 1, 2));
    EXPECT_THAT(preferred(snapshot, v4(snapshot)), ElementsAre(0));
    EXPECT_THAT(preferredWithout(snapshot, v4(snapshot), {0}), ElementsAre(1));
    EXPECT_THAT(preferredWithout(snapshot, v4(snapshot), {0, 1, 2}), IsEmpty());
    EXPECT_EQ(observedTier(snapshot, snapshot.nodes[2]), 2);
}

TEST(Judgement, equalPathsAreAllPreferred) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup1", SpeakerSeen{speaker(0)});
    EXPECT_THAT(preferred(snapshot, v4(snapshot)), ElementsAre(0, 1));
}

TEST(Judgement, aNodeThatCannotBeAskedAnnouncesNothing) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("primary", SpeakerSeen{base::failure("no answer")});
    EXPECT_THAT(announcers(snapshot, v4(snapshot)), ElementsAre(1, 2));
    EXPECT_EQ(healthOf(snapshot, snapshot.nodes[0]), Health::Unknown);
    EXPECT_EQ(healthOf(snapshot, 0), Health::Degraded);
    EXPECT_NE(snapshot.nodes[0].speaker.last(), nullptr);
}

TEST(Judgement, onlyAllAsIntendedIsUp) {
    const auto healthy = healthySnapshot();
    EXPECT_EQ(healthOf(healthy, 0), Health::Up);
    EXPECT_EQ(healthOf(healthy, 1), Health::Up);
    for (const auto& node : healthy.nodes)
        EXPECT_EQ(healthOf(healthy, node), Health::Up);

    auto otherTier = healthySnapshot();
    Observer{otherTier}.see("backup2", SpeakerSeen{speaker(1)});
    EXPECT_EQ(healthOf(otherTier, otherTier.nodes[2]), Health::Degraded);
    EXPECT_EQ(healthOf(otherTier, 0), Health::Degraded);

    auto addressGone = healthySnapshot();
    auto without6 = interface();
    without6->addresses.pop_back();
    Observer{addressGone}.see("primary", InterfaceSeen{without6});
    EXPECT_EQ(healthOf(addressGone, addressGone.nodes[0]), Health::Degraded);

    auto notProbed = healthySnapshot();
    notProbed.targets[0].reachable.reset();
    EXPECT_EQ(healthOf(notProbed, 0), Health::Unknown);

    auto unreachable = healthySnapshot();
    unreachable.targets[0].reachable = false;
    EXPECT_EQ(healthOf(unreachable, 0), Health::Down);
}

TEST(Judgement, anEmptyClusterIsNeverUp) {
    auto cluster = *smallCluster();
    cluster.instances.clear();
    auto snapshot = emptySnapshot(std::make_shared<const Cluster>(cluster));
    snapshot.targets[0].reachable = true;
    EXPECT_EQ(healthOf(snapshot, 0), Health::Down);
}

TEST(Judgement, oneAnnouncerIsNotUp) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("backup1", InterfaceSeen{interface(false)});
    observer.see("backup2", InterfaceSeen{interface(false)});
    EXPECT_EQ(healthOf(snapshot, 0), Health::Degraded);
    EXPECT_EQ(healthOf(snapshot, snapshot.nodes[1]), Health::Down);
}

TEST(Judgement, theWorstCaseIsTheLongerOfHoldAndRestartTime) {
    auto snapshot = healthySnapshot();
    EXPECT_EQ(worstCaseFailover(snapshot, v4(snapshot)), 240s);

    auto fast = speaker(0);
    fast->sessions[0].protocol.holdTime = 9s;
    Observer{snapshot}.see("primary", SpeakerSeen{fast});
    EXPECT_EQ(worstCaseFailover(snapshot, v4(snapshot)), 9s);

    auto graceful = std::make_shared<SpeakerState>(*fast);
    graceful->sessions[0].protocol.gracefulRestart = true;
    graceful->sessions[0].protocol.restartTime = 120s;
    Observer{snapshot}.see("primary", SpeakerSeen{graceful});
    EXPECT_EQ(worstCaseFailover(snapshot, v4(snapshot)), 120s);

    auto unknown = std::make_shared<SpeakerState>(*fast);
    unknown->sessions[0].protocol.holdTime.reset();
    Observer{snapshot}.see("primary", SpeakerSeen{unknown});
    EXPECT_EQ(worstCaseFailover(snapshot, v4(snapshot)), std::nullopt);
}

TEST(Judgement, anInstanceWithoutIpv6IsNotMeasuredByIt) {
    auto cluster = *smallCluster();
    cluster.instances[2].protocol6.reset();
    auto snapshot = healthySnapshot();
    snapshot.cluster = std::make_shared<const Cluster>(cluster);
    auto only4 = speaker(2);
    only4->sessions.pop_back();
    Observer{snapshot}.see("backup2", SpeakerSeen{only4});
    EXPECT_FALSE(takesPart(snapshot, snapshot.nodes[2], base::Family::V6));
    EXPECT_EQ(healthOf(snapshot, snapshot.nodes[2]), Health::Up);
    EXPECT_THAT(announcers(snapshot, snapshot.cluster->floating[1]), ElementsAre(0, 1));
}
