#include <string>
#include <string_view>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config_files.h"

using namespace understudy;
using namespace understudy::bird;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// The one export of a configuration, after the definitions given.
FilterPtr filterOf(std::string_view policy, std::string_view definitions = "") {
    const auto config = test::parsed(fmt::format(
        "{}\nprotocol bgp p {{ local as 65500; neighbor 169.254.169.254 as 64515; ipv4 {{ export {}; }}; }}",
        definitions, policy));
    return config.bgps.at(0).channels.at(0).exportFilter;
}

OutboundRoute floating(std::string_view net = "192.0.2.2/32") {
    OutboundRoute route;
    route.net = *base::Prefix::parse(net);
    route.protocol = "direct1";
    route.interface = "dummy1";
    return route;
}

FilterResult after(std::string_view body, OutboundRoute route = floating()) {
    return run(*filterOf(fmt::format("filter {{ {} }}", body)), std::move(route));
}

bool holds(std::string_view condition, OutboundRoute route = floating()) {
    const auto result = run(*filterOf(fmt::format("where {}", condition)), std::move(route));
    EXPECT_THAT(result.printed, IsEmpty()) << condition;
    return result.accepted;
}

} // namespace

TEST(Filter, noneExportsNothingAndAllEverything) {
    EXPECT_EQ(filterOf("none"), nullptr);
    EXPECT_TRUE(run(*filterOf("all"), floating()).accepted);
}

TEST(Filter, rejectsAtItsEnd) {
    const auto result = after("bgp_med = 1;");
    EXPECT_FALSE(result.accepted);
    EXPECT_THAT(result.printed,
                ElementsAre("filter (unnamed), route 192.0.2.2/32: came to its end without accept or "
                            "reject, which rejects"));
}

TEST(Filter, prepends) {
    EXPECT_THAT(after("bgp_path.prepend(65500); bgp_path.prepend(65501); accept;").route.path,
                ElementsAre(65501, 65500));
    EXPECT_THAT(after("bgp_path = prepend(prepend(bgp_path, 1), 2); accept;").route.path, ElementsAre(2, 1));
    EXPECT_THAT(after("bgp_path.prepend(1); bgp_path.empty; accept;").route.path, IsEmpty());
    EXPECT_THAT(after("bgp_path.prepend(1); bgp_path.prepend(2); bgp_path.delete([1]); accept;").route.path,
                ElementsAre(2));
}

TEST(Filter, makesNoPathWithoutEnd) {
    std::string body;
    for (std::size_t i = 0; i <= maxFilteredPath; ++i)
        body += "bgp_path.prepend(1);";
    const auto result = after(body + "accept;");
    EXPECT_FALSE(result.accepted);
    EXPECT_EQ(result.route.path.size(), maxFilteredPath);
    EXPECT_THAT(result.printed,
                ElementsAre("filter (unnamed), route 192.0.2.2/32: the path would be longer than 250"));
}

TEST(Filter, setsCommunities) {
    EXPECT_THAT(
        after("bgp_community.add((65535,666)); bgp_community.add((1,2)); bgp_community.add((1,2)); accept;")
            .route.communities,
        ElementsAre(0x00010002U, 0xffff029aU));
    auto route = floating();
    route.communities = {0x00010002, 0x00010003, 0x00020002};
    EXPECT_THAT(after("bgp_community.delete([(1,*)]); accept;", route).route.communities,
                ElementsAre(0x00020002U));
    EXPECT_THAT(after("bgp_community.delete((1,2)); accept;", route).route.communities,
                ElementsAre(0x00010003U, 0x00020002U));
    EXPECT_THAT(after("bgp_community.filter([(*,2)]); accept;", route).route.communities,
                ElementsAre(0x00010002U, 0x00020002U));
    EXPECT_THAT(after("bgp_community.empty; accept;", route).route.communities, IsEmpty());
    EXPECT_THAT(after("bgp_community = -empty-; accept;", route).route.communities, IsEmpty());
}

TEST(Filter, setsExtendedAndLargeCommunities) {
    EXPECT_THAT(
        after(
            "bgp_ext_community.add((rt, 65500, 10)); bgp_ext_community.add((ro, 192.0.2.1, 7)); "
            "bgp_ext_community.add((rt, 70000, 1)); bgp_ext_community.add((generic, 0x43000000, 5)); accept;")
            .route.extendedCommunities,
        ElementsAre(0x0002ffdc0000000aULL, 0x0103c00002010007ULL, 0x0202000111700001ULL,
                    0x4300000000000005ULL));
    EXPECT_THAT(after("bgp_large_community.add((65500, 2, 3)); bgp_large_community.add((1, 2, 3)); "
                      "bgp_large_community.delete([(1, *, *)]); accept;")
                    .route.largeCommunities,
                ElementsAre(LargeCommunity{65500, 2, 3}));
}

TEST(Filter, setsMedAndOrigin) {
    const auto result = after("bgp_med = 2 * (3 + 4); bgp_origin = ORIGIN_INCOMPLETE; accept;");
    EXPECT_EQ(result.route.med, 14U);
    EXPECT_EQ(result.route.origin, BgpOrigin::Incomplete);
    EXPECT_EQ(after("bgp_med = 1; unset(bgp_med); accept;").route.med, std::nullopt);
}

