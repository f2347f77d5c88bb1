#include "core/speaker/router_id.h"

#include <gtest/gtest.h>

namespace understudy::speaker {
namespace {

Interface interface(const char* name, const char* address) {
    Interface result;
    result.name = name;
    result.up = true;
    const auto own = base::Prefix::parse(address).value();
    result.addresses[own].network = own.network();
    return result;
}

TEST(RouterId, IsTheConfiguredOne) {
    bird::Config config;
    config.routerId = 0xc000026f;
    EXPECT_EQ(toString(routerIdFor(config, {}).value()), "192.0.2.111");
}

TEST(RouterId, IsTheLowestAddressThatIsNotAnnounced) {
    bird::Config config;
    config.directs.push_back({"direct1", {}, false, true, true, false, {{"dummy1", false}}});
    InterfaceTable table;
    table[1] = interface("lo", "127.0.0.1/8");
    table[1].loopback = true;
    table[2] = interface("eth1", "192.0.2.120/24");
    table[3] = interface("eth0", "192.0.2.111/24");
    table[4] = interface("dummy1", "192.0.2.2/32");
    table[5] = interface("eth2", "192.0.2.3/24");
    table[5].up = false;
    EXPECT_EQ(toString(routerIdFor(config, table).value()), "192.0.2.111");
}

TEST(RouterId, IsMissedWhenThereIsNoneAndANeighborNeedsIt) {
    bird::Config config;
    config.bgps.emplace_back();
    EXPECT_FALSE(routerIdFor(config, {}));
    config.bgps[0].session.routerId = 1;
    EXPECT_TRUE(routerIdFor(config, {}));
}

} // namespace
} // namespace understudy::speaker
