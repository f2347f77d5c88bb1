// Every state of RFC 4271 section 8.2.2 against every event.
#include "core/bgp/fsm.h"

#include <gtest/gtest.h>

#include "core/bgp/update_writer.h"
#include "tests/support/bgp/fsm_driver.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/vectors.h"

using namespace understudy;
using namespace understudy::bgp;
using namespace std::chrono_literals;
using test::FsmDriver;
using test::hex;
using Kind = Ended::Kind;

namespace {

/// What an event did, in short: the state it led to, what was sent, and what was done to the connection.
struct Reaction {
    State state;
    std::string sent; ///< "" or e.g. "OPEN", "NOTIFICATION 6/2"
    std::string tcp;  ///< "", "open", "close", "abort", "abort open"
};

void PrintTo(const Reaction& reaction, std::ostream* stream) {
    *stream << "state " << static_cast<int>(reaction.state) << ", sent '" << reaction.sent << "', tcp '"
            << reaction.tcp << "'";
}

bool operator==(const Reaction& a, const Reaction& b) {
    return a.state == b.state && a.sent == b.sent && a.tcp == b.tcp;
}

struct Case {
    const char* event;
    std::function<void(FsmDriver&)> happens;
    Reaction idle, connect, active, openSent, openConfirm, established;
};

const Reaction stay[] = {{State::Idle, "", ""},        {State::Connect, "", ""},
                         {State::Active, "", ""},      {State::OpenSent, "", ""},
                         {State::OpenConfirm, "", ""}, {State::Established, "", ""}};

constexpr auto openSentError = "NOTIFICATION 5/1";
constexpr auto openConfirmError = "NOTIFICATION 5/2";
constexpr auto establishedError = "NOTIFICATION 5/3";

Reaction idleAfter(std::string sent, std::string tcp = "close") {
    return {State::Idle, std::move(sent), std::move(tcp)};
}

void bytes(FsmDriver& driver, const base::Bytes& what) {
    driver.happens(BytesReceived{what});
}

const std::vector<Case>& cases() {
    static const std::vector<Case> all{
        {"1, 3, 6: start",
         [](auto& d) { d.happens(Start{}); },
         {State::Connect, "", "open"},
         stay[1],
         stay[2],
         stay[3],
         stay[4],
         stay[5]},
        {"start with a delay", [](auto& d) { d.happens(Start{1s}); }, stay[0], stay[1], stay[2], stay[3],
         stay[4], stay[5]},
        {"2, 8: stop", [](auto& d) { d.happens(Stop{}); }, stay[0], idleAfter("", "abort"), idleAfter("", ""),
         idleAfter("NOTIFICATION 6/2"), idleAfter("NOTIFICATION 6/2"), idleAfter("NOTIFICATION 6/2")},
        {"9: connect retry timer",
         [](auto& d) { d.timerRunsOut(Timer::ConnectRetry); },
         stay[0],
         {State::Connect, "", "abort open"},
         stay[2],
         stay[3],
         stay[4],
         stay[5]},
        {"10: hold timer", [](auto& d) { d.timerRunsOut(Timer::Hold); }, stay[0], stay[1], stay[2],
         idleAfter("NOTIFICATION 4/0"), idleAfter("NOTIFICATION 4/0"), idleAfter("NOTIFICATION 4/0")},
        {"11: keepalive timer",
         [](auto& d) { d.timerRunsOut(Timer::Keepalive); },
         stay[0],
         stay[1],
         stay[2],
         stay[3],
         {State::OpenConfirm, "KEEPALIVE", ""},
         {State::Established, "KEEPALIVE", ""}},
        {"13: idle hold timer, not running", [](auto& d) { d.timerRunsOut(Timer::IdleHold); }, stay[0],
         stay[1], stay[2], stay[3], stay[4], stay[5]},
        {"16, 17: connection stands",
         [](auto& d) { d.happens(TcpConnected{}); },
         idleAfter("", "abort"),
         {State::OpenSent, "OPEN", ""},
         {State::OpenSent, "OPEN", ""},
         stay[3],
         stay[4],
         stay[5]},
        {"18: connection fails", [](auto& d) { d.happens(TcpFailed{"refused"}); }, stay[0], idleAfter("", ""),
         stay[2], idleAfter("", ""), idleAfter("", ""), idleAfter("", "")},
        {"19: OPEN",
         [](auto& d) { bytes(d, encode(test::routerOpen())); },
         stay[0],
         stay[1],
         stay[2],
         {State::OpenConfirm, "KEEPALIVE", ""},
         idleAfter(openConfirmError),
         idleAfter(establishedError)},
        {"21: header error", [](auto& d) { bytes(d, base::Bytes(19, 0)); }, stay[0], stay[1], stay[2],
         idleAfter("NOTIFICATION 1/1"), idleAfter("NOTIFICATION 1/1"), idleAfter("NOTIFICATION 1/1")},
        {"22: OPEN error",
         [](auto& d) {
             auto open = test::routerOpen();
             open.capabilities.fourOctetAs = 1;
             bytes(d, encode(open));
         },
         stay[0], stay[1], stay[2], idleAfter("NOTIFICATION 2/2"), idleAfter(openConfirmError),
         idleAfter(establishedError)},
        {"23: collision lost", [](auto& d) { d.happens(CollisionLost{}); }, stay[0], idleAfter("", "abort"),
         idleAfter("", ""), idleAfter("NOTIFICATION 6/7"), idleAfter("NOTIFICATION 6/7"),
         idleAfter("NOTIFICATION 6/7")},
        {"24: NOTIFICATION of the version",
         [](auto& d) {
             bytes(d, encode(Notification{OpenError::UnsupportedVersion, hex("0004")}));
         },
         stay[0], stay[1], stay[2], idleAfter("", "abort"), idleAfter("", "abort"), idleAfter("", "abort")},
        {"25: NOTIFICATION",
         [](auto& d) {
             bytes(d, encode(Notification{ErrorCode::HoldTimerExpired, 0}));
         },
         stay[0], stay[1], stay[2], idleAfter("", "abort"), idleAfter("", "abort"), idleAfter("", "abort")},
        {"26: KEEPALIVE", [](auto& d) { bytes(d, encode(Keepalive{})); }, stay[0], stay[1], stay[2],
         idleAfter(openSentError), stay[5], stay[5]},
        {"27: UPDATE", [](auto& d) { bytes(d, encodeEndOfRib(base::Family::V4)); }, stay[0], stay[1], stay[2],
         idleAfter(openSentError), idleAfter(openConfirmError), stay[5]},
        {"28: UPDATE error", [](auto& d) { bytes(d, test::message(2, hex("ffff 0000"))); }, stay[0], stay[1],
         stay[2], idleAfter(openSentError), idleAfter(openConfirmError), idleAfter("NOTIFICATION 3/1")},
        {"ROUTE-REFRESH",
         [](auto& d) {
             bytes(d, encode(RouteRefresh{base::Family::V4, RouteRefresh::Subtype::Request}));
         },
         stay[0], stay[1], stay[2], idleAfter(openSentError), idleAfter(openConfirmError), stay[5]},
        {"send hold timer, nothing waits", [](auto& d) { d.timerRunsOut(Timer::SendHold); }, stay[0], stay[1],
         stay[2], stay[3], stay[4], stay[5]},
        {"octets were sent", [](auto& d) { d.happens(BytesSent{1}); }, stay[0], stay[1], stay[2], stay[3],
         stay[4], stay[5]},
        {"neighbor connected anew", [](auto& d) { d.happens(Replaced{}); }, stay[0], stay[1], stay[2],
         idleAfter("", "abort"), idleAfter("", "abort"), idleAfter("", "abort")},
        {"decision that nobody asked for", [](auto& d) { d.happens(AcceptOpen{}); }, stay[0], stay[1],
         stay[2], stay[3], stay[4], stay[5]},
    };
    return all;
}

void expectReaction(const Case& one, State in, const Reaction& expected) {
    FsmDriver driver{in};
    driver.forget();
    one.happens(driver);
    const Reaction actual{driver.fsm().state(), driver.sent(), driver.tcp()};
    EXPECT_EQ(actual, expected) << one.event << " in state " << static_cast<int>(in);
    if (actual.state == State::Idle) {
        EXPECT_TRUE(driver.timersAtRest()) << one.event << " in state " << static_cast<int>(in);
    }
}

} // namespace

