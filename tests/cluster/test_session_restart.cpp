#include "core/cluster/session_restart.h"

#include <gmock/gmock.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<GuardId> guardsOf(const Snapshot& snapshot, const std::string& instance) {
    std::vector<GuardId> ids;
    for (const auto& objection : objectionsToRestart(snapshot, InstanceName{instance}))
        ids.push_back(objection.id);
    return ids;
}

std::shared_ptr<SpeakerState> silentSpeaker() {
    auto silent = speaker(1);
    for (auto& session : silent->sessions)
        session.exported.clear();
    return silent;
}

} // namespace

TEST(SessionRestart, ofAnyInstanceOfAHealthyClusterIsFine) {
    const auto snapshot = healthySnapshot();
    for (const auto* name : {"primary", "backup1", "backup2"})
        EXPECT_THAT(guardsOf(snapshot, name), IsEmpty()) << name;
}

TEST(SessionRestart, ofTheLastAnnouncerIsGuarded) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("primary", SpeakerSeen{silentSpeaker()});
    observer.see("backup1", SpeakerSeen{silentSpeaker()});
    EXPECT_THAT(guardsOf(snapshot, "backup2"), ElementsAre(GuardId::LastAnnouncer, GuardId::LastAnnouncer));
    EXPECT_THAT(guardsOf(snapshot, "primary"), IsEmpty()) << "who announces nothing has nothing to lose";
}

TEST(SessionRestart, isNotDoneWhileAnotherIsUnknown) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup1", LinkSeen{LinkState::Lost, "no answer", {}});
    EXPECT_THAT(guardsOf(snapshot, "primary"), ElementsAre(GuardId::OthersUnknown));
    EXPECT_THAT(guardsOf(snapshot, "backup1"), ElementsAre(GuardId::NotConnected));
    EXPECT_FALSE(objectionsToRestart(snapshot, InstanceName{"backup1"})[0].canBeForced);
}

TEST(SessionRestart, ofAnInstanceWhoseInterfaceIsDownCostsNothing) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("backup2", InterfaceSeen{interface(false)});
    observer.see("backup2", SpeakerSeen{silentSpeaker()});
    EXPECT_THAT(guardsOf(snapshot, "backup2"), IsEmpty());
}

TEST(SessionRestart, beginsWhereItMattersLeast) {
    auto snapshot = healthySnapshot();
    const auto order = [&] {
        std::vector<std::string> names;
        for (const auto& name : restartOrder(snapshot))
            names.push_back(name.value());
        return names;
    };
    EXPECT_THAT(order(), ElementsAre("backup2", "backup1", "primary"));
    Observer{snapshot}.see("primary", SpeakerSeen{speaker(5)});
    EXPECT_THAT(order(), ElementsAre("primary", "backup2", "backup1")) << "as observed, not as intended";
}
