#include <atomic>
#include <thread>
#include <vector>

#include "tests/ops/ssh/echo_socket.h"
#include "tests/ops/ssh/ssh_fixture.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

class JumpTest : public SshTest {
protected:
    static std::string jumpTo(const test::Sshd& server) {
        return "root@127.0.0.1:" + std::to_string(server.port());
    }
    /// The key of one server lets in at the others too.
    void share(const cluster::SshTarget& target, const test::Sshd& server) {
        server.authorize(target.identityFile);
        trust(server);
    }
};

TEST_F(JumpTest, GoesThroughAJumpHost) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    auto connection = mustOpen(target);
    const auto output = connection->exec("echo $SSH_CONNECTION; cat", std::string(3'000'000, 'x'), in(20s));
    ASSERT_TRUE(output) << output.error().what;
    EXPECT_GT(output->out.size(), 3'000'000u);
    EXPECT_NE(output->out.find(" " + std::to_string(server.port())), std::string::npos);
    EXPECT_NE(jump.log().find("Accepted publickey"), std::string::npos);
}

TEST_F(JumpTest, GoesThroughTwoJumpHosts) {
    test::Sshd outer;
    test::Sshd inner;
    test::Sshd server;
    test::EchoSocket socket(folder.file("echo.sock"));
    auto target = targetOf(server);
    share(target, outer);
    share(target, inner);
    target.jump = jumpTo(outer) + "," + jumpTo(inner);
    auto connection = mustOpen(target);
    auto channel = connection->openUnixSocket(socket.path(), in(10s));
    ASSERT_TRUE(channel) << channel.error().what;
    ASSERT_TRUE((*channel)->write("ping\n", in(5s)));
    std::string answer;
    while (answer.size() < 5) {
        ASSERT_TRUE(connection->wait(in(5s)));
        answer += (*channel)->readAvailable().value_or("");
    }
    EXPECT_EQ(answer, "ping\n");
    EXPECT_TRUE(connection->exec("head -c 3000000 /dev/zero", "", in(20s)));
}

TEST_F(JumpTest, AJumpHostOfTheConfigurationIsTakenUnlessTheClusterFileSaysNone) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    folder.write(".ssh/config", "Host 127.0.0.1\n  ProxyJump " + jumpTo(jump) + "\n");
    ASSERT_TRUE(open(target));
    EXPECT_NE(jump.log().find("Accepted publickey"), std::string::npos);
    jump.kill();
    EXPECT_FALSE(open(target));
    target.jump = "none";
    EXPECT_TRUE(open(target));
}

TEST_F(JumpTest, TheJumpHostsKeyIsCheckedToo) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    jump.authorize(target.identityFile);
    target.jump = jumpTo(jump);
    const auto opened = open(target);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().failure, Failure::Refused);
    EXPECT_TRUE(opened.error().what.starts_with("Jump host [127.0.0.1]:" + std::to_string(jump.port())))
        << opened.error().what;
    EXPECT_EQ(prompter.hostKeyQuestions, 1);
}

TEST_F(JumpTest, AJumpHostThatCannotReachTheNodeSaysSo) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    server.kill();
    const auto opened = open(target);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().failure, Failure::Unreachable) << opened.error().what;
    EXPECT_TRUE(opened.error().what.starts_with("Jump host")) << opened.error().what;
}

TEST_F(JumpTest, AJumpHostThatForbidsForwardingIsRefused) {
    test::Sshd jump({"AllowTcpForwarding no"});
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    const auto opened = open(target);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().failure, Failure::Refused) << opened.error().what;
}

TEST_F(JumpTest, TheLossOfTheJumpHostIsTheLossOfTheConnection) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    auto connection = mustOpen(target);
    jump.kill();
    const auto waited = connection->wait(in(5s));
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().failure, Failure::Lost);
    EXPECT_TRUE(waited.error().what.starts_with("Jump host")) << waited.error().what;
}

TEST_F(JumpTest, TheLossOfTheNodeBehindTheJumpHostIsNoticed) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    auto connection = mustOpen(target);
    server.kill();
    const auto begin = std::chrono::steady_clock::now();
    const auto waited = connection->wait(in(5s));
    ASSERT_FALSE(waited);
    EXPECT_EQ(waited.error().failure, Failure::Lost) << waited.error().what;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 1s);
}

TEST_F(JumpTest, TwentyNodesGetThroughOneJumpHostAtOnce) {
    test::Sshd jump({"MaxStartups 10:30:100"});
    test::Sshd server({"MaxStartups 10:30:100"});
    auto target = targetOf(server);
    share(target, jump);
    target.jump = jumpTo(jump);
    std::atomic<int> opened = 0;
    std::vector<std::thread> nodes;
    for (int i = 0; i < 20; ++i) {
        nodes.emplace_back([&] {
            Wake own;
            auto connection = Connection::open(target, own, gate, prompter);
            if (connection && (*connection)->exec("true", "", in(30s)))
                ++opened;
        });
    }
    for (auto& node : nodes)
        node.join();
    EXPECT_EQ(opened, 20);
    EXPECT_EQ(jump.log().find("drop connection"), std::string::npos);
    EXPECT_EQ(server.log().find("drop connection"), std::string::npos);
}

} // namespace
} // namespace understudy::ops::ssh
