#include "core/bgp/peer.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bgp/update_writer.h"
#include "tests/support/bgp/fsm_driver.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/network.h"

using namespace understudy;
using namespace understudy::bgp;
using namespace std::chrono_literals;
using base::Family;
using test::Network;
using test::Weather;
using testing::Contains;
using testing::Not;

namespace {

PeerConfig instance() {
    return test::instanceConfig();
}

PeerConfig router() {
    PeerConfig config;
    config.localAs = 64515;
    config.neighborAs = 65500;
    config.routerId = {0xa9fea9fe};
    config.holdTime = 90s;
    return config;
}

PeerConfig passive(PeerConfig config) {
    config.passive = true;
    return config;
}

Routes route(std::string_view prefix, std::size_t prepends = 0) {
    PathAttributes attributes;
    attributes.asPath.assign(1 + prepends, 65500);
    const auto parsed = *base::Prefix::parse(prefix);
    attributes.nextHop =
        *base::IpAddress::parse(parsed.family() == Family::V4 ? "192.0.2.111" : "2001:db8:1111::1");
    return {{parsed.network(), attributes}};
}

bool established(Network& net, std::chrono::milliseconds limit = 5min) {
    return net.runUntil([&] { return net.bothEstablished(); }, limit);
}

void whole(Network& net) {
    EXPECT_EQ(net.a().broken, "");
    EXPECT_EQ(net.b().broken, "");
}

} // namespace

TEST(Peer, announcesWithinAFewRoundTripsOfItsStart) {
    Network net{instance(), passive(router()), 1};
    net.announce(net.a(), route("192.0.2.2/32"));
    net.start(net.b());
    net.start(net.a());
    EXPECT_TRUE(net.runUntil([&] { return net.b().learned.routes().size() == 1; }, 10ms));
    EXPECT_EQ(net.b().learned.routes(), route("192.0.2.2/32"));
    EXPECT_EQ(net.a().peer->state(), State::Established);
    whole(net);
}

TEST(Peer, aWithdrawAndAChangedPathLeaveAtOnce) {
    Network net{instance(), passive(router()), 1};
    net.announce(net.a(), route("192.0.2.2/32"));
    net.start(net.b());
    net.start(net.a());
    ASSERT_TRUE(established(net));
    net.run(1s);
    net.announce(net.a(), route("192.0.2.2/32", 2));
    net.run(1ms);
    EXPECT_EQ(net.b().learned.routes(), route("192.0.2.2/32", 2));
    net.announce(net.a(), {});
    net.run(1ms);
    EXPECT_TRUE(net.b().learned.routes().empty());
    EXPECT_EQ(net.a().ups, 1);
    EXPECT_EQ(net.a().downs, 0);
    whole(net);
}

TEST(Peer, aFamilyThatWasNotAgreedOnIsNotAnnounced) {
    Network net{instance(), passive(router()), 1};
    auto routes = route("192.0.2.2/32");
    routes.merge(route("2001:db8:2222::/64"));
    net.announce(net.a(), routes);
    net.start(net.b());
    net.start(net.a());
    ASSERT_TRUE(established(net));
    net.run(1s);
    EXPECT_EQ(net.b().learned.routes(), route("192.0.2.2/32"));
    whole(net);
}

TEST(Peer, bothFamiliesInOneSession) {
    auto a = instance();
    auto b = router();
    a.families = b.families = FamilySet::both();
    Network net{a, b, 3};
    auto routes = route("192.0.2.2/32");
    routes.merge(route("2001:db8:2222::/64"));
    net.announce(net.a(), routes);
    net.start(net.a());
    net.start(net.b());
    ASSERT_TRUE(established(net));
    net.run(1s);
    EXPECT_EQ(net.b().learned.routes(), routes);
    whole(net);
}

