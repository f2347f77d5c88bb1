#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_files.h"
#include "core/bird/config_writer.h"

using namespace understudy;
using namespace understudy::bird;
using testing::HasSubstr;
using testing::Not;

namespace {

NodeConfig secondBackup() {
    NodeConfig node;
    node.routerId = *base::IpAddress::parse("192.0.2.111");
    node.localAs = 65500;
    node.neighborAs = 64515;
    node.neighbor4 = *base::IpAddress::parse("169.254.169.254");
    node.neighbor6 = *base::IpAddress::parse("2001:19f0:ffff::1");
    node.source4 = *base::IpAddress::parse("192.0.2.111");
    node.source6 = *base::IpAddress::parse("2001:db8:1111::1");
    node.prepends = 2;
    node.holdTime = std::chrono::seconds{9};
    node.password4 = base::Secret("hunter2");
    node.password6 = base::Secret("hunter6");
    return node;
}

struct Written {
    ConfigFile file;
    test::RealBird judge;
};
constexpr Written allFiles[] = {{ConfigFile::Bird1Ipv4, test::RealBird::V1},
                                {ConfigFile::Bird1Ipv6, test::RealBird::V1Ipv6},
                                {ConfigFile::Bird2, test::RealBird::V2}};

void expectWanted(const BgpConfig& bgp, const NodeConfig& node, base::Family family) {
    const bool v4 = family == base::Family::V4;
    EXPECT_EQ(bgp.session.localAs, node.localAs);
    EXPECT_EQ(bgp.session.neighborAs, node.neighborAs);
    EXPECT_EQ(bgp.session.neighbor, v4 ? node.neighbor4 : node.neighbor6);
    EXPECT_EQ(bgp.session.source, v4 ? node.source4 : node.source6);
    EXPECT_EQ(bgp.session.multihop, node.multihop);
    EXPECT_EQ(bgp.session.holdTime, node.holdTime.value_or(std::chrono::seconds{240}));
    EXPECT_EQ(bgp.session.gracefulRestart, node.gracefulRestart);
    EXPECT_EQ(bgp.session.password, v4 ? node.password4 : node.password6);
    ASSERT_EQ(bgp.channels.size(), 1U);
    EXPECT_EQ(bgp.channels[0].family, family);
    OutboundRoute route;
    const auto result = run(*bgp.channels[0].exportFilter, route);
    EXPECT_TRUE(result.accepted);
    EXPECT_EQ(result.route.path, std::vector<AsNumber>(node.prepends, node.localAs));
}

} // namespace

TEST(WrittenConfig, isReadBackWithTheWantedValues) {
    auto plain = secondBackup();
    plain.prepends = 0;
    plain.holdTime.reset();
    plain.gracefulRestart = false;
    plain.multihop.reset();
    plain.password4 = plain.password6 = {};
    for (const auto& node : {secondBackup(), plain}) {
        const auto v4 = test::parsed(writeConfig(node, ConfigFile::Bird1Ipv4).value());
        const auto v6 = test::parsed(writeConfig(node, ConfigFile::Bird1Ipv6).value());
        const auto both = test::parsed(writeConfig(node, ConfigFile::Bird2).value());
        EXPECT_EQ(v4.dialect, Dialect::Bird1);
        EXPECT_EQ(both.dialect, Dialect::Bird2);
        ASSERT_EQ(v4.bgps.size(), 1U);
        ASSERT_EQ(v6.bgps.size(), 1U);
        ASSERT_EQ(both.bgps.size(), 2U);
        expectWanted(v4.bgps[0], node, base::Family::V4);
        expectWanted(v6.bgps[0], node, base::Family::V6);
        expectWanted(both.bgps[0], node, base::Family::V4);
        expectWanted(both.bgps[1], node, base::Family::V6);
        EXPECT_EQ(both.bgps[1].name, "vultr6");
        EXPECT_EQ(both.directs.at(0).interfaces.at(0).glob, "dummy1");
        EXPECT_TRUE(both.directs[0].ipv4 && both.directs[0].ipv6);
        EXPECT_EQ(both.routerId, 0xc000026fU);
    }
}

TEST(WrittenConfig, isAcceptedByTheRealBird) {
    auto single = secondBackup();
    single.neighbor6.reset();
    bool skipped = false;
    for (const auto& [file, judge] : allFiles) {
        if (!test::isHere(judge)) {
            skipped = true;
            continue;
        }
        EXPECT_EQ(test::complaintOf(judge, writeConfig(secondBackup(), file).value()), "");
        if (file == ConfigFile::Bird2) {
            EXPECT_EQ(test::complaintOf(judge, writeConfig(single, file).value()), "");
        }
    }
    if (skipped)
        GTEST_SKIP()
            << "not judged by every BIRD: BIRD 2 is not installed, or `tests/lab/bird1` has not unpacked "
               "BIRD 1.6";
}

TEST(WrittenConfig, isRefusedWhenAValueCouldNotStandInIt) {
    const auto refused = [](auto change) {
        auto node = secondBackup();
        change(node);
        const auto text = writeConfig(node, ConfigFile::Bird2);
        EXPECT_FALSE(text);
        return text ? std::string{} : text.error().what;
    };
    EXPECT_THAT(refused([](NodeConfig& n) { n.password4 = base::Secret("hunter2\"; x"); }),
                testing::AllOf(HasSubstr("password"), Not(HasSubstr("hunter2"))));
    EXPECT_THAT(refused([](NodeConfig& n) { n.password6 = base::Secret("a\nb"); }), HasSubstr("password"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.password4 = base::Secret(std::string(81, 'x')); }),
                HasSubstr("80"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.interface = "eth0\"; }"; }), HasSubstr("interface"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.protocol4 = "a b"; }), HasSubstr("name"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.protocol6 = n.protocol4; }), HasSubstr("different names"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.source4.reset(); }), HasSubstr("missing"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.neighborAs = n.localAs; }), HasSubstr("differ"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.prepends = 21; }), HasSubstr("prepends"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.holdTime = std::chrono::seconds{2}; }), HasSubstr("hold time"));
    EXPECT_THAT(refused([](NodeConfig& n) { n.neighbor4 = n.neighbor6; }), HasSubstr("family"));
    EXPECT_THAT(refused([](NodeConfig& n) {
                    n.neighbor4.reset();
                    n.neighbor6.reset();
                }),
                HasSubstr("no neighbor"));
}
