#include "core/bird/show_route.h"

#include <chrono>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

constexpr std::string_view oneRoute = "1007-192.0.2.2/32       dev dummy1 [direct1 19:03:59] * (240)\n";

std::optional<std::vector<AsNumber>> pathShownAs(std::string_view text) {
    const auto routes = parseRoutes(
        test::replyOf(std::string(oneRoute) + "1012-\tBGP.as_path: " + std::string(text) + "\n0000 \n"));
    return routes ? std::optional(routes->front().asPath) : std::nullopt;
}

std::string errorOf(std::string_view bytes) {
    const auto routes = parseRoutes(test::replyOf(bytes));
    return routes ? "no error" : routes.error().what;
}

} // namespace

TEST(ShowRoute, readsSeveralRoutesToOneNetwork) {
    const auto routes = parseRoutes(
        test::replyOf("1007-Table master4:\n"
                      " 192.0.2.2/32         unicast [direct1 2026-11-23 19:03:59.300] * (240)\n"
                      " \tdev dummy1\n"
                      "                       unicast [vultr 19:03:59.300 from 192.0.2.9] (100) [AS64515i]\n"
                      " \tvia 192.0.2.1 on eth0 weight 1\n"
                      " \tdev eth1 weight 2\n"
                      " \tdev eth2 weight 3\n"
                      " 198.51.100.0/24      blackhole [st4 19:03:59.300] * (200)\n"
                      "0000 \n"));
    ASSERT_TRUE(routes) << routes.error().what;
    const auto host = *base::Prefix::parse("192.0.2.2/32");
    EXPECT_THAT(*routes, ElementsAre(Route{host, "dummy1", "direct1", {}}, Route{host, "eth1", "vultr", {}},
                                     Route{*base::Prefix::parse("198.51.100.0/24"), "", "st4", {}}));
}

TEST(ShowRoute, readsRoutesOfBird1ThroughAGateway) {
    const auto routes =
        parseRoutes(test::replyOf("1007-0.0.0.0/0          via 192.0.2.1 on eth0 [kernel1 19:03:59] * (10)\n"
                                  " 203.0.113.0/24     multipath [st4 19:03:59] * (200)\n"
                                  " \tvia 192.0.2.1 on eth0 weight 1\n"
                                  "                    unreachable [st5 19:03:59] (200)\n"
                                  "0000 \n"));
    ASSERT_TRUE(routes) << routes.error().what;
    ASSERT_EQ(routes->size(), 3U);
    EXPECT_EQ(routes->at(0).interface, "");
    EXPECT_EQ(routes->at(2).protocol, "st5");
    EXPECT_EQ(routes->at(2).prefix.toString(), "203.0.113.0/24");
}

TEST(ShowRoute, countsASetAsOneHopAndAConfederationAsNone) {
    EXPECT_THAT(pathShownAs("65500 65501"), testing::Optional(ElementsAre(65500U, 65501U)));
    EXPECT_THAT(pathShownAs("65500 {1 2 3} 4"), testing::Optional(ElementsAre(65500U, 1U, 4U)));
    EXPECT_THAT(pathShownAs("65500 { 1 2 }"), testing::Optional(ElementsAre(65500U, 1U)));
    EXPECT_THAT(pathShownAs("{1 2} {3}"), testing::Optional(ElementsAre(1U, 3U)));
    EXPECT_THAT(pathShownAs("(64512 64513) 65500"), testing::Optional(ElementsAre(65500U)));
    EXPECT_THAT(pathShownAs("({64512 64513}) 65500"), testing::Optional(ElementsAre(65500U)));
    EXPECT_THAT(pathShownAs(""), testing::Optional(IsEmpty()));
    EXPECT_THAT(pathShownAs("4294967295"), testing::Optional(ElementsAre(4294967295U)));
}

TEST(ShowRoute, refusesPathsThatCannotBeRead) {
    for (const auto* path : {"65500 ...", "65500 ,", "4294967296", "-1", "65500 {", "65500 }", "{}",
                             "{1 {2} }", "(1", "1)", "((1))", "{(1)}", "({1)}", "AS65500", "65500.1"})
        EXPECT_EQ(pathShownAs(path), std::nullopt) << path;
}

TEST(ShowRoute, refusesAPathThatComesTwice) {
    EXPECT_THAT(errorOf(std::string(oneRoute) + "1012-\tBGP.as_path: 1\n \tBGP.as_path: 2\n0000 \n"),
                HasSubstr("an attribute that is none"));
}

TEST(ShowRoute, skipsAttributesThatItDoesNotNeed) {
    const auto routes =
        parseExported(test::replyOf(std::string(oneRoute) + "1008-\tType: device unicast univ\n"
                                                            "1012-\tBGP.community: (1,2) (3,4)\n"
                                                            " \t\t(5,6) bgp_path: 7\n"
                                                            " \tbgp_path: 65500\n"
                                                            "1013-something newer\n"
                                                            "0000 \n"));
    ASSERT_TRUE(routes) << routes.error().what;
    EXPECT_THAT(routes->front().asPath, ElementsAre(65500U));
}