TEST(Fsm, reactsToEveryEventInEveryState) {
    for (const auto& one : cases()) {
        if (std::string_view{one.event} != "start with a delay")
            expectReaction(one, State::Idle, one.idle);
        expectReaction(one, State::Connect, one.connect);
        expectReaction(one, State::Active, one.active);
        expectReaction(one, State::OpenSent, one.openSent);
        expectReaction(one, State::OpenConfirm, one.openConfirm);
        expectReaction(one, State::Established, one.established);
    }
}

TEST(Fsm, aDelayedStartWaitsForItsTimerAndAStopForgetsIt) {
    FsmDriver driver{State::Idle};
    driver.happens(Start{5s});
    driver.passes(4999ms);
    EXPECT_EQ(driver.fsm().state(), State::Idle);
    driver.passes(1ms);
    EXPECT_EQ(driver.fsm().state(), State::Connect);

    FsmDriver stopped{State::Idle};
    stopped.happens(Start{5s});
    stopped.happens(Stop{});
    stopped.passes(1h);
    EXPECT_EQ(stopped.fsm().state(), State::Idle);
}

TEST(Fsm, aConnectAttemptThatHangsIsBegunAnew) {
    FsmDriver driver{State::Connect};
    driver.forget();
    driver.passes(15s);
    EXPECT_EQ(driver.tcp(), "abort open");
    driver.passes(15s);
    EXPECT_EQ(driver.tcp(), "abort open abort open");
}

