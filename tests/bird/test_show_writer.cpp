// What is written is what BIRD 2.0.12 wrote in the same situation, byte by byte.
#include <algorithm>

#include <gtest/gtest.h>

#include "core/bird/route_writer.h"
#include "core/bird/show_writer.h"
#include "recordings.h"
#include "views.h"

namespace understudy::bird {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::at;
using test::recordedBytes;
using test::written;

const test::TimeZone utc("UTC0");
const base::WallTime now = at("19:05:40.000");
const ShownTimes times;

std::string shown(const std::vector<ProtocolView>& protocols, bool all) {
    return written([&](ReplyWriter& writer) { writeProtocols(writer, protocols, all, now, times); });
}

std::string shown(const ProtocolView& protocol) {
    return shown(std::vector<ProtocolView>{protocol}, true);
}

std::string shown(const std::vector<RouteView>& routes, bool all) {
    return written([&](ReplyWriter& writer) { writeRoutes(writer, routes, all, now, times.route); });
}

void replace(std::string& text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
}

TEST(ShowWriter, WritesTheStatusAsBirdDoesUnderItsOwnName) {
    auto expected = recordedBytes("2.0.12/established/show_status");
    replace(expected, "BIRD 2.0.12", "BIRD 2.0.0 (understudyd 0.1.0)");
    EXPECT_EQ(written([](ReplyWriter& writer) { writeStatus(writer, test::speaker(), times); }), expected);
}

TEST(ShowWriter, TellsAGracefulRestartThatIsUnderWayAndAShutdown) {
    auto view = test::speaker();
    view.recovery = SpeakerView::Recovery{.channels = 2, .left = milliseconds{17250}, .whole = seconds{30}};
    view.activity = SpeakerView::Activity::ShuttingDown;
    const auto bytes = written([&](ReplyWriter& writer) { writeStatus(writer, view, times); });
    EXPECT_TRUE(bytes.ends_with("0024-Graceful restart recovery in progress\n"
                                "   Waiting for 2 channels to recover\n"
                                "   Wait timer is 17.250/30\n"
                                "0013 Shutdown in progress\n"))
        << bytes;
}

TEST(ShowWriter, WritesProtocolsAsBirdDoes) {
    EXPECT_EQ(shown(test::protocols(), false), recordedBytes("2.0.12/established/show_protocols"));
}

TEST(ShowWriter, WritesEstablishedSessionsAsBirdDoes) {
    EXPECT_EQ(shown(test::protocols(), true), recordedBytes("2.0.12/established/show_protocols_all"));
}

TEST(ShowWriter, WritesAWithdrawnRouteAsBirdDoes) {
    auto view = test::protocols()[2];
    view.bgp->session->hold->left = milliseconds{216243};
    view.bgp->session->keepalive->left = milliseconds{54661};
    view.channels.front().exported = 0;
    view.channels.front().exportWithdraws = {.received = 1, .accepted = 1};
    EXPECT_EQ(shown(view), recordedBytes("2.0.12/interface-down/show_protocols_all_vultr"));
}

TEST(ShowWriter, WritesADisabledSessionAsBirdDoes) {
    auto view = test::connecting();
    view.state = ProtocolView::State::Down;
    view.since = at("19:04:13.877");
    view.bgp->state = BgpState::Down;
    EXPECT_EQ(shown(view), recordedBytes("2.0.12/disabled/show_protocols_all_vultr"));
}

TEST(ShowWriter, WritesTheNeighborsShutdownAndItsMessageAsBirdDoes) {
    auto view = test::connecting();
    view.since = at("19:04:40.779");
    view.message = "maintenance tonight";
    view.bgp->state = BgpState::Active;
    view.bgp->connectDelay = TimerView{milliseconds{2409}, seconds{5}};
    view.bgp->lastErrorClass = "Received: ";
    view.bgp->lastError = "Administrative shutdown";
    EXPECT_EQ(shown(view), recordedBytes("2.0.12/peer-admin-shutdown/show_protocols_all_vultr"));
}

TEST(ShowWriter, WritesTheWaitAfterAnErrorAsBirdDoes) {
    auto view = test::connecting();
    view.since = at("19:04:59.773");
    view.bgp->state = BgpState::Idle;
    view.bgp->errorWait = TimerView{milliseconds{36027}, seconds{60}};
    view.bgp->lastErrorClass = "Received: ";
    view.bgp->lastError = "Bad peer AS";
    EXPECT_EQ(shown(view), recordedBytes("2.0.12/bad-peer-as/show_protocols_all_vultr"));
}

TEST(ShowWriter, WritesAnAttemptToConnectAsBirdDoes) {
    auto view = test::connecting();
    view.since = at("19:04:43.013");
    EXPECT_EQ(shown(view), recordedBytes("2.0.12/md5-mismatch/show_protocols_all_vultr"));
}

TEST(ShowWriter, WritesEveryCapabilityInTheOrderOfBird) {
    using base::Family;
    auto view = test::protocols()[2];
    view.bgp->interface = "eth0";
    view.bgp->neighborPort = 1790;
    view.bgp->session->multihop = false;
    view.bgp->session->hold.reset();
    view.bgp->session->keepalive.reset();
    view.bgp->session->sendHold = TimerView{milliseconds{361240}, seconds{480}};
    auto& capabilities = view.bgp->session->local;
    capabilities.announced = {Family::V4, Family::V6};
    capabilities.extendedNextHop = {Family::V4};
    capabilities.extendedMessage = true;
    capabilities.gracefulRestart->recovering = true;
    capabilities.gracefulRestart->preserved = {Family::V4};
    capabilities.addPath = CapabilitiesView::AddPath{.receive = {Family::V4}, .send = {}};
    view.bgp->session->neighbor.gracefulRestart->supported.clear();
    const auto bytes = shown(view);
    EXPECT_NE(bytes.find("     Neighbor address: 169.254.169.254%eth0\n"
                         "     Neighbor port:    1790\n"),
              std::string::npos)
        << bytes;
    EXPECT_NE(bytes.find("     Local capabilities\n"
                         "       Multiprotocol\n"
                         "         AF announced: ipv4 ipv6\n"
                         "       Route refresh\n"
                         "       Extended next hop\n"
                         "         IPv6 nexthop: ipv4\n"
                         "       Extended message\n"
                         "       Graceful restart\n"
                         "         Restart time: 120\n"
                         "         Restart recovery\n"
                         "         AF supported: ipv4\n"
                         "         AF preserved: ipv4\n"
                         "       4-octet AS numbers\n"
                         "       ADD-PATH\n"
                         "         RX: ipv4\n"
                         "         TX:\n"
                         "       Enhanced refresh\n"
                         "       Long-lived graceful restart\n"
                         "     Neighbor capabilities\n"
                         "       Multiprotocol\n"
                         "         AF announced: ipv4\n"
                         "       Route refresh\n"
                         "       Graceful restart\n"
                         "       4-octet AS numbers\n"),
              std::string::npos)
        << bytes;
    EXPECT_NE(bytes.find("     Session:          external AS4\n"
                         "     Source address:   192.0.2.112\n"
                         "     Hold timer:       0.000/0\n"
                         "     Keepalive timer:  0.000/0\n"
                         "     Send hold timer:  361.240/480\n"
                         "   Channel ipv4\n"),
              std::string::npos)
        << bytes;
}

TEST(ShowWriter, WritesDescriptionsAndTheDetailsOfAHealthCheck) {
    ProtocolView view;
    view.name = "web";
    view.type = "Check";
    view.state = ProtocolView::State::Up;
    view.since = at("19:04:03.532");
    view.info = "healthy";
    view.description = "the web server";
    view.details = {{"Target", "http://127.0.0.1:80/"}, {"Last failure", "connection refused"}};
    EXPECT_EQ(shown(view), "2002-Name       Proto      Table      State  Since         Info\n"
                           "1002-web        Check      ---        up     19:04:03.532  healthy\n"
                           "1006-  Description:    the web server\n"
                           "   Target:         http://127.0.0.1:80/\n"
                           "   Last failure:   connection refused\n"
                           " \n"
                           "0000 \n");
}

TEST(ShowWriter, SaysThatNoProtocolsMatch) {
    EXPECT_EQ(shown(std::vector<ProtocolView>{}, true), "8003 No protocols match\n");
}

TEST(ShowWriter, WritesInterfacesAsBirdDoes) {
    EXPECT_EQ(written([](ReplyWriter& writer) { writeInterfaces(writer, test::interfaces()); }),
              recordedBytes("2.0.12/established/show_interfaces"));
    EXPECT_EQ(written([](ReplyWriter& writer) { writeInterfaceSummary(writer, test::interfaces()); }),
              recordedBytes("2.0.12/established/show_interfaces_summary"));
}

TEST(ShowWriter, WritesAnInterfaceThatIsDownAsBirdDoes) {
    auto views = test::interfaces();
    views[2].linkUp = false;
    views[3].adminUp = false;
    views[3].linkUp = false;
    views[3].addresses.resize(1);
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeInterfaces(writer, views); }),
              recordedBytes("2.0.12/interface-down/show_interfaces"));
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeInterfaceSummary(writer, views); }),
              recordedBytes("2.0.12/interface-down/show_interfaces_summary"));
}

