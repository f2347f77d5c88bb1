#include "core/cluster/sessions.h"

#include <gtest/gtest.h>

#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;

namespace {

bird::BgpProtocol protocol(const std::string& name, const std::string& neighbor) {
    bird::BgpProtocol result;
    result.name = name;
    result.neighbor = *base::IpAddress::parse(neighbor);
    bird::Channel channel;
    channel.family = result.neighbor->family();
    result.channels = {channel};
    return result;
}

const auto office = protocol("office", "10.0.0.1");
const auto cloud4 = protocol("anything", "169.254.169.254");
const auto cloud6 = protocol("anything6", "2001:19f0:ffff::1");

} // namespace

TEST(Sessions, areFoundByTheCloudsNeighbor) {
    Instance instance;
    const auto sessions = cloudSessions(instance, smallCluster()->cloud, {office, cloud6, cloud4});
    ASSERT_TRUE(sessions);
    ASSERT_EQ(sessions->size(), 2u);
    EXPECT_EQ((*sessions)[0].protocol.name, "anything");
    EXPECT_EQ((*sessions)[1].protocol.name, "anything6");
}

TEST(Sessions, areFoundByTheFilesNames) {
    Instance instance;
    instance.protocol4 = "office";
    const auto sessions = cloudSessions(instance, smallCluster()->cloud, {cloud4, office});
    ASSERT_TRUE(sessions);
    EXPECT_EQ((*sessions)[0].protocol.name, "office");
}

TEST(Sessions, aNameThatIsNotThereIsAnErrorThatNamesIt) {
    Instance instance;
    instance.protocol4 = "nosuch";
    const auto sessions = cloudSessions(instance, smallCluster()->cloud, {cloud4});
    ASSERT_FALSE(sessions);
    EXPECT_NE(sessions.error().what.find("\"nosuch\""), std::string::npos);
}

TEST(Sessions, noneAtAllIsAnError) {
    EXPECT_FALSE(cloudSessions(Instance{}, smallCluster()->cloud, {office}));
}

TEST(Sessions, aSpeakerThatDoesNotRunIsDownNotUnknown) {
    const auto before = speaker(1);
    const auto state = notRunning(smallCluster()->instances[0], before.get(), "not running");
    EXPECT_FALSE(state.running);
    ASSERT_EQ(state.sessions.size(), 2u);
    EXPECT_EQ(state.sessions[0].protocol.state, bird::BgpState::Down);
    EXPECT_EQ(state.sessions[0].protocol.lastError, "not running");
    EXPECT_TRUE(state.sessions[0].exported.empty());
}