TEST(Peer, aStopTellsTheNeighborWhyAndAdmitsNobody) {
    Network net{instance(), router(), 1};
    net.start(net.a());
    net.start(net.b());
    ASSERT_TRUE(established(net));
    net.stop(net.a(), cease(Cease::AdministrativeShutdown, "moving to rack 4"));
    net.run(100ms);
    EXPECT_THAT(net.b().events, Contains("Cease: administrative shutdown: \"moving to rack 4\""));
    EXPECT_EQ(net.a().peer->state(), State::Idle);
    net.run(10min);
    EXPECT_EQ(net.a().peer->state(), State::Idle);
    EXPECT_GT(net.b().attempts, 5);
    EXPECT_EQ(net.a().ups, 1);
    net.start(net.a());
    EXPECT_TRUE(established(net, 2min));
    whole(net);
}

TEST(Peer, aDisabledPeerRefusesConnectionsAndIgnoresWhatStillArrives) {
    Peer peer{instance(), [] {
                  return 0.0;
              }};
    Outputs outputs;
    EXPECT_FALSE(peer.admit({}, outputs));
    EXPECT_TRUE(outputs.empty());
    peer.process(Side::Incoming, TcpConnected{}, {}, outputs);
    ASSERT_EQ(outputs.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<CloseTcp>(outputs.front()));
    outputs.clear();
    for (const auto side : {Side::Incoming, Side::Outgoing}) {
        peer.process(side, BytesReceived{encode(test::routerOpen())}, {}, outputs);
        peer.process(side, TcpFailed{"late"}, {}, outputs);
        peer.process(side, TimerExpired{Timer::IdleHold}, {}, outputs);
    }
    EXPECT_TRUE(outputs.empty());
    EXPECT_EQ(peer.state(), State::Idle);
}

TEST(Peer, afterOneErrorItIsBackWithinASecondAndThenMoreAndMoreSeldom) {
    auto wrong = router();
    wrong.neighborAs = 65501;
    Network net{instance(), passive(wrong), 1};
    net.start(net.a());
    net.start(net.b());
    net.run(1100ms);
    EXPECT_GE(net.a().attempts, 2);
    net.run(10s);
    const auto early = net.a().attempts;
    EXPECT_GE(early, 4);
    net.run(1h);
    EXPECT_GE(net.a().attempts - early, 59);
    EXPECT_LE(net.a().attempts - early, 90);
    EXPECT_EQ(net.a().peer->lastError()->why, "OPEN message error: bad peer AS");
}

TEST(Peer, aRouterThatIsDownIsTriedEveryFiveSecondsAtLeast) {
    Network net{instance(), passive(router()), 1, {1ms, 1ms, 1.0}};
    net.start(net.a());
    net.run(10min);
    EXPECT_GE(net.a().attempts, 120);
    EXPECT_LE(net.a().attempts, 170);
    EXPECT_EQ(net.a().peer->lastError()->why, "Connection refused");
    EXPECT_EQ(net.a().peer->state(), State::Active);
}

TEST(Peer, aConnectionThatBreaksIsReplacedWithinASecond) {
    Network net{instance(), passive(router()), 1};
    net.start(net.a());
    net.start(net.b());
    ASSERT_TRUE(established(net));
    net.run(10min);
    net.breakAll();
    net.run(5ms);
    EXPECT_EQ(net.a().downs, 1);
    EXPECT_TRUE(established(net, 1s));
    whole(net);
}

TEST(Peer, aNeighborThatDiesSilentlyIsNoticedByTheHoldTime) {
    auto quick = instance();
    quick.holdTime = 9s;
    Network net{quick, passive(router()), 1};
    net.start(net.a());
    net.start(net.b());
    ASSERT_TRUE(established(net));
    net.run(1min);
    net.breakAll(true);
    const auto died = net.now();
    ASSERT_TRUE(net.runUntil([&] { return net.a().downs == 1; }, 1min));
    EXPECT_LE(net.now() - died, 9s);
    EXPECT_TRUE(established(net, 20s));
    whole(net);
}

TEST(Peer, aRestartAwareNeighborThatComesBackWithoutClosingReplacesItsOldSession) {
    auto a = instance();
    auto b = router();
    a.gracefulRestart = b.gracefulRestart = true;
    for (const bool routerConnects : {true, false}) {
        Network net{routerConnects ? passive(a) : a, routerConnects ? b : passive(b), 1};
        net.announce(net.a(), route("192.0.2.2/32"));
        net.start(net.a());
        net.start(net.b());
        ASSERT_TRUE(established(net));
        net.run(1min);
        net.reborn(net.b(), b, false);
        net.start(net.b());
        EXPECT_TRUE(established(net, 5s));
        net.run(100ms);
        EXPECT_EQ(net.b().learned.routes().size(), 1u);
        EXPECT_THAT(net.a().events, Contains("The neighbor has connected anew"));
        whole(net);
    }
}

