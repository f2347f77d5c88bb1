#include <thread>
#include <vector>

#include "tests/ops/ssh/echo_socket.h"
#include "tests/ops/ssh/ssh_fixture.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

class ConnectionTest : public SshTest {
protected:
    /// What the channel says, up to and with `end`.
    static std::string readUntil(Connection& connection, Channel& channel, const std::string& end) {
        std::string text;
        while (!text.ends_with(end)) {
            const auto waited = connection.wait(in(5s));
            const auto bytes = channel.readAvailable();
            if (!waited || !bytes)
                throw std::runtime_error("ended after " + text);
            text += *bytes;
        }
        return text;
    }
};

TEST_F(ConnectionTest, RunsACommandAndTellsWhatItLeft) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    EXPECT_EQ(connection->user(), "root");
    const auto output = connection->exec("cat; echo oops >&2; exit 7", "hello", in(10s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "hello");
    EXPECT_EQ(output->err, "oops\n");
    EXPECT_EQ(output->exit, 7);
}

TEST_F(ConnectionTest, ReachesAUnixSocketThroughSshd) {
    test::Sshd server;
    test::EchoSocket socket(folder.file("echo.sock"));
    auto connection = mustOpen(targetOf(server));
    auto channel = connection->openUnixSocket(socket.path(), in(10s));
    ASSERT_TRUE(channel) << channel.error().what;
    ASSERT_TRUE((*channel)->write("show status\n", in(5s)));
    const auto answer = readUntil(*connection, **channel, "\n");
    EXPECT_EQ(answer, "show status\n");
}

TEST_F(ConnectionTest, TakesInTenMegabytesOfOutput) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto output = connection->exec("head -c 10000000 /dev/zero | tr '\\0' x", "", in(30s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, std::string(10'000'000, 'x'));
    EXPECT_EQ(output->exit, 0);
}

TEST_F(ConnectionTest, HandsOverTenMegabytesOfInput) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto output = connection->exec("wc -c", std::string(10'000'000, 'x'), in(30s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "10000000\n");
}

TEST_F(ConnectionTest, ACommandMayLeaveItsInputUnread) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto output = connection->exec("echo done; exit 3", std::string(10'000'000, 'x'), in(30s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "done\n");
    EXPECT_EQ(output->exit, 3);
}

TEST_F(ConnectionTest, NeverCutsOutputThatIsTooLong) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto output = connection->exec("yes", "", in(30s), 100'000);
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().failure, Failure::TooMuchOutput);
    EXPECT_TRUE(connection->exec("head -c 100000 /dev/zero", "", in(10s), 100'000));
    EXPECT_FALSE(connection->exec("head -c 100001 /dev/zero", "", in(10s), 100'000));
}

TEST_F(ConnectionTest, ASignalCountsFrom128) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto output = connection->exec("kill -TERM $$", "", in(10s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->exit, 128 + 15);
}

TEST_F(ConnectionTest, GivesUpOnACommandAtItsDeadlineAndGoesOn) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto begin = std::chrono::steady_clock::now();
    const auto late = connection->exec("sleep 3; echo late", "", in(500ms));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1500ms);
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().failure, Failure::TimedOut);
    const auto next = connection->exec("sleep 3; echo next", "", in(10s));
    ASSERT_TRUE(next) << next.error().what;
    EXPECT_EQ(next->out, "next\n");
}

TEST_F(ConnectionTest, ACommandGoesThroughSudoAsOneWord) {
    test::Sshd server;
    auto target = targetOf(server);
    target.sudo = true;
    auto connection = mustOpen(target);
    const auto output = connection->exec("echo \"$SUDO_USER\" 'it'\\''s'; cat; exit 5", "input", in(10s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "root it's\ninput");
    EXPECT_EQ(output->exit, 5);
}

TEST_F(ConnectionTest, RefusesACommandWithANul) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    EXPECT_FALSE(connection->exec(std::string_view("echo a\0b", 8), "", in(10s)));
}

TEST_F(ConnectionTest, ACommandThatKeepsRunningIsReadWhileItRuns) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    auto channel = connection->openCommand("echo one; read line; echo \"$line\"; echo why >&2", in(10s));
    ASSERT_TRUE(channel) << channel.error().what;
    EXPECT_EQ(readUntil(*connection, **channel, "one\n"), "one\n");
    ASSERT_TRUE((*channel)->write("two\n", in(5s)));
    EXPECT_EQ(readUntil(*connection, **channel, "two\n"), "two\n");
    SshResult<std::string> end = std::string{};
    while (end) {
        ASSERT_TRUE(connection->wait(in(5s)));
        end = (*channel)->readAvailable();
    }
    EXPECT_EQ(end.error().failure, Failure::Lost);
    EXPECT_NE(end.error().what.find("why"), std::string::npos) << end.error().what;
}

