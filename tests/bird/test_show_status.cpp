#include "core/bird/show_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using namespace std::chrono_literals;

namespace {

std::string errorOf(std::string_view bytes) {
    const auto status = parseStatus(test::replyOf(bytes));
    return status ? "no error" : status.error().what;
}

std::optional<Greeting> greetingIn(std::string_view line) {
    const auto greeting = parseGreeting(test::replyOf(std::string(line) + "\n"));
    return greeting ? std::optional(*greeting) : std::nullopt;
}

} // namespace

TEST(Greeting, namesTheSpeakerAndItsVersion) {
    EXPECT_EQ(greetingIn("0001 BIRD 1.6.8 ready."), (Greeting{SpeakerKind::Bird, "1.6.8"}));
    EXPECT_EQ(greetingIn("0001 BIRD 2.19.2+branch.x ready."),
              (Greeting{SpeakerKind::Bird, "2.19.2+branch.x"}));
    EXPECT_EQ(greetingIn("0001 BIRD 2.0.0 (understudyd 0.1.0) ready."),
              (Greeting{SpeakerKind::Understudyd, "0.1.0"}));
}

TEST(Greeting, isRefusedWhenTheVersionIsNone) {
    for (const auto* line :
         {"0001 BIRD  ready.", "0001 BIRD ready.", "0001 BIRD x.y ready.", "0001 BIRD 2 ready.",
          "0001 BIRD 2.0.12", "0002 BIRD 2.0.12 ready.", "0001 FRR 2.0.12 ready.",
          "0001 BIRD 2.0.0 (other) ready.", "0001 BIRD 2.0.0 (understudyd ) ready."})
        EXPECT_EQ(greetingIn(line), std::nullopt) << line;
}

TEST(Status, isReadFromEveryVersion) {
    const auto status = [](std::string_view version) {
        return parseStatus(test::recordedReply(std::string(version) + "/established/show_status"));
    };
    EXPECT_EQ(status("1.6.8"), (Status{"1.6.8", *base::IpAddress::parse("192.0.2.111"), "2026-11-23 19:04:08",
                                       "2026-11-23 19:03:59", true}));
    EXPECT_EQ(status("1.6.8-bird6"), (Status{"1.6.8", *base::IpAddress::parse("192.0.2.115"),
                                             "2026-11-23 19:04:08", "2026-11-23 19:03:58", true}));
    EXPECT_EQ(status("2.0.12"), (Status{"2.0.12", *base::IpAddress::parse("192.0.2.112"),
                                        "2026-11-23 19:04:08.688", "2026-11-23 19:03:59.298", true}));
    EXPECT_EQ(status("2.19.2"), (Status{"2.19.2", *base::IpAddress::parse("192.0.2.113"),
                                        "2026-11-23 19:04:08.771", "2026-11-23 19:03:59.339", true}));
    EXPECT_EQ(status("3.3.2"), (Status{"3.3.2", *base::IpAddress::parse("192.0.2.114"),
                                       "2026-11-23 19:04:08.850", "2026-11-23 19:03:59.395", true}));
}

TEST(Status, isNotRunningWhileItShutsDown) {
    const auto status = parseStatus(test::replyOf("1000-BIRD 2.0.12\n1011-Router ID is 192.0.2.9\n"
                                                  " Current server time is 2026-11-23 19:04:08\n"
                                                  " Last reconfiguration on 2026-11-23 19:03:59\n"
                                                  "0024-Graceful restart recovery in progress\n"
                                                  "0013 Shutdown in progress\n"));
    ASSERT_TRUE(status) << status.error().what;
    EXPECT_FALSE(status->running);
}

TEST(Status, isRefusedWhenAPartIsMissingOrWrong) {
    constexpr std::string_view times = " Current server time is x\n Last reconfiguration on x\n";
    const std::string whole = "1000-BIRD 2.0.12\n1011-Router ID is 192.0.2.9\n" + std::string(times);
    EXPECT_EQ(errorOf(whole + "0013 Daemon is up and running\n"), "no error");
    EXPECT_EQ(errorOf(whole + "0000 \n"), "the reply is not the whole of `show status`");
    EXPECT_EQ(errorOf("1000-BIRD 2.0.12\n0013 Daemon is up and running\n"),
              "the reply is not the whole of `show status`");
    EXPECT_EQ(
        errorOf("1000-FROG\n1011-Router ID is 192.0.2.9\n" + std::string(times) + "0013 Daemon is up\n"),
        "`show status` names no version: \"FROG\"");
    EXPECT_EQ(errorOf("1000-BIRD 2.0.12\n1011-Router ID is 192.0.2\n" + std::string(times) + "0013 x\n"),
              "`show status` shows a router ID that is none: \"192.0.2\"");
    EXPECT_EQ(errorOf("8007 Access denied\n"), "this connection may only read (access restricted)");
}

TEST(Age, isTheDifferenceOnTheSameDay) {
    EXPECT_EQ(ageOf("19:04:04", "2026-11-23 19:04:08"), 4s);
    EXPECT_EQ(ageOf("19:04:03.532", "2026-11-23 19:04:08.688"), 5156ms);
    EXPECT_EQ(ageOf("19:04:03.532999", "2026-11-23 19:04:08"), 4468ms);
    EXPECT_EQ(ageOf("19:04:04", "19:04:08"), 4s);
}

TEST(Age, ofATimeLaterThanNowCountsFromYesterday) {
    EXPECT_EQ(ageOf("23:59:59", "2026-11-23 00:00:01"), 2s);
    EXPECT_EQ(ageOf("05:00:00", "2026-11-23 00:59:00"), 20h - 1min);
}

TEST(Age, isZeroForWhatHappenedBetweenTheTwoReplies) {
    EXPECT_EQ(ageOf("19:04:09", "2026-11-23 19:04:08"), 0s);
    EXPECT_EQ(ageOf("2026-11-23 19:04:09", "2026-11-23 19:04:08"), 0s);
    EXPECT_EQ(ageOf("19:05:08", "2026-11-23 19:04:08"), 0s);
    EXPECT_EQ(ageOf("19:05:09", "2026-11-23 19:04:08"), 24h - 61s);
}

TEST(Age, ofADateCountsFromItsMidnight) {
    EXPECT_EQ(ageOf("2026-11-22", "2026-11-23 19:04:08"), 43h + 4min + 8s);
    EXPECT_EQ(ageOf("2026-02-28", "2026-03-01 00:00:00.000"), 24h);
    EXPECT_EQ(ageOf("2024-02-28", "2024-03-01 00:00:00"), 48h);
}

TEST(Age, ofADateAndTimeIsExact) {
    EXPECT_EQ(ageOf("2026-11-22 19:04:08.5", "2026-11-23 19:04:08.250"), 24h - 250ms);
    EXPECT_EQ(ageOf("2025-12-31 23:59:59", "2026-01-01 00:00:00"), 1s);
}

TEST(Age, isUnknownForEverythingElse) {
    for (const auto* since :
         {"", "Nov23", "19:04", "24:00:00", "19:60:00", "19:04:61", "19-04-04", "2026-13-01", "2026-02-30",
          "2026-11-24", "23-11-2026 19:04:04", "19:04:04 2026-11-23", "2026-11-23 19:04:04 CET", "-1:00:00",
          "19:04:04.", "19:04:04.1234567", "+9:04:04"})
        EXPECT_EQ(ageOf(since, "2026-11-23 19:04:08"), std::nullopt) << since;
    for (const auto* now : {"", "2026-11-23", "noon", "19:04:08"})
        EXPECT_EQ(ageOf("2026-11-23 19:04:04", now), std::nullopt) << now;
}