TEST(ShowRoute, refusesLinesThatCannotBeRead) {
    EXPECT_THAT(errorOf("1007-nonsense\n0000 \n"), HasSubstr("a network that is none"));
    EXPECT_THAT(errorOf("1007-192.0.2.2 dev dummy1 [direct1 1] * (240)\n0000 \n"),
                HasSubstr("a network that is none"));
    EXPECT_THAT(errorOf("1007-192.0.2.2/33 dev dummy1 [direct1 1] * (240)\n0000 \n"),
                HasSubstr("a network that is none"));
    EXPECT_THAT(errorOf("1007-192.0.2.2/32 dev dummy1\n0000 \n"), HasSubstr("without its source"));
    EXPECT_THAT(errorOf("1007-192.0.2.2/32 dev dummy1 [direct1\n0000 \n"), HasSubstr("without its source"));
    EXPECT_THAT(errorOf("1007-192.0.2.2/32 dev dummy1 []\n0000 \n"), HasSubstr("without its source"));
    EXPECT_THAT(errorOf("1007-    dev dummy1 [direct1 1]\n0000 \n"), HasSubstr("a route without a network"));
    EXPECT_THAT(errorOf("1007-\tdev dummy1\n0000 \n"), HasSubstr("a next hop without a route"));
    EXPECT_THAT(errorOf("1012-\tBGP.as_path: 1\n0000 \n"), HasSubstr("an attribute without a route"));
    EXPECT_THAT(errorOf(std::string(oneRoute) + "1012-BGP.as_path: 1\n0000 \n"),
                HasSubstr("an attribute without a route"));
    EXPECT_THAT(errorOf(std::string(oneRoute) + "8004 Stopped due to reconfiguration\n"),
                HasSubstr("Stopped due to reconfiguration"));
    EXPECT_THAT(errorOf("0013 Daemon is up and running\n"), HasSubstr("no routes"));
}

TEST(ShowRoute, takesNoErrorAmongRoutesForAProtocolThatIsDown) {
    EXPECT_FALSE(parseExported(test::replyOf(std::string(oneRoute) + "8005 Protocol is down\n")));
    EXPECT_FALSE(parseExported(test::replyOf("9001 syntax error\n")));
    EXPECT_FALSE(parseExported(test::replyOf("8001 Network not found\n")));
}

TEST(ShowRoute, wantsTheAttributesOfEveryExportedRoute) {
    const std::string details = "1008-\tType: device unicast univ\n";
    const std::string second = "1007-192.0.2.3/32       dev dummy1 [direct1 19:03:59] * (240)\n";
    const std::string first(oneRoute);
    EXPECT_TRUE(parseExported(test::replyOf(first + details + second + details + "0000 \n")));
    EXPECT_FALSE(parseExported(test::replyOf(first + details + second + "0000 \n")));
    EXPECT_FALSE(parseExported(test::replyOf(first + second + details + "0000 \n")));
}

TEST(ShowRoute, countsRoutes) {
    const auto count = [](std::string_view bytes) {
        const auto result = parseRouteCount(test::replyOf(bytes));
        return result ? std::optional(*result) : std::nullopt;
    };
    EXPECT_EQ(count("0014 12 of 30 routes for 20 networks\n"), 12U);
    EXPECT_EQ(count("1007-12 of 30 routes for 20 networks in table master4\n0000 \n"), 12U);
    EXPECT_EQ(count("1007-1 of 1 routes for 1 networks in table a\n 2 of 2 routes for 2 networks in table b\n"
                    "0014 Total: 3 of 3 routes for 3 networks in 2 tables\n"),
              3U);
    EXPECT_EQ(count("8005 Protocol is down\n"), 0U);
    EXPECT_EQ(count("9001 No valid tables\n"), 0U);
    EXPECT_EQ(count("0000 \n"), std::nullopt);
    EXPECT_EQ(count("0014 many\n"), std::nullopt);
    EXPECT_EQ(count("0014 99999999999999999999 of 1 routes for 1 networks\n"), std::nullopt);
    EXPECT_EQ(count("9001 syntax error\n"), std::nullopt);
}

TEST(ShowRoute, putsTheOwnAsInFrontWhereTheSpeakerDoesNot) {
    const std::vector<AsNumber> printed{65500, 65500};
    EXPECT_EQ(pathAtNeighbor(printed, {SpeakerKind::Bird, "1.6.8"}, 65500), printed);
    EXPECT_EQ(pathAtNeighbor(printed, {SpeakerKind::Understudyd, "0.1.0"}, 65500), printed);
    EXPECT_EQ(pathAtNeighbor(printed, {SpeakerKind::Bird, "2.0.12"}, 65500).size(), 3U);
    EXPECT_EQ(pathAtNeighbor({}, {SpeakerKind::Bird, "3.3.2"}, 65500), std::vector<AsNumber>{65500});
    EXPECT_THAT(pathAtNeighbor({}, {SpeakerKind::Bird, "1.6.8"}, 65500), IsEmpty());
}

TEST(ShowRoute, readsTenThousandExportedRoutes) {
    constexpr int count = 10'000;
    std::string bytes = "1007-Table master4:\n";
    for (int i = 0; i < count; ++i)
        bytes += fmt::format("{}10.{}.{}.1/32         unicast [direct1 19:03:59.300] * (240)\n \tdev dummy1\n"
                             "1008-\tType: device univ\n1012-\tBGP.as_path: 65500 65500\n",
                             i == 0 ? " " : "1007-", i / 256, i % 256);
    bytes += "0000 \n";
    const auto before = std::chrono::steady_clock::now();
    const auto routes = parseExported(test::replyOf(bytes));
    const auto took = std::chrono::steady_clock::now() - before;
    RecordProperty("microseconds",
                   static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count()));
    ASSERT_TRUE(routes) << routes.error().what;
    ASSERT_EQ(routes->size(), static_cast<std::size_t>(count));
    EXPECT_EQ(routes->back().prefix.toString(), "10.39.15.1/32");
    EXPECT_THAT(routes->back().asPath, ElementsAre(65500U, 65500U));
}
