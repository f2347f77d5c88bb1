// Every recording, whatever was asked: as birdc printed it and as the control socket sent it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bird/captured.h"
#include "core/bird/show_protocols.h"
#include "core/bird/show_route.h"
#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

std::string_view commandOf(const test::Recording& recording) {
    return std::string_view(recording.name).substr(recording.name.rfind('/') + 1);
}

class RecordedReply : public testing::TestWithParam<std::string_view> {};

std::string nameOf(const testing::TestParamInfo<std::string_view>& info) {
    std::string name = "v";
    for (const char c : info.param)
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

} // namespace

TEST_P(RecordedReply, isTheSameFromBirdcAsFromTheSocket) {
    for (const auto& recording : test::recordings(GetParam())) {
        if (commandOf(recording) == "nonsense")
            continue;
        const auto captured = parseCaptured(recording.output, recording.exitStatus);
        ASSERT_TRUE(captured) << recording.name << ": " << captured.error().what;
        const auto replies = test::repliesIn(test::asSentOnTheSocket(recording.output));
        ASSERT_EQ(replies.size(), 2U) << recording.name;
        EXPECT_EQ(captured->reply, replies.back()) << recording.name;
        EXPECT_EQ(captured->greeting.version, GetParam().substr(0, GetParam().find('-')));
        EXPECT_FALSE(captured->restricted);
    }
}

TEST_P(RecordedReply, withoutCodesIsRefused) {
    const auto plain = test::recordings(GetParam(), false);
    ASSERT_FALSE(plain.empty());
    for (const auto& recording : plain)
        EXPECT_THAT(parseCaptured(recording.output, recording.exitStatus).error().what,
                    StartsWith("birdc says: BIRD "))
            << recording.name;
}

TEST_P(RecordedReply, toACommandThatBirdcDoesNotKnowIsRefused) {
    const auto recording = test::recording(std::string(GetParam()) + "/commands/nonsense");
    EXPECT_EQ(parseCaptured(recording.output, recording.exitStatus).error().what,
              "birdc says: No such command. Press `?' for help.");
}

TEST_P(RecordedReply, toAnUnknownProtocolNamesIt) {
    constexpr std::string_view sentence = "the loaded configuration has no protocol \"nosuch\"";
    for (const auto* scenario : {"established", "interface-down", "interface-up-again-v6-addresses-lost"}) {
        const auto reply =
            test::recordedReply(std::string(GetParam()) + '/' + scenario + "/show_protocols_all_nosuch");
        EXPECT_EQ(parseProtocols(reply, "nosuch").error().what, sentence);
    }
    const auto restart = test::recordedReply(std::string(GetParam()) + "/commands/restart_nosuch");
    EXPECT_EQ(refusal(restart, "nosuch")->what, sentence);
}

TEST_P(RecordedReply, toOtherQuestionsIsNeverTakenForProtocolsOrRoutes) {
    for (const auto& recording : test::recordings(GetParam())) {
        const auto command = commandOf(recording);
        if (command == "nonsense")
            continue;
        const auto reply = test::recordedReply(recording.name);
        const auto protocols = parseProtocols(reply);
        const auto routes = parseRoutes(reply);
        if (!command.starts_with("show_protocols_all")) {
            EXPECT_TRUE(!protocols || protocols->empty()) << recording.name;
        }
        if (!command.starts_with("show_route") || command == "show_route_count") {
            EXPECT_TRUE(!routes || routes->empty()) << recording.name;
        }
    }
}

TEST_P(RecordedReply, withoutDetailsIsNotTakenForProtocols) {
    for (const auto* scenario : {"established", "disabled", "no-answer"}) {
        const auto reply = test::recordedReply(std::string(GetParam()) + '/' + scenario + "/show_protocols");
        EXPECT_THAT(parseProtocols(reply).error().what, HasSubstr("without the end of its details"));
    }
}

TEST_P(RecordedReply, toAChangeIsNoRefusal) {
    for (const auto& recording : test::recordings(GetParam())) {
        const auto command = commandOf(recording);
        if (command.starts_with("configure") || command.starts_with("enable") ||
            command.starts_with("disable")) {
            EXPECT_EQ(refusal(test::recordedReply(recording.name)), std::nullopt) << recording.name;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, RecordedReply, testing::ValuesIn(test::versions), nameOf);