TEST(ShowWriter, TellsScopesSecondaryAndPointToPointAddressesAsBirdDoes) {
    const auto prefix = [](std::string_view text) {
        return base::Prefix::parse(text).value();
    };
    InterfaceView view{.name = "tun0", .index = 7, .adminUp = true, .pointToPoint = true, .mtu = 1400};
    view.addresses = {{.address = prefix("10.1.1.1/32"),
                       .secondary = false,
                       .opposite = base::IpAddress::parse("10.1.1.2").value()},
                      {.address = prefix("172.31.0.1/24")},
                      {.address = prefix("172.32.0.1/24")},
                      {.address = prefix("192.168.7.1/24"), .secondary = true},
                      {.address = prefix("fd00::1/64")}};
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeInterfaces(writer, std::vector{view}); }),
              "1001-tun0 up (index=7)\n"
              "1004-\tPtP AdminUp LinkDown MTU=1400\n"
              "1003-\t10.1.1.1/32 (Preferred, opposite 10.1.1.2, scope site)\n"
              " \t172.31.0.1/24 (scope site)\n"
              " \t172.32.0.1/24 (scope univ)\n"
              " \t192.168.7.1/24 (Secondary, scope site)\n"
              " \tfd00::1/64 (Preferred, scope site)\n"
              "0000 \n");
}

