#include "core/bird/show_protocols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

constexpr std::string_view heading = "2002-Name       Proto      Table      State  Since         Info\n";

/// One BGP protocol whose row ends as given, with these lines of details.
std::string withDetails(std::string_view stateSinceInfo, std::initializer_list<std::string_view> details) {
    std::string bytes = std::string(heading) + "1002-vultr      BGP        ---        " +
                        std::string(stateSinceInfo) + "\n1006-  Created: 1\n";
    for (const auto line : details)
        bytes.append(" ").append(line).append("\n");
    return bytes + " \n0000 \n";
}

base::Result<BgpProtocol> parseOne(std::string_view bytes) {
    auto protocols = parseProtocols(test::replyOf(bytes));
    if (!protocols)
        return tl::make_unexpected(protocols.error());
    EXPECT_EQ(protocols->size(), 1U);
    return protocols->front();
}

base::Result<BgpProtocol> parseUp(std::initializer_list<std::string_view> details) {
    return parseOne(withDetails("up     19:04:03.532  Established   ", details));
}

BgpState stateShownAs(std::string_view name) {
    return parseOne(
               withDetails("start  19:04:03.532  Active        ", {"  BGP state:   " + std::string(name)}))
        .value()
        .state;
}

} // namespace

TEST(ShowProtocols, mapsTheStatesThatOnlyBirdHas) {
    EXPECT_EQ(stateShownAs("Idle"), BgpState::Idle);
    EXPECT_EQ(stateShownAs("OpenSent"), BgpState::OpenSent);
    EXPECT_EQ(stateShownAs("OpenConfirm"), BgpState::OpenConfirm);
    EXPECT_EQ(stateShownAs("Passive"), BgpState::Active);
    EXPECT_EQ(stateShownAs("Close"), BgpState::Idle);
    EXPECT_EQ(stateShownAs("Flush"), BgpState::Down);
}

TEST(ShowProtocols, readsATimeWithADate) {
    const auto protocol = parseOne(withDetails(
        "start  2026-11-23 19:04:03  Idle          Error: Hold timer expired", {"  BGP state:   Idle"}));
    EXPECT_EQ(protocol->since, "2026-11-23 19:04:03");
    EXPECT_EQ(protocol->lastError, "Error: Hold timer expired");
}

TEST(ShowProtocols, readsTheReasonOfAProtocolThatIsDown) {
    const auto protocol = parseOne(
        withDetails("down   19:04:03.532  Error: Prefix limit exceeded", {"  BGP state:          Down"}));
    EXPECT_FALSE(protocol->enabled);
    EXPECT_EQ(protocol->lastError, "Error: Prefix limit exceeded");
}

TEST(ShowProtocols, readsNeighborsOnALink) {
    EXPECT_EQ(parseUp({"  BGP state:  Established", "    Neighbor address: fe80::1%eth0 onlink"})
                  ->neighbor->toString(),
              "fe80::1");
}

TEST(ShowProtocols, leavesWhatIsNotShownUnknown) {
    const auto protocol = parseUp({"  BGP state:  Established", "    Neighbor AS:      0"});
    ASSERT_TRUE(protocol);
    EXPECT_EQ(protocol->neighborAs, std::nullopt);
    EXPECT_EQ(protocol->neighbor, std::nullopt);
    EXPECT_EQ(protocol->holdTime, std::nullopt);
    EXPECT_EQ(protocol->gracefulRestart, std::nullopt);
    EXPECT_TRUE(protocol->channels.empty());
}

TEST(ShowProtocols, skipsLinesThatOnlyNewerVersionsHave) {
    EXPECT_TRUE(parseUp({"  BGP state:  Established", "    Moon phase:  full", "    Neighbor port:    1790",
                         "  Weather report", "    Hold timer of the moon: none"}));
}

TEST(ShowProtocols, knowsGracefulRestartOnlyFromBothEnds) {
    const auto restart = [](std::string_view local, std::string_view neighbor) {
        return parseUp({"  BGP state:  Established", "    Local capabilities", local,
                        "    Neighbor capabilities", neighbor, "    Hold timer:       218.139/240"})
            ->gracefulRestart;
    };
    EXPECT_EQ(restart("        Restart time: 120", "      Graceful restart"), true);
    EXPECT_EQ(restart("      Graceful restart", "      Graceful restart"),
              false); // helps others, asks for nothing
    EXPECT_EQ(restart("        Restart time: 120", "      Long-lived graceful restart"), false);
    EXPECT_EQ(restart("      Route refresh", "      Graceful restart"), false);
}

TEST(ShowProtocols, takesTheRestartTimeFromTheLocalCapabilities) {
    const auto protocol =
        parseUp({"  BGP state:  Established", "    Local capabilities", "      Graceful restart",
                 "        Restart time: 30", "    Neighbor capabilities", "      Graceful restart",
                 "        Restart time: 120"});
    EXPECT_EQ(protocol->restartTime, 30s);
}

TEST(ShowProtocols, knowsGracefulRestartOfBird1FromTheNeighbor) {
    const auto restart = [](std::string_view caps) {
        return parseUp({"  BGP state:  Established", "    Neighbor caps:    " + std::string(caps)})
            ->gracefulRestart;
    };
    EXPECT_EQ(restart("refresh restart-able AS4"), true);
    EXPECT_EQ(restart("refresh restart-aware AS4"), true);
    EXPECT_EQ(restart("refresh llgr-aware AS4"), false);
}

