#include "tests/ops/ssh/echo_socket.h"
#include "tests/ops/ssh/ssh_fixture.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

class ConnectionTest : public SshTest {};

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
    std::string answer;
    while (answer.size() < 12) {
        ASSERT_TRUE(connection->wait(in(5s)));
        const auto bytes = (*channel)->readAvailable();
        ASSERT_TRUE(bytes) << bytes.error().what;
        answer += *bytes;
    }
    EXPECT_EQ(answer, "show status\n");
}

} // namespace
} // namespace understudy::ops::ssh
