#include "core/cluster/reduce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cluster/judgement.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<EventKind> kinds(const std::vector<Event>& events) {
    std::vector<EventKind> result;
    for (const auto& event : events)
        result.push_back(event.kind);
    return result;
}

} // namespace

TEST(Reduce, aLostLinkMakesEverythingUnknown) {
    auto snapshot = healthySnapshot();
    const auto events = Observer{snapshot}.see("primary", LinkSeen{LinkState::Lost, "no answer", {}});
    EXPECT_THAT(kinds(events), ElementsAre(EventKind::NodeLost));
    const auto& node = snapshot.nodes[0];
    EXPECT_EQ(node.speaker.current(), nullptr);
    EXPECT_EQ(node.interface.current(), nullptr);
    EXPECT_EQ(node.speaker.error(), "no answer");
}

TEST(Reduce, aFailedPollIsToldOnceAndSoIsItsRecovery) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    EXPECT_THAT(kinds(observer.see("primary", SpeakerSeen{base::failure("a")})),
                ElementsAre(EventKind::PollFailed));
    EXPECT_THAT(observer.see("primary", SpeakerSeen{base::failure("b")}), IsEmpty());
    EXPECT_THAT(kinds(observer.see("primary", SpeakerSeen{speaker(0)})),
                ElementsAre(EventKind::PollRecovered));
    EXPECT_NE(snapshot.nodes[0].speaker.current(), nullptr);
}

TEST(Reduce, aNewConnectionIsNoRecoveryOfAPoll) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("primary", LinkSeen{LinkState::Lost, "cut", {}});
    EXPECT_THAT(kinds(observer.see("primary", LinkSeen{LinkState::Connected, std::nullopt, {}})),
                ElementsAre(EventKind::NodeConnected));
    EXPECT_THAT(observer.see("primary", SpeakerSeen{speaker(0)}), IsEmpty());
}

TEST(Reduce, tellsWhatChangedBetweenTwoReadings) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    EXPECT_THAT(kinds(observer.see("primary", InterfaceSeen{interface(false)})),
                ElementsAre(EventKind::InterfaceDown));
    EXPECT_THAT(kinds(observer.see("primary", InterfaceSeen{interface(true)})),
                ElementsAre(EventKind::InterfaceUp));
    EXPECT_THAT(observer.see("primary", InterfaceSeen{interface(true)}), IsEmpty());
    auto gone = std::make_shared<InterfaceState>(InterfaceState{"dummy1", false, false, {}});
    EXPECT_THAT(kinds(observer.see("primary", InterfaceSeen{gone})), ElementsAre(EventKind::InterfaceGone));

    auto active = speaker(0);
    active->sessions[0].protocol.state = bird::BgpState::Active;
    active->sessions[0].protocol.lastError = "Hold timer expired";
    active->sessions[0].exported.clear();
    const auto events = observer.see("primary", SpeakerSeen{active});
    EXPECT_THAT(kinds(events), ElementsAre(EventKind::SessionChanged, EventKind::ExportsChanged));
    EXPECT_EQ(events[0].from, "Established");
    EXPECT_EQ(events[0].to, "Active");
    EXPECT_EQ(events[0].detail, "Hold timer expired");
    EXPECT_EQ(events[0].family, base::Family::V4);

    EXPECT_THAT(kinds(observer.see("backup1", SpeakerSeen{speaker(2)})), ElementsAre(EventKind::TierChanged));
}

TEST(Reduce, anOldGreenNeverLingers) {
    auto snapshot = healthySnapshot();
    EXPECT_THAT(expire(snapshot, start + 4s, {}, 5s), IsEmpty());
    EXPECT_EQ(healthOf(snapshot, 0), Health::Up);
    const auto events = expire(snapshot, start + 6s, {}, 5s);
    EXPECT_EQ(events.size(), 6u);
    EXPECT_EQ(healthOf(snapshot, snapshot.nodes[0]), Health::Unknown);
    EXPECT_EQ(announcers(snapshot, snapshot.cluster->floating[0]).size(), 0u);
}

TEST(Reduce, anUnknownNodeChangesNothing) {
    auto snapshot = healthySnapshot();
    EXPECT_THAT(Observer{snapshot}.see("stranger", LinkSeen{LinkState::Lost, "x", {}}), IsEmpty());
    EXPECT_EQ(healthOf(snapshot, 0), Health::Up);
}

TEST(Reduce, theDeadManIsToldWhenArmedDisarmedOrFired) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    const auto armed = observer.see("primary", DeadManSeen{DeadMan{observer.now() + 120s}, false});
    EXPECT_THAT(kinds(armed), ElementsAre(EventKind::DeadManArmed));
    EXPECT_EQ(armed[0].detail, "120");
    EXPECT_THAT(kinds(observer.see("primary", DeadManSeen{std::nullopt, false})),
                ElementsAre(EventKind::DeadManDisarmed));
    observer.see("primary", DeadManSeen{DeadMan{observer.now() + 120s}, false});
    EXPECT_THAT(kinds(observer.see("primary", DeadManSeen{std::nullopt, true})),
                ElementsAre(EventKind::DeadManFired));
}

TEST(Reduce, anotherClusterKeepsWhatIsKnownOfUnchangedInstances) {
    const auto snapshot = healthySnapshot();
    auto cluster = *snapshot.cluster;
    cluster.instances[1].ssh.host = "elsewhere";
    cluster.instances.erase(cluster.instances.begin() + 2);
    const auto next = withCluster(snapshot, std::make_shared<const Cluster>(cluster));
    ASSERT_EQ(next.nodes.size(), 2u);
    EXPECT_NE(next.nodes[0].speaker.current(), nullptr);
    EXPECT_EQ(next.nodes[1].speaker.current(), nullptr);
}
