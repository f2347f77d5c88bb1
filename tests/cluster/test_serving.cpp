#include "core/cluster/serving.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cluster/judgement.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;

TEST(Serving, whoseCounterRisesAtTheProbesRateServes) {
    const auto snapshot = healthySnapshot();
    // 100 ms between requests: ten a second.
    EXPECT_THAT(servingShares(snapshot, snapshot.nodes[0], {100, 50}, {110, 50}, 1s), ElementsAre(1.0, 0.0));
    EXPECT_THAT(servingShares(snapshot, snapshot.nodes[0], {100, 50}, {105, 60}, 1s), ElementsAre(0.5, 1.0));
    EXPECT_THAT(servingShares(snapshot, snapshot.nodes[0], {100, 50}, {100, 50}, 1s), ElementsAre(0.0, 0.0));
}

TEST(Serving, aRebootedNodesCountersSayNothing) {
    const auto snapshot = healthySnapshot();
    EXPECT_THAT(servingShares(snapshot, snapshot.nodes[0], {100, 50}, {3, 2}, 1s), ElementsAre(0.0, 0.0));
}

TEST(Serving, addressesOfOneFamilyAreToldApartByWhatIsAnnounced) {
    auto snapshot = healthySnapshot();
    auto cluster = *snapshot.cluster;
    cluster.floating[1] = {"192.0.2.3/32", prefix("192.0.2.3/32")};
    snapshot.cluster = std::make_shared<const Cluster>(cluster);
    // primary announces the first only, so one probe's worth of requests was for that one.
    EXPECT_THAT(servingShares(snapshot, snapshot.nodes[0], {0, 0}, {10, 0}, 1s), ElementsAre(1.0, 0.0));
}

TEST(Serving, twoLooksInQuickSuccessionDecideNothing) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("primary", EchoSeen{EchoCounters{0, 0}});
    EXPECT_TRUE(observer.see("primary", EchoSeen{EchoCounters{1, 0}}).empty());
    EXPECT_EQ(servedBy(snapshot, 0), std::nullopt);
}

TEST(Serving, whoseInterfaceIsDownDoesNotServe) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("primary", EchoSeen{EchoCounters{0, 0}});
    observer.pass(1s);
    observer.see("primary", EchoSeen{EchoCounters{10, 0}});
    EXPECT_EQ(servedBy(snapshot, 0), 0u);
    observer.see("primary", InterfaceSeen{interface(false)});
    EXPECT_EQ(servedBy(snapshot, 0), std::nullopt);
}

TEST(Serving, theMoveIsToldOnceWithWhoServedBefore) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    const auto count = [&](const std::string& node, std::uint64_t echos) {
        return observer.see(node, EchoSeen{EchoCounters{echos, 0}});
    };
    count("primary", 0);
    count("backup1", 0);
    observer.pass(1s);
    const auto first = count("primary", 10);
    ASSERT_EQ(first.size(), 1u);
    EXPECT_EQ(first[0].to, "primary");
    EXPECT_EQ(servedBy(snapshot, 0), 0u);
    observer.pass(1s);
    EXPECT_TRUE(count("primary", 10).empty());
    EXPECT_EQ(servedBy(snapshot, 0), std::nullopt);
    const auto second = count("backup1", 20);
    ASSERT_EQ(second.size(), 1u);
    EXPECT_EQ(second[0].kind, EventKind::ServingMoved);
    EXPECT_EQ(second[0].from, "primary");
    EXPECT_EQ(second[0].to, "backup1");
}