TEST(Fsm, aNeighborThatSaysNothingIsGivenUpAfterTheOpenHoldTime) {
    FsmDriver driver{State::OpenSent};
    driver.passes(239s);
    EXPECT_EQ(driver.fsm().state(), State::OpenSent);
    driver.passes(1s);
    EXPECT_EQ(driver.sent(), "OPEN NOTIFICATION 4/0");
}

TEST(Fsm, theLowerHoldTimeCounts) {
    FsmDriver driver{State::Established};
    EXPECT_EQ(driver.fsm().session().holdTime, 90s);
    EXPECT_EQ(driver.fsm().session().keepaliveTime, 30s);
    EXPECT_EQ(driver.fsm().session().sendHoldTime, 180s);
    driver.passes(89s);
    EXPECT_EQ(driver.fsm().state(), State::Established);
    driver.passes(1s);
    EXPECT_EQ(driver.fsm().state(), State::Idle);
}

TEST(Fsm, everyMessagePutsTheHoldTimerOffWithoutSettingItAnew) {
    FsmDriver driver{State::Established};
    driver.forget();
    for (int i = 0; i < 100; ++i) {
        driver.passes(10s);
        driver.happens(BytesReceived{encode(Keepalive{})});
    }
    EXPECT_EQ(driver.fsm().state(), State::Established);
    EXPECT_LE(driver.timesSet(Timer::Hold), 13);
    driver.passes(89s);
    EXPECT_EQ(driver.fsm().state(), State::Established);
    driver.passes(1s);
    EXPECT_EQ(driver.fsm().state(), State::Idle);
}

TEST(Fsm, aTimerThatExpiresTooEarlyOrTooLateDoesNoHarm) {
    FsmDriver driver{State::Established};
    driver.forget();
    for (const auto timer :
         {Timer::IdleHold, Timer::ConnectRetry, Timer::Hold, Timer::Keepalive, Timer::SendHold})
        driver.happens(TimerExpired{timer});
    EXPECT_EQ(driver.fsm().state(), State::Established);
    EXPECT_EQ(driver.sent(), "");
    driver.passes(90s);
    EXPECT_EQ(driver.fsm().state(), State::Idle) << "the timer was set again";
}

TEST(Fsm, keepalivesGoOutAtAThirdOfTheHoldTimeOrLess) {
    FsmDriver driver{State::Established};
    driver.forget();
    for (int i = 0; i < 60; ++i) {
        driver.passes(5s);
        driver.happens(BytesReceived{encode(Keepalive{})});
    }
    EXPECT_GE(driver.messagesSent(), 10);
    EXPECT_LE(driver.messagesSent(), 15);
}

TEST(Fsm, withoutAHoldTimeThereAreNoKeepalivesAndNoEnd) {
    auto config = test::instanceConfig();
    config.holdTime = 0s;
    FsmDriver driver{State::Established, config};
    driver.forget();
    driver.passes(240h);
    EXPECT_EQ(driver.fsm().state(), State::Established);
    EXPECT_EQ(driver.sent(), "");
}

TEST(Fsm, aZeroWindowEndsTheSessionAfterTheSendHoldTime) {
    FsmDriver driver{State::Established};
    driver.stopTakingOctets();
    driver.forget();
    for (int i = 0; i < 25 && driver.fsm().state() == State::Established; ++i) {
        driver.passes(10s);
        driver.happens(BytesReceived{encode(Keepalive{})});
    }
    ASSERT_EQ(driver.fsm().state(), State::Idle);
    EXPECT_EQ(driver.tcp(), "abort");
    EXPECT_EQ(driver.ended().kind, Kind::SendHoldExpired);
}

