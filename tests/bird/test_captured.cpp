#include "core/bird/captured.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using testing::HasSubstr;

namespace {

constexpr std::string_view twoProtocols = "0001 BIRD 1.6.8 ready.\n"
                                          "0016 Access restricted\n"
                                          "2002-name     proto    table    state  since       info\n"
                                          "1002-kernel1  Kernel   master   up     19:03:59    \n"
                                          "     device1  Device   master   up     19:03:59    \n";

std::string errorOf(std::string_view output, std::optional<int> exitStatus) {
    const auto captured = parseCaptured(output, exitStatus);
    return captured ? "no error" : captured.error().what;
}

} // namespace

TEST(Captured, holdsTheGreetingTheRestrictionAndTheReply) {
    const auto captured = parseCaptured(twoProtocols, 0);
    ASSERT_TRUE(captured) << captured.error().what;
    EXPECT_EQ(captured->greeting, (Greeting{SpeakerKind::Bird, "1.6.8"}));
    EXPECT_TRUE(captured->restricted);
    EXPECT_EQ(captured->reply, (Reply{.lines = {{2002, "name     proto    table    state  since       info"},
                                                {1002, "kernel1  Kernel   master   up     19:03:59    "},
                                                {1002, "device1  Device   master   up     19:03:59    "}},
                                      .code = 0,
                                      .text = ""}));
}

TEST(Captured, acceptsAReplyOfNothingAtAll) {
    const auto captured = parseCaptured("0001 BIRD 2.0.12 ready.\n", 0);
    ASSERT_TRUE(captured) << captured.error().what;
    EXPECT_FALSE(captured->restricted);
    EXPECT_EQ(captured->reply, Reply{});
}

TEST(Captured, acceptsErrorRepliesWithTheExitStatusOfEitherVersion) {
    EXPECT_EQ(parseCaptured("0001 BIRD 1.6.8 ready.\n9002 nosuch is not a protocol\n", 0)->reply.code, 9002);
    EXPECT_EQ(parseCaptured("0001 BIRD 2.0.12 ready.\n9001 syntax error\n", 1)->reply.code, 9001);
}

TEST(Captured, dropsAsynchronousLines) {
    EXPECT_EQ(parseCaptured("0001 BIRD 2.0.12 ready.\n>>> bird: log line\n0018 x\n", 0)->reply.code, 18);
}

TEST(Captured, needsAnExitStatusThatFits) {
    EXPECT_EQ(errorOf(twoProtocols, std::nullopt), "birdc did not end by itself, so its output may be cut");
    EXPECT_EQ(errorOf(twoProtocols, 1), "birdc failed before the end of the reply");
    EXPECT_EQ(errorOf(twoProtocols, 127), "birdc could not be run (exit status 127)");
    EXPECT_EQ(errorOf(twoProtocols, -1), "birdc could not be run (exit status -1)");
}

TEST(Captured, needsAGreeting) {
    EXPECT_EQ(errorOf("", 0), "birdc's output does not start with a greeting");
    EXPECT_EQ(errorOf("2002-name\n0001 BIRD 1.6.8 ready.\n", 0),
              "birdc's output does not start with a greeting");
    EXPECT_THAT(errorOf("0001 FROG 1.6.8 ready.\n", 0), HasSubstr("does not greet"));
}

TEST(Captured, refusesWhatOnlyBirdcSays) {
    EXPECT_EQ(errorOf("0001 BIRD 1.6.8 ready.\nNo such command. Press `?' for help.\n", 0),
              "birdc says: No such command. Press `?' for help.");
    EXPECT_EQ(errorOf("0001 BIRD 1.6.8 ready.\n??? <x>\n", 0), "birdc says: ??? <x>");
}

TEST(Captured, refusesMoreThanOneReply) {
    EXPECT_EQ(errorOf("0001 BIRD 1.6.8 ready.\n0013 up\n0013 up\n", 0),
              "birdc's output holds more than one reply");
    EXPECT_EQ(errorOf("0001 BIRD 1.6.8 ready.\n0013 up\n1002-x\n", 0),
              "birdc's output holds more than one reply");
}

TEST(Captured, refusesACutLine) {
    EXPECT_EQ(errorOf("0001 BIRD 1.6.8 ready.\n1002-kern", 0), "birdc's output ends inside a line");
}