TEST(Peer, aSecondConnectionDoesNotDisturbASessionOtherwise) {
    Network net{instance(), router(), 1};
    net.start(net.a());
    net.start(net.b());
    ASSERT_TRUE(established(net));
    net.run(1min);
    Outputs outputs;
    EXPECT_FALSE(net.a().peer->admit(net.now(), outputs));
    EXPECT_TRUE(outputs.empty());
    EXPECT_EQ(net.a().peer->state(), State::Established);
}

TEST(Peer, ofTwoConnectionsThatCrossOneSurvives) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Network net{instance(), router(), seed, {1ms, 40ms}};
        net.start(net.a());
        net.start(net.b());
        ASSERT_TRUE(established(net, 1min)) << seed;
        net.run(5min);
        EXPECT_TRUE(net.bothEstablished()) << seed;
        EXPECT_LE(net.a().ups, 2) << seed;
        EXPECT_FALSE(net.a().peer->lastError().has_value()) << seed;
        whole(net);
    }
}

TEST(Peer, theHigherIdentifierKeepsItsConnectionAndTheAsDecidesBetweenEqualOnes) {
    struct Ends {
        RouterId id;
        AsNumber as;
        bool outgoingSurvives;
    };
    for (const auto& neighbor : {Ends{{1}, 64515, true}, Ends{{0xffffffff}, 64515, false},
                                 Ends{{0xc000026f}, 64515, true}, Ends{{0xc000026f}, 65501, false}}) {
        auto config = instance();
        config.neighborAs = neighbor.as;
        Peer peer{config, [] {
                      return 0.0;
                  }};
        auto open = test::routerOpen();
        open.routerId = neighbor.id;
        open.capabilities.fourOctetAs = neighbor.as;
        Outputs outputs;
        peer.start({}, outputs);
        ASSERT_TRUE(peer.admit({}, outputs));
        peer.process(Side::Incoming, TcpConnected{}, {}, outputs);
        peer.process(Side::Outgoing, TcpConnected{}, {}, outputs);
        peer.process(Side::Incoming, BytesReceived{encode(open)}, {}, outputs);
        outputs.clear();
        peer.process(Side::Outgoing, BytesReceived{encode(open)}, {}, outputs);
        const auto ended = std::find_if(outputs.begin(), outputs.end(), [](const auto& output) {
            return std::holds_alternative<Ended>(output);
        });
        ASSERT_NE(ended, outputs.end());
        EXPECT_EQ(std::get<Ended>(*ended).side, neighbor.outgoingSurvives ? Side::Incoming : Side::Outgoing);
        EXPECT_EQ(peer.state(), State::OpenConfirm);
    }
}

TEST(Peer, aNeighborThatRefusesOptionsIsTriedWithout) {
    Peer peer{instance(), [] {
                  return 0.0;
              }};
    Outputs outputs;
    base::SteadyTime now{};
    const auto nextOpen = [&] {
        outputs.clear();
        peer.process(Side::Outgoing, TimerExpired{Timer::IdleHold}, now, outputs);
        peer.process(Side::Outgoing, TcpConnected{}, now, outputs);
        for (const auto& output : outputs) {
            if (const auto* send = std::get_if<SendBytes>(&output))
                return send->bytes;
        }
        return base::Bytes{};
    };
    peer.start(now, outputs);
    for (const bool bare : {false, true, false}) {
        const auto open = nextOpen();
        ASSERT_GE(open.size(), 29u);
        EXPECT_EQ(open.size() == 29, bare);
        const auto refusal = encode(Notification{OpenError::UnsupportedOptionalParameter});
        peer.process(Side::Outgoing, BytesReceived{refusal}, now, outputs);
        now += 5min;
    }
}