TEST(ShowWriter, WritesMemoryAsBirdDoesWithTheSumAsTotal) {
    const MemoryView memory{.parts = {{"Routing tables", 23962, 13517},
                                      {"Route attributes", 1048, 9152},
                                      {"Protocols", 19046, 11264},
                                      {"Current config", 16486, 520},
                                      {"Standby memory", 0, 57344}}};
    auto expected = recordedBytes("2.0.12/established/show_memory");
    replace(expected, "    78.8 kB     91.8 kB", "    59.1 kB     89.6 kB");
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeMemory(writer, memory); }), expected);
}

TEST(ShowWriter, ShowsMemoryOfEverySize) {
    const MemoryView memory{.parts = {{"A", 9999, 10'000}, {"B", 30'000'000, ~std::uint64_t{0}}}};
    const auto bytes = written([&](ReplyWriter& writer) { writeMemory(writer, memory); });
    EXPECT_NE(bytes.find(" A:                9999.0  B      9.8 kB\n"), std::string::npos) << bytes;
    EXPECT_NE(bytes.find(" B:                  28.6 MB   262144.0 TB\n"), std::string::npos) << bytes;
}

TEST(ShowWriter, ListsTheCommandsInTheHelp) {
    const auto reply = test::replyOf(written([](ReplyWriter& writer) { writeHelp(writer); }));
    EXPECT_EQ(reply.code, 0);
    for (const std::string_view command :
         {"show", "enable", "disable", "restart", "reload", "drain", "undrain", "configure", "restrict",
          "down", "timeformat", "help"}) {
        EXPECT_TRUE(std::any_of(reply.lines.begin(), reply.lines.end(), [&](const ReplyLine& line) {
            return line.text.starts_with(command);
        })) << command;
    }
}

TEST(RouteWriter, WritesRoutesAsBirdDoes) {
    EXPECT_EQ(shown(test::routes(), false), recordedBytes("2.0.12/established/show_route"));
    EXPECT_EQ(shown(test::routes(), true), recordedBytes("2.0.12/established/show_route_all"));
    EXPECT_EQ(shown(std::vector<RouteView>{}, true), recordedBytes("2.0.12/interface-down/show_route_all"));
}

TEST(RouteWriter, WritesWhatIsExportedWithTheOwnAsInFront) {
    auto view = test::routes().front();
    view.bgp = RouteView::Attributes{.origin = BgpOrigin::Igp,
                                     .path = {65500, 65500},
                                     .nextHop = base::IpAddress::parse("192.0.2.112").value(),
                                     .linkLocalNextHop = std::nullopt,
                                     .med = 5,
                                     .communities = {0xffdc0001, 0xffff0000},
                                     .extendedCommunities = {0x0002ffdc00000064, 0x01030a0000010064,
                                                             0x0202ffdcffdc0007, 0x4300000000000001},
                                     .largeCommunities = {{65500, 1, 2}}};
    EXPECT_EQ(shown({view}, true),
              "1007-Table master4:\n"
              " 192.0.2.2/32         unicast [direct1 19:03:59.300] * (240)\n"
              " \tdev dummy1\n"
              "1008-\tType: device univ\n"
              "1012-\tBGP.origin: IGP\n"
              " \tBGP.as_path: 65500 65500\n"
              " \tBGP.next_hop: 192.0.2.112\n"
              " \tBGP.med: 5\n"
              " \tBGP.community: (65500,1) (65535,0)\n"
              " \tBGP.ext_community: (rt, 65500, 100) (ro, 10.0.0.1, 100) (rt, 4292673500, 7) "
              "(generic, 0x43000000, 0x1)\n"
              " \tBGP.large_community: (65500, 1, 2)\n"
              "0000 \n");
}

TEST(RouteWriter, WritesOtherKindsAndSecondRoutesToANetwork) {
    auto first = test::routes().front();
    first.kind = RouteView::Kind::Blackhole;
    first.interface.clear();
    first.protocol = "st4";
    first.source = RouteView::Source::Static;
    auto second = test::routes().front();
    second.primary = false;
    EXPECT_EQ(shown({first, second}, true), "1007-Table master4:\n"
                                            " 192.0.2.2/32         blackhole [st4 19:03:59.300] * (240)\n"
                                            "1008-\tType: static univ\n"
                                            "1007-                     unicast [direct1 19:03:59.300] (240)\n"
                                            " \tdev dummy1\n"
                                            "1008-\tType: device univ\n"
                                            "0000 \n");
}

TEST(RouteWriter, GoesOnInFurtherLinesWithManyCommunities) {
    auto view = test::routes().front();
    view.bgp = RouteView::Attributes{};
    for (std::uint32_t i = 0; i < 300; ++i)
        view.bgp->communities.push_back(0xffdc0000 + i);
    const auto bytes = shown({view}, true);
    EXPECT_NE(bytes.find(" \tBGP.community: (65500,0) (65500,1) "), std::string::npos);
    EXPECT_NE(bytes.find("\n \t\t(65500,"), std::string::npos);
    EXPECT_NE(bytes.find("(65500,299)\n"), std::string::npos);
}

TEST(RouteWriter, CountsAsBirdDoes) {
    const std::vector<RouteCount> counts{{"master4", 1, 1, 1}, {"master6", 1, 1, 1}};
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeRouteCounts(writer, counts); }),
              recordedBytes("2.0.12/established/show_route_count"));
    EXPECT_EQ(written([&](ReplyWriter& writer) { writeRouteCounts(writer, std::vector{counts.front()}); }),
              "1007-1 of 1 routes for 1 networks in table master4\n0000 \n");
}

TEST(RouteWriter, NeedsLittleMemoryWhenPiecesAreTakenInBetween) {
    ReplyWriter writer;
    RouteWriter routes(writer, true, now, times.route);
    auto route = test::routes().front();
    std::size_t most = 0;
    for (int i = 0; i < 10'000; ++i) {
        routes.add(route);
        most = std::max(most, writer.size());
        while (writer.size() > ReplyWriter::maxPieceBytes)
            writer.take();
    }
    routes.finish();
    EXPECT_LT(most, 3 * ReplyWriter::maxPieceBytes);
}

} // namespace
} // namespace understudy::bird
