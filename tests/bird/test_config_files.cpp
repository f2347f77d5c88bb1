#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_files.h"

using namespace understudy;
using namespace understudy::bird;
using namespace std::chrono_literals;
using test::parsed;
using testing::ElementsAre;

namespace {

std::size_t prependsOf(const BgpChannel& channel) {
    OutboundRoute route;
    route.net = *base::Prefix::parse("192.0.2.2/32");
    route.protocol = "direct1";
    const auto result = run(*channel.exportFilter, route);
    EXPECT_TRUE(result.accepted);
    return result.route.path.size();
}

} // namespace

TEST(GoodConfigs, areUnderstood) {
    const auto configs = test::goodConfigs();
    EXPECT_GE(configs.size(), 15U);
    for (const auto& [name, text] : configs) {
        const auto config = parseConfig(name, text, {});
        EXPECT_TRUE(config) << toString(config.error());
    }
}

TEST(GoodConfigs, areAlsoAcceptedByTheRealBird) {
    bool skipped = false;
    for (const auto& [name, text] : test::goodConfigs()) {
        const auto which = test::realBirdFor(name);
        if (which && !test::isHere(*which))
            skipped = true;
        EXPECT_EQ(which && test::isHere(*which) ? test::complaintOf(*which, text) : "", "") << name;
    }
    if (skipped)
        GTEST_SKIP()
            << "some files were not judged: BIRD 2 is not installed, or `tests/lab/bird1` has not unpacked "
               "BIRD 1.6";
}

TEST(GoodConfigs, cutAnywhereGiveAConfigurationOrAnError) {
    for (const auto& [name, text] : test::goodConfigs()) {
        for (std::size_t size = 0; size < text.size(); ++size) {
            const auto cut = text.substr(0, size);
            const auto config = parseConfig(name, cut, {});
            if (config)
                continue;
            const auto lines = static_cast<std::size_t>(std::count(cut.begin(), cut.end(), '\n'));
            EXPECT_LE(config.error().place.line, lines + 1) << name << " cut at " << size;
            EXPECT_EQ(toString(config.error()).find("hunter2"), std::string::npos)
                << name << " cut at " << size;
            EXPECT_EQ(toString(config.error()).find("YOUR_"), std::string::npos)
                << name << " cut at " << size;
        }
    }
}

TEST(Guide, primaryAnnouncesWithoutPrepending) {
    const auto config = parsed(test::configText("guide/primary.conf"));
    EXPECT_EQ(config.dialect, Dialect::Bird1);
    EXPECT_EQ(config.routerId, 0xc000026fU);
    EXPECT_THAT(config.order, ElementsAre("kernel1", "device1", "direct1", "vultr"));
    ASSERT_EQ(config.directs.size(), 1U);
    ASSERT_EQ(config.directs[0].interfaces.size(), 1U);
    EXPECT_EQ(config.directs[0].interfaces[0].glob, "dummy1");
    EXPECT_TRUE(config.directs[0].ipv4);
    EXPECT_FALSE(config.directs[0].ipv6);
    ASSERT_EQ(config.bgps.size(), 1U);
    const auto& bgp = config.bgps[0];
    EXPECT_EQ(bgp.name, "vultr");
    EXPECT_EQ(bgp.place.line, 17U);
    EXPECT_EQ(bgp.session.localAs, 65500U);
    EXPECT_EQ(bgp.session.neighborAs, 64515U);
    EXPECT_EQ(bgp.session.neighbor.toString(), "169.254.169.254");
    EXPECT_EQ(bgp.session.source->toString(), "192.0.2.111");
    EXPECT_EQ(bgp.session.multihop, 2);
    EXPECT_EQ(bgp.session.holdTime, 240s);
    EXPECT_TRUE(bgp.session.gracefulRestart);
    EXPECT_EQ(bgp.session.password.reveal(), "YOUR_PASSWORD");
    EXPECT_TRUE(bgp.session.ipv4);
    EXPECT_FALSE(bgp.session.ipv6);
    ASSERT_EQ(bgp.channels.size(), 1U);
    EXPECT_EQ(bgp.channels[0].exportName, "ACCEPT");
    EXPECT_EQ(prependsOf(bgp.channels[0]), 0U);
}

TEST(Guide, backupsPrependOnceAndTwice) {
    EXPECT_EQ(prependsOf(parsed(test::configText("guide/first-backup.conf")).bgps.at(0).channels.at(0)), 1U);
    const auto second = parsed(test::configText("guide/second-backup.conf"));
    EXPECT_EQ(second.bgps.at(0).channels.at(0).exportName, "(unnamed)");
    EXPECT_EQ(prependsOf(second.bgps.at(0).channels.at(0)), 2U);
}

TEST(Guide, ipv6FileHasTheIpv6Channel) {
    const auto config = parsed(test::configText("guide/ipv6.bird6.conf"));
    EXPECT_EQ(config.log.at(0).name, "/var/log/bird.log");
    EXPECT_EQ(config.log.at(0).classes.size(), 9U);
    EXPECT_EQ(config.bgps.at(0).channels.at(0).family, base::Family::V6);
    EXPECT_EQ(config.bgps.at(0).session.neighbor.toString(), "2001:19f0:ffff::1");
    EXPECT_TRUE(config.directs.at(0).ipv6);
    EXPECT_FALSE(config.directs.at(0).ipv4);
}

