// What every recorded list of routes says: what is exported is what the cloud's router hears.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bird/captured.h"
#include "core/bird/show_route.h"
#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

struct Speaker {
    const char* version;
    const char* protocol;
    const char* prefix;
    std::vector<AsNumber> printed;
    std::vector<AsNumber>
        atNeighbor; ///< 1.6.8 prepends 0 times, 2.0.12 once, 2.19.2 twice, 3.3.2 three times
    const char* refusedWhileDown;
};

constexpr AsNumber own = 65500;
const Speaker speakers[] = {
    {"1.6.8", "vultr", "192.0.2.2/32", {own}, {own}, "the protocol is down"},
    {"1.6.8-bird6", "vultr", "2001:db8:2222::/64", {own}, {own}, "the protocol is down"},
    {"2.0.12", "vultr", "192.0.2.2/32", {own}, {own, own}, "BIRD refused: No valid tables (code 9001)"},
    {"2.0.12",
     "vultr6",
     "2001:db8:2222::/64",
     {own},
     {own, own},
     "BIRD refused: No valid tables (code 9001)"},
    {"2.19.2",
     "vultr",
     "192.0.2.2/32",
     {own, own},
     {own, own, own},
     "BIRD refused: No valid tables (code 9001)"},
    {"2.19.2",
     "vultr6",
     "2001:db8:2222::/64",
     {own, own},
     {own, own, own},
     "BIRD refused: No valid tables (code 9001)"},
    {"3.3.2",
     "vultr",
     "192.0.2.2/32",
     {own, own, own},
     {own, own, own, own},
     "BIRD refused: Requested 'show route export' to protocols which aren't accepting exports at all. (code "
     "9001)"},
    {"3.3.2",
     "vultr6",
     "2001:db8:2222::/64",
     {own, own, own},
     {own, own, own, own},
     "BIRD refused: Requested 'show route export' to protocols which aren't accepting exports at all. (code "
     "9001)"},
};

bool isV6(const Speaker& speaker) {
    return base::Prefix::parse(speaker.prefix)->family() == base::Family::V6;
}

Route exportedRoute(const Speaker& speaker) {
    return {.prefix = *base::Prefix::parse(speaker.prefix),
            .interface = "dummy1",
            .protocol = "direct1",
            .asPath = speaker.printed};
}

std::string exportName(const Speaker& speaker, std::string_view scenario) {
    return std::string(speaker.version) + '/' + std::string(scenario) + "/show_route_export_" +
           speaker.protocol + "_all";
}

} // namespace

TEST(RecordedExport, isTheFloatingAddressWhileTheInterfaceIsUp) {
    for (const auto& speaker : speakers)
        EXPECT_THAT(parseExported(test::recordedReply(exportName(speaker, "established"))).value(),
                    ElementsAre(exportedRoute(speaker)))
            << speaker.version << speaker.protocol;
}

TEST(RecordedExport, isNothingWhileTheInterfaceIsDown) {
    for (const auto& speaker : speakers)
        EXPECT_THAT(parseExported(test::recordedReply(exportName(speaker, "interface-down"))).value(),
                    IsEmpty());
}

TEST(RecordedExport, lacksTheIpv6RouteAfterTheInterfaceIsUpAgain) {
    for (const auto& speaker : speakers) {
        const auto routes =
            parseExported(test::recordedReply(exportName(speaker, "interface-up-again-v6-addresses-lost")));
        if (isV6(speaker)) {
            EXPECT_THAT(routes.value(), IsEmpty()) << speaker.version;
        } else {
            EXPECT_THAT(routes.value(), ElementsAre(exportedRoute(speaker))) << speaker.version;
        }
    }
}

TEST(RecordedExport, isNothingWhileTheSessionIsNotUp) {
    for (const auto& speaker : speakers) {
        for (const auto* scenario :
             {"peer-admin-shutdown", "md5-mismatch", "bad-peer-as", "connection-refused", "no-answer"}) {
            const auto reply = test::recordedReply(exportName(speaker, scenario));
            EXPECT_THAT(parseExported(reply).value(), IsEmpty()) << speaker.version << scenario;
            EXPECT_EQ(parseRoutes(reply).error().what, speaker.refusedWhileDown)
                << speaker.version << scenario;
        }
    }
}

TEST(RecordedExport, goesOnForTheProtocolThatIsNotDisabled) {
    for (const auto& speaker : speakers) {
        if (std::string_view(speaker.protocol) == "vultr6") {
            EXPECT_THAT(parseExported(test::recordedReply(exportName(speaker, "disabled"))).value(),
                        ElementsAre(exportedRoute(speaker)));
        } else {
            EXPECT_THAT(parseExported(test::recordedReply(std::string(speaker.version) +
                                                          "/disabled/show_route_export_vultr"))
                            .value(),
                        IsEmpty());
        }
    }
}

TEST(RecordedExport, withoutAttributesIsRefused) {
    for (const auto* version : {"1.6.8", "2.0.12", "2.19.2", "3.3.2"}) {
        const auto reply = test::recordedReply(std::string(version) + "/established/show_route_export_vultr");
        EXPECT_EQ(parseExported(reply).error().what,
                  "`show route export` shows a route without its attributes");
        EXPECT_EQ(parseRoutes(reply).value().size(), 1U);
    }
}

TEST(RecordedExport, reachesTheNeighborWithTheOwnAsInFront) {
    for (const auto& speaker : speakers) {
        const auto recorded = test::recording(exportName(speaker, "established"));
        const auto captured = parseCaptured(recorded.output, recorded.exitStatus);
        ASSERT_TRUE(captured) << captured.error().what;
        const auto routes = parseExported(captured->reply).value();
        EXPECT_EQ(pathAtNeighbor(routes.front().asPath, captured->greeting, own), speaker.atNeighbor)
            << speaker.version;
    }
}

TEST(RecordedRoutes, areThoseOfBothTables) {
    const Route v4{*base::Prefix::parse("192.0.2.2/32"), "dummy1", "direct1", {}};
    const Route v6{*base::Prefix::parse("2001:db8:2222::/64"), "dummy1", "direct1", {}};
    for (const auto* command : {"show_route", "show_route_all", "show_route_protocol_direct1"}) {
        const auto routes = [&](std::string_view version, std::string_view scenario) {
            return parseRoutes(test::recordedReply(std::string(version) + '/' + std::string(scenario) + '/' +
                                                   command))
                .value();
        };
        EXPECT_THAT(routes("1.6.8", "established"), ElementsAre(v4));
        EXPECT_THAT(routes("1.6.8-bird6", "established"), ElementsAre(v6));
        EXPECT_THAT(routes("1.6.8-bird6", "interface-up-again-v6-addresses-lost"), IsEmpty());
        for (const auto* version : {"2.0.12", "2.19.2", "3.3.2"}) {
            EXPECT_THAT(routes(version, "established"), ElementsAre(v4, v6)) << version;
            EXPECT_THAT(routes(version, "interface-down"), IsEmpty()) << version;
            EXPECT_THAT(routes(version, "interface-up-again-v6-addresses-lost"), ElementsAre(v4)) << version;
        }
    }
}

TEST(RecordedRoutes, areCounted) {
    const auto count = [](std::string_view version, std::string_view scenario) {
        return parseRouteCount(test::recordedReply(std::string(version) + '/' + std::string(scenario) +
                                                   "/show_route_count"))
            .value();
    };
    for (const auto version : test::versions) {
        EXPECT_EQ(count(version, "established"), version.starts_with("1.") ? 1U : 2U) << version;
        EXPECT_EQ(count(version, "interface-down"), 0U) << version;
    }
}
