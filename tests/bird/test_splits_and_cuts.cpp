// However the bytes arrive, the values are the same; wherever they end, there is no value that differs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/bird/captured.h"
#include "core/bird/show_protocols.h"
#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;

namespace {

std::vector<Reply> drain(ReplyReader& reader) {
    std::vector<Reply> replies;
    for (;;) {
        auto next = reader.next();
        EXPECT_TRUE(next);
        if (!next || !*next)
            return replies;
        replies.push_back(std::move(**next));
    }
}

class Recorded : public testing::TestWithParam<std::string_view> {};

std::string nameOf(const testing::TestParamInfo<std::string_view>& info) {
    std::string name = "v";
    for (const char c : info.param)
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return name;
}

/// Recordings that a socket can have sent; birdc itself refused the other.
std::vector<test::Recording> sendable(std::string_view version) {
    auto all = test::recordings(version);
    std::erase_if(all, [](const auto& recording) { return recording.name.ends_with("/nonsense"); });
    return all;
}

} // namespace

TEST_P(Recorded, isTheSameAtEverySplit) {
    for (const auto& recording : sendable(GetParam())) {
        const auto bytes = test::asSentOnTheSocket(recording.output);
        const auto whole = test::repliesIn(bytes);
        for (std::size_t at = 0; at <= bytes.size(); ++at) {
            ReplyReader reader;
            reader.feed(std::string_view(bytes).substr(0, at));
            reader.feed(std::string_view(bytes).substr(at));
            ASSERT_EQ(drain(reader), whole) << recording.name << " split at " << at;
        }
    }
}

TEST_P(Recorded, isTheSameByteByByte) {
    for (const auto& recording : sendable(GetParam())) {
        const auto bytes = test::asSentOnTheSocket(recording.output);
        ReplyReader reader;
        for (const char c : bytes)
            reader.feed({&c, 1});
        ASSERT_EQ(drain(reader), test::repliesIn(bytes)) << recording.name;
    }
}

TEST_P(Recorded, isNoReplyWhereverTheSocketIsCut) {
    for (const auto& recording : sendable(GetParam())) {
        const auto bytes = test::asSentOnTheSocket(recording.output);
        const auto greetingEnd = bytes.find('\n') + 1;
        for (std::size_t end = 0; end < bytes.size(); ++end) {
            ReplyReader reader;
            reader.feed(std::string_view(bytes).substr(0, end));
            ASSERT_EQ(drain(reader).size(), end < greetingEnd ? 0U : 1U)
                << recording.name << " cut at " << end;
        }
    }
}

TEST_P(Recorded, isRefusedWhereverBirdcIsCutOff) {
    for (const auto& recording : sendable(GetParam())) {
        for (std::size_t end = 0; end <= recording.output.size(); ++end) {
            const auto output = std::string_view(recording.output).substr(0, end);
            ASSERT_FALSE(parseCaptured(output, std::nullopt)) << recording.name << " cut at " << end;
        }
    }
}

TEST_P(Recorded, isRefusedWhereverBirdcLosesTheSpeaker) {
    for (const auto& recording : sendable(GetParam())) {
        for (std::size_t end = 0; end < recording.output.size(); ++end) {
            const auto output = std::string_view(recording.output).substr(0, end);
            ASSERT_FALSE(parseCaptured(output, 1)) << recording.name << " cut at " << end;
        }
    }
}

/// Not to be relied upon, but a cut that the exit status hides is still seen inside a line or a protocol.
TEST_P(Recorded, neverShowsADifferentProtocolEvenWhenACutGoesUnnoticed) {
    for (const auto& recording : sendable(GetParam())) {
        if (recording.exitStatus != 0 || recording.name.find("/show_protocols_all") == std::string::npos)
            continue;
        const auto whole = parseProtocols(parseCaptured(recording.output, 0)->reply);
        if (!whole)
            continue;
        for (std::size_t end = 0; end < recording.output.size(); ++end) {
            const auto captured = parseCaptured(std::string_view(recording.output).substr(0, end), 0);
            if (!captured)
                continue;
            const auto cut = parseProtocols(captured->reply);
            if (!cut)
                continue;
            ASSERT_LE(cut->size(), whole->size());
            for (std::size_t i = 0; i < cut->size(); ++i)
                ASSERT_TRUE((*cut)[i] == (*whole)[i]) << recording.name << " cut at " << end;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Recorded, testing::ValuesIn(test::versions), nameOf);
