#include "core/cluster/steady_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

std::vector<UnsteadyId> idsOf(const std::vector<Unsteady>& unsteady) {
    std::vector<UnsteadyId> ids;
    for (const auto& one : unsteady)
        ids.push_back(one.id);
    return ids;
}

/// One request every 20 ms from `from` to `to`, all answered.
std::vector<Sample> answered(base::SteadyTime from, base::SteadyTime to) {
    std::vector<Sample> samples;
    for (auto at = from; at < to; at += 20ms)
        samples.push_back({at, samples.size(), 1ms, SampleKind::Answered});
    return samples;
}

} // namespace

TEST(SteadyState, aHealthyClusterIsSteady) {
    const auto snapshot = healthySnapshot();
    EXPECT_THAT(unsteadyInstances(snapshot), IsEmpty());
    EXPECT_THAT(differencesFrom(snapshot, snapshot), IsEmpty());
}

TEST(SteadyState, whatCannotBeAskedOrWaitsOrSleepsIsNot) {
    auto snapshot = healthySnapshot();
    Observer observer{snapshot};
    observer.see("primary", LinkSeen{LinkState::Lost, "cut", {}});
    observer.see("backup1", DeadManSeen{DeadMan{start + 60s}, false});
    observer.see("backup2", InterfaceSeen{interface(false)});
    EXPECT_THAT(idsOf(unsteadyInstances(snapshot)),
                ElementsAre(UnsteadyId::NotFresh, UnsteadyId::RestorePending, UnsteadyId::NotAnnouncing));
}

TEST(SteadyState, anotherTierIsNot) {
    auto snapshot = healthySnapshot();
    Observer{snapshot}.see("backup1", SpeakerSeen{speaker(2)});
    EXPECT_THAT(idsOf(unsteadyInstances(snapshot)), ElementsAre(UnsteadyId::OtherTier));
}

TEST(SteadyState, theProbeMustHaveBeenCleanForLongEnough) {
    const auto snapshot = healthySnapshot();
    const auto now = start + 10s;
    EXPECT_EQ(unsteadyProbe(snapshot, 0, answered(now - 4s, now), now, 3s), std::nullopt);
    EXPECT_EQ(unsteadyProbe(snapshot, 0, answered(now - 2s, now), now, 3s)->id, UnsteadyId::ProbeNotClean);
    auto lossy = answered(now - 4s, now);
    lossy[10].kind = SampleKind::Lost; // too long ago to matter
    EXPECT_EQ(unsteadyProbe(snapshot, 0, lossy, now, 3s), std::nullopt);
    lossy.back().kind = SampleKind::Lost;
    EXPECT_EQ(unsteadyProbe(snapshot, 0, lossy, now, 3s)->id, UnsteadyId::ProbeNotClean);
    EXPECT_EQ(unsteadyProbe(snapshot, 0, {}, now, 3s)->id, UnsteadyId::ProbeNotClean);
}

TEST(SteadyState, whatWasNotRestoredIsTold) {
    const auto before = healthySnapshot();
    auto now = before;
    Observer observer{now};
    auto withoutSix = interface();
    withoutSix->addresses.pop_back();
    observer.see("primary", InterfaceSeen{withoutSix});
    observer.see("backup1", SpeakerSeen{speaker(0)});
    auto quiet = speaker(2);
    quiet->sessions[0].exported.clear();
    observer.see("backup2", SpeakerSeen{quiet});
    EXPECT_THAT(idsOf(differencesFrom(before, now)),
                ElementsAre(UnsteadyId::NotAnnouncing, UnsteadyId::OtherTier, UnsteadyId::OtherTier,
                            UnsteadyId::NotAnnouncing));
}

TEST(SteadyState, addressesInAnotherOrderAreTheSame) {
    const auto before = healthySnapshot();
    auto now = before;
    auto turned = interface();
    std::swap(turned->addresses[0], turned->addresses[1]);
    Observer{now}.see("primary", InterfaceSeen{turned});
    EXPECT_THAT(differencesFrom(before, now), IsEmpty());
}
