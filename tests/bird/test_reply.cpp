#include "core/bird/reply.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "recordings.h"

using namespace understudy;
using namespace understudy::bird;
using testing::HasSubstr;

namespace {

std::string errorAfter(std::string_view bytes,
                       std::size_t maxReplyBytes = ReplyReader::defaultMaxReplyBytes) {
    ReplyReader reader(maxReplyBytes);
    reader.feed(bytes);
    const auto next = reader.next();
    return next ? "no error" : next.error().what;
}

} // namespace

TEST(ReplyReader, readsCodedAndContinuedLines) {
    EXPECT_EQ(test::replyOf("1002-first\n  second\n \n1006-third\n0013 last\n"),
              (Reply{.lines = {{1002, "first"}, {1002, " second"}, {1002, ""}, {1006, "third"}},
                     .code = 13,
                     .text = "last"}));
}

TEST(ReplyReader, tellsRepliesApart) {
    const auto replies = test::repliesIn("0001 BIRD 2.0.12 ready.\n0016 Access restricted\n1000-x\n0000 \n");
    ASSERT_EQ(replies.size(), 3U);
    EXPECT_EQ(replies[0].code, 1);
    EXPECT_EQ(replies[1].text, "Access restricted");
    EXPECT_EQ(replies[2].lines.size(), 1U);
}

TEST(ReplyReader, waitsForTheRest) {
    ReplyReader reader;
    reader.feed("1002-first\n0000 ");
    EXPECT_EQ(reader.next().value(), std::nullopt);
    EXPECT_TRUE(reader.insideReply());
    reader.feed("\n");
    EXPECT_TRUE(reader.next().value().has_value());
    EXPECT_FALSE(reader.insideReply());
}

TEST(ReplyReader, dropsAsynchronousLinesWhereverTheyCome) {
    EXPECT_EQ(test::replyOf("+before\n1002-first\n+between\n second\n+9001 no error\n0000 \n+after\n"),
              (Reply{.lines = {{1002, "first"}, {1002, "second"}}, .code = 0, .text = ""}));
}

TEST(ReplyReader, refusesWhatIsNoReplyLine) {
    for (const std::string line : {"", " continuation of nothing", "0000", "000 x", "00000 x", "0000\tx",
                                   "-001 x", "abcd-x", "0x10-x", "??? <x>", "<3 messages lost>", "\xff\xfe"})
        EXPECT_THAT(errorAfter(line + "\n"), HasSubstr("a line that is no reply")) << line;
    EXPECT_THAT(errorAfter("1002-first\n\n0000 \n"), HasSubstr("a line that is no reply"));
}

TEST(ReplyReader, refusesNulBytes) {
    EXPECT_THAT(errorAfter(std::string_view("1002-a\0b\n", 9)), HasSubstr("NUL"));
}

TEST(ReplyReader, staysInErrorAndDeliversWhatCameBefore) {
    ReplyReader reader;
    reader.feed("0001 BIRD 2.0.12 ready.\ngarbage\n0000 \n");
    ASSERT_TRUE(reader.next().value().has_value());
    const auto error = reader.next();
    ASSERT_FALSE(error);
    EXPECT_THAT(error.error().what, HasSubstr("garbage"));
    reader.feed("0000 \n");
    EXPECT_EQ(reader.next(), error);
}

TEST(ReplyReader, showsGarbageWithoutControlCharacters) {
    EXPECT_THAT(errorAfter("\x1b[2J\n"), HasSubstr("\"?[2J\""));
}

TEST(ReplyReader, refusesLinesWithoutEnd) {
    const std::string longest = "1002-" + std::string(ReplyReader::maxLineBytes - 5, 'x');
    EXPECT_EQ(errorAfter(longest + "\n"), "no error");
    EXPECT_EQ(errorAfter(longest), "no error");
    EXPECT_THAT(errorAfter(longest + "x"), HasSubstr("line of over 65536 bytes"));
    EXPECT_EQ(errorAfter(longest + "x\n"), errorAfter(longest + "x"));
}

TEST(ReplyReader, refusesRepliesOverTheLimit) {
    const std::string line = "1002-" + std::string(1000, 'x') + "\n";
    std::string bytes;
    while (bytes.size() < 10'000'000)
        bytes += line;
    EXPECT_EQ(errorAfter(bytes), "no error");
    EXPECT_THAT(errorAfter(bytes, 8'000'000), HasSubstr("reply of over 8000000 bytes"));
}

TEST(ReplyReader, countsWhatManyEmptyLinesTakeInMemory) {
    std::string bytes = "1002-\n";
    for (int i = 0; i < 100'000; ++i)
        bytes += " \n";
    EXPECT_THAT(errorAfter(bytes, 1'000'000), HasSubstr("reply of over 1000000 bytes"));
}

TEST(ReplyReader, readsARepliesWorthOfTenMegabytes) {
    std::string bytes;
    for (int i = 0; i < 10'000; ++i)
        bytes += "1007-" + std::string(1000, 'x') + "\n";
    EXPECT_EQ(test::replyOf(bytes + "0000 \n").lines.size(), 10'000U);
}

TEST(Refusal, isASentenceForTheCodesOfErrors) {
    const auto sentence = [](std::string_view line, std::string_view protocol = {}) {
        const auto error = refusal(test::replyOf(std::string(line) + "\n"), protocol);
        return error ? error->what : "none";
    };
    EXPECT_EQ(sentence("9002 nosuch is not a protocol"),
              "the loaded configuration has no protocol \"nosuch\"");
    EXPECT_EQ(sentence("9001 syntax error, unexpected CF_SYM_UNDEFINED, expecting END", "nosuch"),
              "the loaded configuration has no protocol \"nosuch\"");
    EXPECT_EQ(sentence("8003 No protocols match", "nosuch"),
              "the loaded configuration has no protocol \"nosuch\"");
    EXPECT_EQ(sentence("8003 No protocols match"), "the loaded configuration has no such protocol");
    EXPECT_EQ(sentence("9001 syntax error", "vultr"), "BIRD refused: syntax error (code 9001)");
    EXPECT_EQ(sentence("8005 Protocol is down"), "the protocol is down");
    EXPECT_EQ(sentence("8007 Access denied"), "this connection may only read (access restricted)");
    EXPECT_EQ(sentence("8002 /etc/bird/bird.conf:3:1 syntax error"),
              "the configuration has an error: /etc/bird/bird.conf:3:1 syntax error");
    EXPECT_EQ(sentence("9001 \x1b[31m"), "BIRD refused: ?[31m (code 9001)");
    EXPECT_EQ(sentence("0009-vultr: disabled\n0000 "), "none");
    EXPECT_EQ(sentence("0016 Access restricted"), "none");
}

TEST(Refusal, seesAnErrorInsideAReply) {
    const auto reply = test::replyOf("1007-192.0.2.2/32 dev dummy1 [direct1 19:03:59] * (240)\n"
                                     "8000-<line overflow>\n0000 \n");
    EXPECT_EQ(refusal(reply)->what, "BIRD refused: <line overflow> (code 8000)");
}