TEST(WideConfig, ofBird2HasItsValues) {
    const auto config = parsed(test::configText("wide/bird2.conf"));
    EXPECT_EQ(config.dialect, Dialect::Bird2);
    EXPECT_EQ(config.log.at(0).limitBytes, 1000000U);
    EXPECT_EQ(config.timeFormats.base->recent, "%F %T.%3f");
    EXPECT_EQ(config.timeFormats.log->limit, 3600s);
    EXPECT_EQ(config.timeFormats.protocol->limit, 20h);
    EXPECT_EQ(config.statics.at(0).routes.at(1).interface, "dummy1");
    EXPECT_TRUE(config.directs.at(0).checkLink);
    EXPECT_TRUE(config.directs.at(0).interfaces.at(1).excluded);
    ASSERT_EQ(config.bgps.size(), 3U);
    const auto& vultr6 = config.bgps[1];
    EXPECT_EQ(vultr6.channels.size(), 2U);
    EXPECT_EQ(vultr6.session.holdTime, 9s);
    EXPECT_EQ(vultr6.session.neighborPort, 1179);
    EXPECT_EQ(vultr6.session.password.reveal(), "hunter2hunter2");
    EXPECT_EQ(vultr6.session.errorWaitTime, (Attempts{1s, 30s}));
    EXPECT_EQ(config.bgps[0].channels.at(0).nextHop->toString(), "192.0.2.111");
    EXPECT_TRUE(config.bgps[0].session.severalPaths4);
    EXPECT_FALSE(config.bgps[0].session.severalPaths6);
    EXPECT_EQ(config.bgps[2].session.interface, "eth0");
    EXPECT_FALSE(config.bgps[2].session.multihop);
    EXPECT_TRUE(config.bgps[2].disabled);
}

TEST(WideConfig, ofUnderstudydHasItsChecks) {
    const auto config = parsed(test::configText("wide/understudyd.conf"));
    ASSERT_EQ(config.checks.size(), 3U);
    const auto& http = std::get<HttpCheck>(config.checks[0].what);
    EXPECT_EQ(http.port, 8080);
    EXPECT_EQ(http.host, "127.0.0.1:8080");
    EXPECT_EQ(http.path, "/health");
    EXPECT_EQ(http.status, 204);
    EXPECT_EQ(config.checks[0].interval, 500ms);
    EXPECT_EQ(config.checks[0].prependOnFailure, 5U);
    EXPECT_EQ(std::get<TcpCheck>(config.checks[1].what).port, 5432);
    EXPECT_EQ(config.checks[2].name, "check1");
    EXPECT_THAT(std::get<ExecCheck>(config.checks[2].what).arguments,
                ElementsAre("/usr/local/bin/healthy", "--quick", "web"));
}

TEST(Includes, stepInForTheirLine) {
    const IncludeReader reader = [](const std::string& pattern, const std::string& from) {
        EXPECT_EQ(pattern, "conf.d/*.conf");
        EXPECT_EQ(from, "/etc/bird/bird.conf");
        return base::Result<std::vector<IncludedFile>>{std::vector<IncludedFile>{
            {"conf.d/a.conf", "define A = 1;"}, {"conf.d/b.conf", "router id 1.2.3.4"}}};
    };
    const auto config = parseConfig("/etc/bird/bird.conf", "  include \"conf.d/*.conf\" ;\n;", reader);
    ASSERT_TRUE(config) << toString(config.error());
    EXPECT_EQ(config->routerId, 0x01020304U);
}

TEST(Includes, tellTheFileOfAnError) {
    const IncludeReader reader = [](const std::string&, const std::string&) {
        return base::Result<std::vector<IncludedFile>>{
            std::vector<IncludedFile>{{"b.conf", "\n  nonsense;"}}};
    };
    const auto config = parseConfig("a.conf", "include \"b.conf\";", reader);
    ASSERT_FALSE(config);
    EXPECT_EQ(toString(config.error()), "b.conf:2:3 `nonsense` is not supported\n  nonsense;\n  ^");
}

TEST(Includes, areLimited) {
    const IncludeReader itself = [](const std::string&, const std::string&) {
        return base::Result<std::vector<IncludedFile>>{
            std::vector<IncludedFile>{{"a.conf", "include \"a.conf\";\ninclude \"a.conf\";"}}};
    };
    const auto deep = parseConfig("a.conf", "include \"a.conf\";", itself);
    ASSERT_FALSE(deep);
    EXPECT_EQ(deep.error().what, "Files are included more than 8 deep");
    const IncludeReader large = [](const std::string&, const std::string&) {
        return base::Result<std::vector<IncludedFile>>{
            std::vector<IncludedFile>{{"b.conf", std::string(5 * 1024 * 1024, ' ')}}};
    };
    const auto fat = parseConfig("a.conf", "include \"b.conf\";", large);
    ASSERT_FALSE(fat);
    EXPECT_THAT(fat.error().what, testing::HasSubstr("too large"));
}