TEST_F(ConnectionTest, DataForOneChannelArrivesWhileAnotherIsWaitedFor) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    auto monitor = connection->openCommand("echo change; sleep 60", in(10s));
    ASSERT_TRUE(monitor) << monitor.error().what;
    ASSERT_TRUE(connection->exec("sleep 0.3", "", in(10s)));
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(connection->wait(in(10s)));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    EXPECT_EQ((*monitor)->readAvailable().value_or(""), "change\n");
}

TEST_F(ConnectionTest, AChannelMayOutliveItsConnection) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    auto channel = connection->openCommand("cat", in(10s));
    ASSERT_TRUE(channel);
    connection.reset();
    EXPECT_TRUE((*channel)->write("still there", in(5s)));
}

TEST_F(ConnectionTest, ForbiddenForwardingIsNotPermitted) {
    test::Sshd server({"AllowStreamLocalForwarding no"});
    test::EchoSocket socket(folder.file("echo.sock"));
    auto connection = mustOpen(targetOf(server));
    const auto channel = connection->openUnixSocket(socket.path(), in(10s));
    ASSERT_FALSE(channel);
    EXPECT_EQ(channel.error().failure, Failure::NotPermitted) << channel.error().what;
    EXPECT_TRUE(connection->exec("true", "", in(10s)));
}

TEST_F(ConnectionTest, AMissingSocketIsNotPermitted) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    const auto channel = connection->openUnixSocket(folder.file("none.sock"), in(10s));
    ASSERT_FALSE(channel);
    EXPECT_EQ(channel.error().failure, Failure::NotPermitted) << channel.error().what;
    EXPECT_NE(channel.error().what.find("none.sock"), std::string::npos);
}

TEST_F(ConnectionTest, MoreSessionsThanTheServerAllowsAreNotPermittedUntilOneEnds) {
    test::Sshd server({"MaxSessions 3"});
    auto connection = mustOpen(targetOf(server));
    std::vector<std::unique_ptr<Channel>> channels;
    for (int i = 0; i < 3; ++i) {
        auto channel = connection->openCommand("cat", in(10s));
        ASSERT_TRUE(channel) << channel.error().what;
        channels.push_back(std::move(*channel));
    }
    const auto refused = connection->exec("true", "", in(10s));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().failure, Failure::NotPermitted) << refused.error().what;
    channels.pop_back();
    SshResult<ExecOutput> allowed = refused;
    for (const auto deadline = in(10s); !allowed && in(0ms) < deadline;)
        allowed = connection->exec("echo again", "", in(10s));
    ASSERT_TRUE(allowed) << allowed.error().what;
    EXPECT_EQ(allowed->out, "again\n");
}

TEST_F(ConnectionTest, ChannelsThatAreGivenUpWhileOpeningUseUpNoSession) {
    test::Sshd server({"MaxSessions 2"});
    auto connection = mustOpen(targetOf(server));
    int givenUp = 0;
    for (int i = 0; i < 10; ++i) {
        // On a busy machine the server may be quicker than a deadline that has passed already.
        givenUp += connection->openCommand("cat", in(0ms)) ? 0 : 1;
        EXPECT_TRUE(connection->wait(in(50ms)));
    }
    EXPECT_GT(givenUp, 0);
    // The last ones' ends may still be on their way.
    auto output = connection->exec("echo alive", "", in(10s));
    for (const auto deadline = in(10s); !output && in(0ms) < deadline;)
        output = connection->exec("echo alive", "", in(10s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "alive\n");
}

TEST_F(ConnectionTest, ANotificationEndsTheNextWaitEvenWhenItCameDuringACommand) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    std::thread other([this] {
        std::this_thread::sleep_for(200ms);
        wake.notify();
    });
    const auto output = connection->exec("sleep 0.6; echo whole", "", in(10s));
    other.join();
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_EQ(output->out, "whole\n");
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(connection->wait(in(10s)));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
    wake.clear();
    ASSERT_TRUE(connection->wait(in(50ms)));
}

} // namespace
} // namespace understudy::ops::ssh
