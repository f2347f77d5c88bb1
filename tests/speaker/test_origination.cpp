#include "core/speaker/origination.h"

#include <gmock/gmock.h>

namespace understudy::speaker {
namespace {

using base::Prefix;
using testing::ElementsAre;

Prefix prefix(const char* text) {
    return Prefix::parse(text).value();
}

std::pair<const Prefix, InterfaceAddress> address(const char* text) {
    InterfaceAddress result;
    result.network = prefix(text).network();
    return {prefix(text), result};
}

/// dummy1 of the guide, with both families.
class Origination : public testing::Test {
protected:
    Origination() {
        auto& dummy = interfaces[3];
        dummy.name = "dummy1";
        dummy.up = true;
        dummy.addresses = {address("192.0.2.2/32"), address("2001:db8:2222::1/64"),
                           address("2001:db8:2222::2/64"), address("fe80::1/64")};
        auto& uplink = interfaces[2];
        uplink.name = "eth0";
        uplink.up = true;
        uplink.addresses = {address("192.0.2.111/24")};
        config.directs.push_back({"direct1", {}, false, true, true, false, {{"dummy1", false}}});
    }

    std::vector<std::string> prefixes() const {
        std::vector<std::string> result;
        for (const auto& [net, route] : originate(config, interfaces, enabled))
            result.push_back(net.toString());
        return result;
    }

    bird::Config config;
    InterfaceTable interfaces;
    IsEnabled enabled = [](const std::string&) {
        return true;
    };
};

TEST_F(Origination, AnnouncesTheNetworksOfTheConfiguredInterfaceAlone) {
    EXPECT_THAT(prefixes(), ElementsAre("192.0.2.2/32", "2001:db8:2222::/64"));
}

TEST_F(Origination, StopsWhenTheLinkIsDown) {
    interfaces[3].up = false;
    EXPECT_TRUE(prefixes().empty());
}

TEST_F(Origination, NeedsACarrierOnlyWithCheckLink) {
    EXPECT_FALSE(interfaces[3].carrier);
    config.directs[0].checkLink = true;
    EXPECT_TRUE(prefixes().empty());
    interfaces[3].carrier = true;
    EXPECT_THAT(prefixes(), testing::SizeIs(2));
}

TEST_F(Origination, LeavesOutAddressesThatAreNotUsableYet) {
    interfaces[3].addresses[prefix("2001:db8:2222::1/64")].usable = false;
    interfaces[3].addresses[prefix("2001:db8:2222::2/64")].usable = false;
    EXPECT_THAT(prefixes(), ElementsAre("192.0.2.2/32"));
    interfaces[3].addresses[prefix("2001:db8:2222::2/64")].usable = true;
    EXPECT_THAT(prefixes(), ElementsAre("192.0.2.2/32", "2001:db8:2222::/64"));
}

TEST_F(Origination, LeavesOutWhatReachesNoFurtherThanTheLinkOrTheHost) {
    interfaces[3].addresses = {address("127.0.0.2/32"), address("169.254.1.1/16"), address("::1/128"),
                               address("fe80::2/64"),   address("224.0.0.1/32"),   address("ff02::1/128")};
    EXPECT_TRUE(prefixes().empty());
}

TEST_F(Origination, FollowsFamiliesAndPatternsInTheirOrder) {
    config.directs[0].interfaces = {{"eth*", true}, {"*", false}};
    config.directs[0].ipv6 = false;
    EXPECT_THAT(prefixes(), ElementsAre("192.0.2.2/32"));
    config.directs[0].interfaces.clear();
    EXPECT_THAT(prefixes(), ElementsAre("192.0.2.0/24", "192.0.2.2/32"));
}

TEST_F(Origination, LeavesOutDisabledProtocols) {
    enabled = [](const std::string& name) {
        return name != "direct1";
    };
    EXPECT_TRUE(prefixes().empty());
}

TEST_F(Origination, AnnouncesStaticRoutesAlwaysOrWithTheirInterface) {
    config.directs.clear();
    config.statics.push_back(
        {"static1", {}, false, {{prefix("198.51.100.0/24"), {}}, {prefix("203.0.113.0/24"), "dummy1"}}});
    EXPECT_THAT(prefixes(), ElementsAre("198.51.100.0/24", "203.0.113.0/24"));
    interfaces[3].up = false;
    EXPECT_THAT(prefixes(), ElementsAre("198.51.100.0/24"));
}

TEST_F(Origination, PrefersTheInterfaceToTheStaticRoute) {
    config.statics.push_back({"static1", {}, false, {{prefix("192.0.2.2/32"), {}}}});
    const auto routes = originate(config, interfaces, enabled);
    EXPECT_EQ(routes.at(prefix("192.0.2.2/32")).protocol, "direct1");
}

class Announced : public Origination {
protected:
    Announced() {
        channel.family = base::Family::V4;
        channel.exportFilter = bird::acceptAll();
    }

    bgp::Routes result() {
        return announced(originate(config, interfaces, enabled), channel, defaultMed,
                         {65500, base::IpAddress::parse("192.0.2.111").value()}, demotion, printed);
    }

    bird::BgpChannel channel;
    std::optional<std::uint32_t> defaultMed;
    Demotion demotion;
    std::vector<std::string> printed;
};

TEST_F(Announced, CarriesTheOwnAsAndTheNextHop) {
    const auto routes = result();
    ASSERT_EQ(routes.size(), 1u);
    const auto& attributes = routes.at(prefix("192.0.2.2/32"));
    EXPECT_THAT(attributes.asPath, ElementsAre(65500u));
    EXPECT_EQ(attributes.nextHop.toString(), "192.0.2.111");
    EXPECT_FALSE(attributes.med);
}

TEST_F(Announced, IsNothingWithoutAnExport) {
    channel.exportFilter = nullptr;
    EXPECT_TRUE(result().empty());
}

TEST_F(Announced, IsNothingWhenWithdrawn) {
    demotion.withdraw = true;
    EXPECT_TRUE(result().empty());
}

TEST_F(Announced, IsPrependedWhenDemoted) {
    demotion.prepend = 2;
    EXPECT_THAT(result().begin()->second.asPath, ElementsAre(65500u, 65500u, 65500u));
}

TEST_F(Announced, AsksForGracefulShutdown) {
    demotion.gracefulShutdown = true;
    EXPECT_THAT(result().begin()->second.communities, ElementsAre(bgp::gracefulShutdown));
}

TEST_F(Announced, CarriesTheDefaultMed) {
    defaultMed = 50;
    EXPECT_EQ(result().begin()->second.med, 50u);
}

} // namespace
} // namespace understudy::speaker