TEST(Fsm, aSlowNeighborThatTakesSomethingKeepsItsSession) {
    FsmDriver driver{State::Established};
    driver.stopTakingOctets();
    for (int i = 0; i < 100; ++i) {
        driver.passes(10s);
        driver.happens(BytesReceived{encode(Keepalive{})});
        driver.happens(BytesSent{2});
    }
    EXPECT_EQ(driver.fsm().state(), State::Established);
}

TEST(Fsm, octetsArriveInAnyPieces) {
    const auto stream = test::joined({encode(test::routerOpen()), encode(Keepalive{}), encode(Keepalive{}),
                                      encodeEndOfRib(base::Family::V4)});
    for (std::size_t size = 1; size <= stream.size(); ++size) {
        FsmDriver driver{State::OpenSent};
        for (std::size_t at = 0; at < stream.size(); at += size) {
            const base::ByteView rest = base::ByteView{stream}.subspan(at);
            driver.happens(BytesReceived{rest.first(std::min(size, rest.size()))});
        }
        EXPECT_EQ(driver.fsm().state(), State::Established) << size;
        EXPECT_EQ(driver.fsm().counters().messagesReceived, 4u) << size;
        EXPECT_EQ(driver.endOfRibs(), 1) << size;
    }
}

TEST(Fsm, whatFollowsAMessageThatEndsTheSessionIsNotReadAnyMore) {
    for (const auto& last : {encode(cease(Cease::AdministrativeShutdown)), encode(test::routerOpen()),
                             test::message(2, hex("0000 ffff"))}) {
        FsmDriver driver{State::Established};
        driver.forget();
        const auto batch = test::joined({encode(Keepalive{}), last, encodeEndOfRib(base::Family::V4), last});
        driver.happens(BytesReceived{batch});
        EXPECT_EQ(driver.fsm().state(), State::Idle);
        EXPECT_EQ(driver.endOfRibs(), 0);
        EXPECT_EQ(driver.endings(), 1);
        driver.happens(BytesReceived{batch});
        EXPECT_EQ(driver.endings(), 1);
    }
}

TEST(Fsm, nothingOfOneConnectionIsLeftInTheNext) {
    FsmDriver driver{State::OpenSent};
    driver.happens(BytesReceived{hex("ffffffff")});
    driver.happens(TcpFailed{"reset"});
    driver.happens(Start{});
    driver.happens(TcpConnected{});
    driver.happens(BytesReceived{encode(test::routerOpen())});
    EXPECT_EQ(driver.fsm().state(), State::OpenConfirm);
}

TEST(Fsm, anUpdateInErrorIsCountedAndToldOnce) {
    FsmDriver driver{State::Established};
    driver.forget();
    const auto update =
        test::message(2, test::updateBody({}, hex("40010109 400200 400304 c0000201"), hex("18 c00002")));
    for (int i = 0; i < 1000; ++i)
        driver.happens(BytesReceived{update});
    EXPECT_EQ(driver.fsm().state(), State::Established);
    EXPECT_EQ(driver.fsm().counters().treatedAsWithdraw, 1000u);
    EXPECT_EQ(driver.fsm().counters().prefixesWithdrawn, 1000u);
    EXPECT_EQ(driver.fsm().counters().prefixesReachable, 0u);
    EXPECT_EQ(driver.logged(), 1);
}

TEST(Fsm, extendedMessagesAreTakenOnceAgreedOn) {
    auto config = test::instanceConfig();
    config.extendedMessages = true;
    const auto large = test::message(2, test::updateBody({}, {}, base::Bytes(60000, 0)));
    for (const bool agreed : {true, false}) {
        auto open = test::routerOpen();
        open.capabilities.extendedMessage = agreed;
        FsmDriver driver{State::Established, config, open};
        driver.happens(BytesReceived{large});
        EXPECT_EQ(driver.fsm().state(), agreed ? State::Established : State::Idle);
    }
}

TEST(Fsm, theTextOfAConnectionErrorIsSanitized) {
    FsmDriver driver{State::Connect};
    driver.happens(TcpFailed{"bad\nthing\x1b[31m"});
    EXPECT_EQ(driver.ended().why, "bad?thing?[31m");
    EXPECT_EQ(driver.ended().kind, Kind::ConnectFailed);
}