TEST(Filter, matchesNetworks) {
    EXPECT_TRUE(holds("net = 192.0.2.2/32"));
    EXPECT_TRUE(holds("net ~ 192.0.2.0/24"));
    EXPECT_FALSE(holds("net ~ 198.51.100.0/24"));
    EXPECT_TRUE(holds("net ~ [ 192.0.2.0/24+ ]"));
    EXPECT_FALSE(holds("net ~ [ 192.0.2.0/24 ]"));
    EXPECT_TRUE(holds("net ~ [ 192.0.2.0/24 ]", floating("192.0.2.0/24")));
    EXPECT_TRUE(holds("net ~ [ 192.0.2.128/25- ]", floating("192.0.2.0/24")));
    EXPECT_FALSE(holds("net ~ [ 192.0.2.128/25- ]", floating("192.0.2.0/26")));
    EXPECT_TRUE(holds("net ~ [ 192.0.2.0/24{31,32} ]"));
    EXPECT_FALSE(holds("net ~ [ 192.0.2.0/24{24,31} ]"));
    EXPECT_TRUE(holds("net !~ [ 2001:db8::/32+ ]"));
    EXPECT_TRUE(holds("net ~ [ 2001:db8::/32{48,64} ]", floating("2001:db8:2222::/64")));
    EXPECT_TRUE(holds("net.len = 32 && net.ip = 192.0.2.2 && net.type = NET_IP4 && net.ip.is_v4"));
    EXPECT_TRUE(holds("net.ip ~ [ 192.0.2.1..192.0.2.9 ]"));
}

TEST(Filter, matchesWhereARouteComesFrom) {
    EXPECT_TRUE(holds("proto = \"direct1\" && source = RTS_DEVICE && ifname = \"dummy1\""));
    EXPECT_TRUE(holds("proto ~ \"dir*1\" && ifname ~ \"dummy?\" && ifname !~ \"*2\""));
    auto fixed = floating();
    fixed.fromStatic = true;
    EXPECT_TRUE(holds("source ~ [ RTS_STATIC, RTS_BGP ]", fixed));
    EXPECT_FALSE(holds("source ~ [ RTS_STATIC, RTS_BGP ]"));
}

TEST(Filter, matchesCommunitiesAndPaths) {
    auto route = floating();
    route.communities = {0x00010002};
    route.largeCommunities = {{1, 2, 3}};
    route.path = {65500, 7};
    EXPECT_TRUE(
        holds("(1,2) ~ bgp_community && bgp_community ~ [(1,*)] && bgp_community !~ [(2..9,2)]", route));
    EXPECT_TRUE(holds("(1,2,3) ~ bgp_large_community && bgp_large_community ~ [(1,2,3..4)]", route));
    EXPECT_TRUE(holds("7 ~ bgp_path && bgp_path ~ [1..9] && bgp_path !~ [8] && bgp_path.len = 2", route));
    EXPECT_TRUE(holds("bgp_path.first = 65500 && bgp_path.last = 7", route));
}

TEST(Filter, bindsAsBirdDoes) {
    EXPECT_TRUE(holds("2 + 3 * 4 = 14 && 10 - 2 - 3 = 5 && 12 / 2 / 3 = 2"));
    // `&&` and `||` bind equally, from the left.
    EXPECT_FALSE(holds("true || true && false"));
    EXPECT_TRUE(holds("! false && ! (1 > 2)"));
    EXPECT_TRUE(holds("1 <= 1 && 2 >= 1 && 1 < 2 && 1 != 2 && 192.0.2.1 < 192.0.2.2"));
}

TEST(Filter, knowsWhatIsNotThere) {
    EXPECT_FALSE(holds("defined(bgp_med)"));
    EXPECT_FALSE(holds("bgp_med = 0"));
    const auto result = after("if bgp_med < 5 then accept; accept;");
    EXPECT_FALSE(result.accepted);
    EXPECT_THAT(
        result.printed,
        ElementsAre("filter (unnamed), route 192.0.2.2/32: an attribute that is not there has no order"));
}

TEST(Filter, dividesByZeroWithoutHarm) {
    EXPECT_FALSE(after("int x = 0; bgp_med = 5 / x; accept;").accepted);
}

TEST(Filter, prints) {
    const auto result =
        after("bgp_path.prepend(1); bgp_path.prepend(2); printn net, \" \"; print bgp_path, \" \", true; "
              "bgp_community.add((1,2)); accept \"so be it \", bgp_community;");
    EXPECT_TRUE(result.accepted);
    EXPECT_THAT(result.printed, ElementsAre("192.0.2.2/32 2 1 TRUE", "so be it (1,2)"));
}

TEST(Filter, decidesByIfAndElse) {
    constexpr std::string_view body =
        "if net.len = 32 then { if proto = \"x\" then reject; else bgp_med = 1; } "
        "else bgp_med = 2; accept;";
    EXPECT_EQ(after(body).route.med, 1U);
    EXPECT_EQ(after(body, floating("192.0.2.0/24")).route.med, 2U);
}

TEST(Filter, hasVariables) {
    EXPECT_EQ(after("int a = 2; int b; b = a + 1; { int a = 10; b = b + a; } bgp_med = a * 100 + b; accept;")
                  .route.med,
              213U);
    const auto list = after("clist c; c.add((1,2)); c.add((3,4)); bgp_community = c; accept;");
    EXPECT_THAT(list.route.communities, ElementsAre(0x00010002U, 0x00030004U));
}

TEST(Filter, usesConstantsAndNamesOfOthers) {
    const auto filter =
        filterOf("filter backup", "define ME = 65500;\ndefine OURS = [ 192.0.2.0/24+ ];\n"
                                  "filter backup { if net ~ OURS then { bgp_path.prepend(ME); accept; } "
                                  "reject; }");
    EXPECT_THAT(run(*filter, floating()).route.path, ElementsAre(65500));
    EXPECT_FALSE(run(*filter, floating("198.51.100.1/32")).accepted);
}
