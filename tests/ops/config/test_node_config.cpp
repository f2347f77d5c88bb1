#include "core/ops/config/node_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace understudy;
using bird::ConfigFile;
using testing::HasSubstr;

namespace {

cluster::Cluster exampleCluster() {
    cluster::Cluster cluster;
    cluster.cloud.neighbor4 = *base::IpAddress::parse("169.254.169.254");
    cluster.cloud.neighbor6 = *base::IpAddress::parse("2001:19f0:ffff::1");
    for (const auto* text : {"192.0.2.2/32", "2001:db8:2222::1/64"})
        cluster.floating.push_back({text, *base::Prefix::parse(text)});
    cluster::Instance instance;
    instance.name = cluster::InstanceName{"primary"};
    instance.tier = 2;
    instance.address4 = *base::IpAddress::parse("192.0.2.111");
    instance.address6 = *base::IpAddress::parse("2001:db8:1111::111");
    cluster.instances = {instance};
    return cluster;
}

std::string written(const cluster::Cluster& cluster, ConfigFile file) {
    const auto node = ops::nodeConfigOf(cluster, cluster.instances[0], file);
    EXPECT_TRUE(node) << node.error().what;
    return node ? bird::writeConfig(*node, file).value_or("") : std::string{};
}

} // namespace

TEST(NodeConfigOf, isWritableForEveryDialect) {
    const auto cluster = exampleCluster();
    EXPECT_THAT(written(cluster, ConfigFile::Bird1Ipv4), HasSubstr("neighbor 169.254.169.254 as 64515;"));
    EXPECT_THAT(written(cluster, ConfigFile::Bird1Ipv6), HasSubstr("protocol bgp vultr {"));
    const auto both = written(cluster, ConfigFile::Bird2);
    EXPECT_THAT(both, HasSubstr("protocol bgp vultr {"));
    EXPECT_THAT(both, HasSubstr("protocol bgp vultr6 {"));
    EXPECT_THAT(both, HasSubstr("bgp_path.prepend(65500);\n            bgp_path.prepend(65500);\n"));
}

TEST(NodeConfigOf, hasNoFamilyWithoutAddresses) {
    auto cluster = exampleCluster();
    cluster.instances[0].address6.reset();
    EXPECT_THAT(written(cluster, ConfigFile::Bird2), testing::Not(HasSubstr("vultr6")));
    EXPECT_FALSE(
        ops::nodeConfigOf(exampleCluster(), exampleCluster().instances[0], ConfigFile::Bird1Ipv4)->neighbor6);
    cluster.instances[0].address4.reset();
    const auto node = ops::nodeConfigOf(cluster, cluster.instances[0], ConfigFile::Bird2);
    ASSERT_FALSE(node);
    EXPECT_THAT(node.error().what, HasSubstr("has no \"address4\" for primary"));
}
