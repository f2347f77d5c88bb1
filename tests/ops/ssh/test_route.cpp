#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/ssh/route.h"

namespace understudy::ops::ssh {
namespace {

using testing::ElementsAre;

cluster::SshTarget targetAt(const std::string& host) {
    cluster::SshTarget target;
    target.host = host;
    return target;
}

/// With this ~/.ssh/config.
std::vector<Hop> route(const cluster::SshTarget& target, const std::string& config = "") {
    const auto look = [&](std::string_view host) {
        return settingsFor(config, host, [](const std::string&) { return std::vector<std::string>{}; });
    };
    return routeTo(target, look, "/home/ann", "ann").value();
}

TEST(Endpoint, HasAHostAndMaybeAUserAndAPort) {
    EXPECT_EQ(Endpoint::parse("gate").value(), (Endpoint{"", "gate", 0}));
    EXPECT_EQ(Endpoint::parse(" ops@gate:2222 ").value(), (Endpoint{"ops", "gate", 2222}));
    EXPECT_EQ(Endpoint::parse("ssh://ops@gate:2222").value(), (Endpoint{"ops", "gate", 2222}));
    EXPECT_EQ(Endpoint::parse("ops@[2001:db8::1]:22").value(), (Endpoint{"ops", "2001:db8::1", 22}));
    EXPECT_EQ(Endpoint::parse("[2001:db8::1]").value(), (Endpoint{"", "2001:db8::1", 0}));
    EXPECT_EQ(Endpoint::parse("2001:db8::1").value(), (Endpoint{"", "2001:db8::1", 0}));
}

TEST(Endpoint, RefusesWhatIsNone) {
    for (const auto* text : {"", "@gate", "gate:", "gate:0", "gate:65536", "gate:x", "[::1", "[::1]22", "a b",
                             "-oProxyCommand=x", "ops@", "a\nb"})
        EXPECT_FALSE(Endpoint::parse(text)) << text;
}

TEST(Route, DefaultsToRootAtPort22WithTheUsualKeys) {
    const auto hops = route(targetAt("192.0.2.1"));
    ASSERT_EQ(hops.size(), 1u);
    EXPECT_EQ(hops[0], (Hop{"192.0.2.1",
                            22,
                            "root",
                            {"/home/ann/.ssh/id_ed25519", "/home/ann/.ssh/id_ecdsa", "/home/ann/.ssh/id_rsa"},
                            false,
                            "/home/ann/.ssh/known_hosts"}));
    EXPECT_EQ(hops[0].knownAs(), "192.0.2.1");
}

TEST(Route, TheClusterFileWinsOverTheConfiguration) {
    auto target = targetAt("node");
    target.port = std::uint16_t{2022};
    target.user = "ops";
    target.identityFile = "/keys/node";
    target.knownHostsFile = "/keys/known_hosts";
    const auto hops = route(target, "Host node\nPort 1\nUser u\nIdentityFile ~/i\nHostName 192.0.2.9\n");
    EXPECT_EQ(hops[0], (Hop{"192.0.2.9", 2022, "ops", {"/keys/node"}, true, "/keys/known_hosts"}));
    EXPECT_EQ(hops[0].knownAs(), "[192.0.2.9]:2022");
}

TEST(Route, TheConfigurationFillsTheGaps) {
    const auto hops =
        route(targetAt("node"), "Host node\nHostName %h.example.net\nPort 1\nUser u\nIdentityFile ~/%r@%h\n");
    EXPECT_EQ(hops[0].host, "node.example.net");
    EXPECT_EQ(hops[0].user, "u");
    EXPECT_THAT(hops[0].identityFiles, ElementsAre("/home/ann/u@node.example.net"));
    EXPECT_TRUE(hops[0].identityChosen);
}

TEST(Route, GoesThroughTheJumpHostsInTheirOrder) {
    auto target = targetAt("node");
    target.jump = "ops@outer:2201,[2001:db8::1]:2202";
    const auto hops = route(target, "Host outer\nHostName 192.0.2.1\nUser ignored\n");
    ASSERT_EQ(hops.size(), 3u);
    EXPECT_EQ(hops[0].host, "192.0.2.1");
    EXPECT_EQ(hops[0].port, 2201);
    EXPECT_EQ(hops[0].user, "ops");
    EXPECT_EQ(hops[1].host, "2001:db8::1");
    EXPECT_EQ(hops[1].port, 2202);
    EXPECT_EQ(hops[2].host, "node");
}

TEST(Route, TakesTheConfigurationsJumpHostUnlessThereIsNone) {
    const auto* config =
        "Host node\nProxyJump gate-%h\nHost direct\nProxyJump none\nHost *\nProxyJump other\n";
    EXPECT_EQ(route(targetAt("node"), config)[0].host, "gate-node");
    EXPECT_EQ(route(targetAt("direct"), config).size(), 1u);
    auto target = targetAt("node");
    target.jump = "none";
    EXPECT_EQ(route(target, config).size(), 1u);
}

TEST(Route, AJumpHostHasTheClustersKeyOnlyWhenTheConfigurationNamesNone) {
    auto target = targetAt("node");
    target.identityFile = "/keys/node";
    target.knownHostsFile = "/keys/known_hosts";
    target.jump = "gate,inner";
    const auto hops = route(target, "Host gate\nIdentityFile /keys/gate\n");
    EXPECT_THAT(hops[0].identityFiles, ElementsAre("/keys/gate"));
    EXPECT_THAT(hops[1].identityFiles, ElementsAre("/keys/node"));
    EXPECT_EQ(hops[0].knownHostsFile, "/keys/known_hosts");
}

TEST(Route, RefusesAJumpHostThatIsNone) {
    auto target = targetAt("node");
    target.jump = "gate,,inner";
    const auto look = [](std::string_view) {
        return HostSettings{};
    };
    EXPECT_FALSE(routeTo(target, look, "/home/ann", "ann"));
}

} // namespace
} // namespace understudy::ops::ssh