TEST(ShowProtocols, keepsTheChannelsApart) {
    const auto protocol =
        parseUp({"  BGP state:  Established", "  Channel ipv4", "    Table:          master4",
                 "    Routes:         7 imported, 3 filtered, 5 exported, 2 preferred", "  Channel vpn4-mpls",
                 "    Table:          vpn", "    Routes:         garbage", "  Channel ipv6",
                 "    Table:          t6", "    Routes:         0 imported, 1 exported, 0 preferred"});
    ASSERT_TRUE(protocol) << protocol.error().what;
    ASSERT_EQ(protocol->channels.size(), 2U);
    EXPECT_EQ(protocol->channels[0].table, "master4");
    EXPECT_EQ(protocol->channels[0].importedRoutes, 7U);
    EXPECT_EQ(protocol->channels[0].exportedRoutes, 5U);
    EXPECT_EQ(protocol->channels[1].family, base::Family::V6);
    EXPECT_EQ(protocol->channels[1].exportedRoutes, 1U);
}

TEST(ShowProtocols, refusesFieldsThatCannotBeRead) {
    for (const auto* line :
         {"  BGP state:          Confused", "    Neighbor address: 169.254.169",
          "    Neighbor AS:      4294967296", "    Neighbor AS:      -1", "    Local AS:         65500x",
          "    Neighbor ID:      none", "    Source address:   ", "    Hold timer:       240",
          "    Hold timer:       1/65536", "    Hold timer:       -1/240",
          "    Hold timer:       99999999999999999999/240", "    Keepalive timer:  1.x/80"})
        EXPECT_THAT(parseUp({line}).error().what, HasSubstr("cannot be read")) << line;
    for (const auto* line :
         {"    Routes:         many imported, 1 exported",
          "    Routes:         0 imported, 4294967296 exported", "    Routes:         0 imported",
          "    Route change stats:     received   accepted   refused",
          "      Export updates:              1          0          0        ---        ---",
          "      Export withdraws:            99999999999999999999"})
        EXPECT_THAT(parseUp({"  BGP state:  Established", "  Channel ipv4", line}).error().what,
                    HasSubstr("cannot be read"))
            << line;
    EXPECT_FALSE(
        parseUp({"  BGP state:  Established", "    Local capabilities", "      Restart time: 65536"}));
}

TEST(ShowProtocols, refusesFieldsThatComeTwice) {
    EXPECT_FALSE(parseUp({"  BGP state:  Idle", "  BGP state:  Established"}));
    EXPECT_FALSE(parseUp({"  BGP state:  Established", "  Channel ipv4", "    Table: a", "    Table: b"}));
}

TEST(ShowProtocols, refusesASessionThatIsUpInAProtocolThatIsNot) {
    for (const auto* row : {"down   19:04:03.532  ", "start  19:04:03.532  Idle", "flush  19:04:03.532  "})
        EXPECT_THAT(parseOne(withDetails(row, {"  BGP state:  Established"})).error().what,
                    HasSubstr("established session of a protocol that is not up"));
}

TEST(ShowProtocols, refusesProtocolsWithoutAState) {
    EXPECT_THAT(parseUp({"    Neighbor AS:      64515"}).error().what, HasSubstr("show no BGP state"));
}

TEST(ShowProtocols, refusesAChannelOfUnknownFamily) {
    EXPECT_THAT(parseUp({"  BGP state:  Established", "  Output filter:  ACCEPT"}).error().what,
                HasSubstr("do not tell the address family"));
}

TEST(ShowProtocols, refusesRepliesOfAnotherShape) {
    const auto error = [](const std::string& bytes) {
        const auto protocols = parseProtocols(test::replyOf(bytes));
        return protocols ? "no error" : protocols.error().what;
    };
    const std::string top(heading);
    EXPECT_EQ(error("0000 \n"), "no error");
    EXPECT_THAT(error("0013 Daemon is up and running\n"), HasSubstr("no protocols"));
    EXPECT_THAT(error("2002-Name Proto State Info\n0000 \n"), HasSubstr("columns that are not known"));
    EXPECT_THAT(error("1002-vultr BGP --- up 1\n1006-\n0000 \n"), HasSubstr("a line that is no protocol"));
    EXPECT_THAT(error(top + "1002-vultr BGP ---\n1006-\n0000 \n"), HasSubstr("a line that is no protocol"));
    EXPECT_THAT(error(top + "1006-  BGP state: Idle\n0000 \n"), HasSubstr("details of no protocol"));
    EXPECT_THAT(error(top + "1002-a Device --- up 1\n1006-\n \n0000 \n"),
                HasSubstr("details of no protocol"));
    EXPECT_THAT(error(top + "1002-a Device --- up 1\n1006-  x\n0000 \n"), HasSubstr("without the end"));
    EXPECT_THAT(error(top + "1002-a Device --- up 1\n b Device --- up 1\n1006-\n0000 \n"),
                HasSubstr("without the end"));
}

TEST(ShowProtocols, sanitizesWhatTheNeighborSaid) {
    const auto protocol = parseOne(
        withDetails("start  19:04:03.532  Idle", {"  Message:   \x1b[2Jhello\xff", "  BGP state:  Idle"}));
    EXPECT_EQ(protocol->message, "?[2Jhello?");
}