TEST(Peer, asksForGracefulRestartOnlyForAddressesThatAreThere) {
    auto config = instance();
    config.families = FamilySet::both();
    config.gracefulRestart = true;
    config.restarting = true;
    Network net{config, passive([] {
                    auto b = router();
                    b.families = FamilySet::both();
                    b.gracefulRestart = true;
                    return b;
                }()),
                1};
    net.announce(net.a(), route("192.0.2.2/32"));
    net.start(net.b());
    net.start(net.a());
    ASSERT_TRUE(established(net));
    const auto first = net.b().peer->session()->neighborCapabilities.gracefulRestart;
    EXPECT_EQ(first, (GracefulRestart{true, false, 20, FamilySet::both(), Family::V4}));
    net.breakAll();
    net.announce(net.a(), {});
    net.run(10ms);
    ASSERT_TRUE(established(net));
    const auto second = net.b().peer->session()->neighborCapabilities.gracefulRestart;
    EXPECT_EQ(second, (GracefulRestart{false, false, 20, FamilySet::both(), {}}));
    whole(net);
}

TEST(Peer, theRestartTimeIsNeverLongerThanTheHoldTime) {
    auto config = instance();
    config.gracefulRestart = true;
    config.restartTime = 120s;
    EXPECT_EQ(makeOpen(config, {}, false, false).capabilities.gracefulRestart->restartTime, 120);
    config.holdTime = 9s;
    EXPECT_EQ(makeOpen(config, {}, false, false).capabilities.gracefulRestart->restartTime, 9);
    config.holdTime = 0s;
    config.restartTime = 9999s;
    EXPECT_EQ(makeOpen(config, {}, false, false).capabilities.gracefulRestart->restartTime, 4095);
}

TEST(Peer, aStopIsAHardResetWhereRoutesWouldBeKeptOtherwise) {
    for (const bool keep : {true, false}) {
        auto a = instance();
        auto b = router();
        a.gracefulRestart = b.gracefulRestart = true;
        a.keepOverNotification = keep;
        b.keepOverNotification = true;
        Network net{a, passive(b), 1};
        net.start(net.b());
        net.start(net.a());
        ASSERT_TRUE(established(net));
        net.stop(net.a());
        EXPECT_EQ(net.a().events.back(), keep ? "Cease: hard reset: Cease: administrative shutdown"
                                              : "Cease: administrative shutdown");
        EXPECT_THAT(net.a().events, Contains(keep ? "NOTIFICATION 6/9" : "NOTIFICATION 6/2"));
    }
}

TEST(Peer, aNeighborThatDoesNotReadCostsNoMemory) {
    Network net{instance(), passive(router()), 1, {1ms, 1ms, 0, 0, false, true}};
    net.start(net.b());
    net.start(net.a());
    ASSERT_TRUE(established(net));
    net.run(1s);
    net.freezeReading(net.b(), true);
    std::size_t sent = 0;
    for (std::uint8_t round = 0; round < 50; ++round) {
        Routes routes;
        for (int i = 0; i < 256; ++i) {
            PathAttributes attributes;
            attributes.asPath.assign(1 + round % 7, 65500);
            attributes.nextHop = base::IpAddress::v4({192, 0, 2, 111});
            attributes.communities.assign(64, {round});
            routes[base::Prefix{base::IpAddress::v4({10, round, static_cast<std::uint8_t>(i), 0}), 24}] =
                attributes;
        }
        net.announce(net.a(), std::move(routes));
        sent = std::max(sent, net.a().peer->leading().unsent());
    }
    EXPECT_LE(sent, 65536u + 4096u);
    EXPECT_GE(sent, 65536u);
    net.freezeReading(net.b(), false);
}

TEST(Peer, attributesThatFitNowhereAreReportedAndNotSent) {
    Network net{instance(), passive(router()), 1};
    auto routes = route("192.0.2.2/32");
    routes.begin()->second.communities.assign(2000, {1});
    Outputs outputs;
    EXPECT_EQ(net.a().peer->setRoutes(routes, {}, outputs),
              (std::vector{*base::Prefix::parse("192.0.2.2/32")}));
    net.start(net.b());
    net.start(net.a());
    ASSERT_TRUE(established(net));
    net.run(1s);
    EXPECT_TRUE(net.b().learned.routes().empty());
    whole(net);
}
