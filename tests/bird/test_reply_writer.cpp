#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/bird/answers.h"
#include "core/bird/reply_writer.h"
#include "core/bird/show_status.h"
#include "recordings.h"
#include "views.h"

namespace understudy::bird {
namespace {

using test::recordedBytes;
using test::written;

std::string lastLine(const ReplyLine& line) {
    return written([&](ReplyWriter& writer) { writer.last(line); });
}

/// Lines, then the end of the reply.
std::string ended(std::initializer_list<ReplyLine> lines) {
    return written([&](ReplyWriter& writer) {
        for (const auto& line : lines)
            writer.line(line);
        writer.end();
    });
}

/// Lines, the last of which ends the reply.
std::string closed(const ReplyLine& line, const ReplyLine& last) {
    return written([&](ReplyWriter& writer) {
        writer.line(line);
        writer.last(last);
    });
}

TEST(ReplyWriter, WritesTheSameCodeOnce) {
    EXPECT_EQ(ended({{1002, "a"}, {1002, "b"}, {1006, ""}, {1006, "c"}, {7, "d"}}),
              "1002-a\n b\n1006-\n c\n0007-d\n0000 \n");
}

TEST(ReplyWriter, StartsEveryReplyWithACode) {
    EXPECT_EQ(written([](ReplyWriter& writer) {
                  writer.line(1002, "a");
                  writer.end();
                  writer.line(1002, "b");
                  writer.end();
              }),
              "1002-a\n0000 \n1002-b\n0000 \n");
}

TEST(ReplyWriter, KeepsTextInItsLine) {
    EXPECT_EQ(ended({{1006, "a\n0000 \r\nb\x1b[2J"}, {1006, "\tdev x\ty"}, {1006, "\xff\xc3\xbc"}}),
              "1006-a?0000 ??b?[2J\n \tdev x?y\n ?\xc3\xbc\n0000 \n");
    EXPECT_EQ(written([](ReplyWriter& writer) { writer.asynchronous("up\nup"); }), "+up?up\n");
}

TEST(ReplyWriter, CutsATextThatNoReaderTakes) {
    const auto bytes = ended({{1006, std::string(100'000, 'x')}, {1006, std::string(100'000, '\t')}});
    EXPECT_EQ(bytes.size(), 2 * ReplyWriter::maxTextBytes + std::string("1006-\n \n0000 \n").size());
}

TEST(ReplyWriter, GivesWholeLinesInPiecesThatOneReadTakes) {
    ReplyWriter writer;
    for (int i = 0; i < 1000; ++i)
        writer.line(1007, std::string(static_cast<std::size_t>(i), 'x'));
    writer.end();
    std::size_t pieces = 0;
    std::string last;
    while (auto piece = writer.take()) {
        EXPECT_LE(piece->size(), ReplyWriter::maxPieceBytes);
        EXPECT_TRUE(piece->ends_with('\n'));
        last = *piece;
        ++pieces;
    }
    EXPECT_GT(pieces, 100U);
    EXPECT_TRUE(last.ends_with("\n0000 \n"));
    EXPECT_TRUE(writer.empty());
    EXPECT_EQ(writer.size(), 0U);
}

TEST(ReplyWriter, IsReadBackWhateverTheText) {
    ASSERT_TRUE(rc::check("a reply that is written is read back, line by line",
                          [](const std::vector<std::pair<std::uint16_t, std::string>>& lines) {
                              std::size_t started = 0;
                              const auto bytes = written([&](ReplyWriter& writer) {
                                  for (const auto& [code, text] : lines)
                                      writer.line(code % 10'000, text);
                                  writer.end();
                              });
                              const auto reply = test::replyOf(bytes);
                              RC_ASSERT(reply.code == 0);
                              RC_ASSERT(reply.lines.size() == lines.size());
                              for (const auto& line : reply.lines)
                                  RC_ASSERT(line.code == lines[started++].first % 10'000);
                          }));
}

TEST(Answers, AreThoseOfBird) {
    EXPECT_EQ(ended({disabled("vultr")}), recordedBytes("2.0.12/commands/disable_vultr"));
    EXPECT_EQ(ended({alreadyDisabled("vultr")}), recordedBytes("2.0.12/commands/disable_vultr_again"));
    EXPECT_EQ(ended({alreadyEnabled("vultr")}), recordedBytes("2.0.12/commands/enable_vultr_again"));
    const auto reading = readingConfiguration("/etc/bird/bird.conf");
    EXPECT_EQ(closed(reading, reconfigured()), recordedBytes("2.0.12/commands/configure"));
    EXPECT_EQ(closed(reading, configurationOk()), recordedBytes("2.0.12/commands/configure_check"));
    EXPECT_EQ(lastLine(reconfigurationConfirmed()), recordedBytes("2.0.12/commands/configure_confirm"));
    EXPECT_EQ(closed(undoRequested(), reconfigured()), recordedBytes("2.0.12/commands/configure_undo"));
    EXPECT_EQ(written([&](ReplyWriter& writer) {
                  writer.line(reading);
                  writer.line(undoScheduled(std::chrono::seconds{20}));
                  writer.last(reconfigured());
              }),
              recordedBytes("2.0.12/commands/configure_timeout_20"));
}

TEST(Answers, HaveTheCodesThatClientsJudgeBy) {
    EXPECT_EQ(lastLine(accessRestricted()), "0016 Access restricted\n");
    EXPECT_EQ(lastLine(accessDenied()), "8007 Access denied\n");
    EXPECT_EQ(lastLine(shutdownRequested()), "0007 Shutdown requested\n");
    EXPECT_EQ(lastLine(nothingToDo()), "0019 Nothing to do\n");
    EXPECT_EQ(lastLine(networkNotFound()), "8001 Network not found\n");
    EXPECT_EQ(lastLine(configurationError("/etc/bird/bird.conf:3:7", "unknown word")),
              "8002 /etc/bird/bird.conf:3:7 unknown word\n");
    EXPECT_EQ(ended({enabled("a"), restarted("b"), reloading("c"), reloadFailed("d")}),
              "0011-a: enabled\n0012-b: restarted\n0015-c: reloading\n8006-d: reload failed\n0000 \n");
}

TEST(Answers, TellTheDashboardWhoSpeaks) {
    const auto speaker = parseGreeting(test::replyOf(lastLine(greeting("0.1.0"))));
    ASSERT_TRUE(speaker) << speaker.error().what;
    EXPECT_EQ(*speaker, (Greeting{.kind = SpeakerKind::Understudyd, .version = "0.1.0"}));
}

TEST(Answers, AreRefusalsToTheDashboard) {
    for (const auto& line : {accessDenied(), noProtocolsMatch(), notAProtocol("nosuch"), parseError("x"),
                             commandFailed("x"), networkNotFound(), commandTooLong()})
        EXPECT_TRUE(refusal(test::replyOf(lastLine(line)))) << line.text;
    EXPECT_EQ(refusal(test::replyOf(lastLine(notAProtocol("nosuch"))))->what,
              "the loaded configuration has no protocol \"nosuch\"");
}

} // namespace
} // namespace understudy::bird
