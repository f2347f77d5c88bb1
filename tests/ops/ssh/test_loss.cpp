#include <thread>

#include "tests/ops/ssh/ssh_fixture.h"
#include "tests/support/cut_cable.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

/// The contract says 4 s and the requirement 5 s; a loaded test machine gets one more.
constexpr auto noticed = 6s;

class LossTest : public SshTest {
protected:
    template <typename Work>
    steady_clock::duration timeOf(Work work) {
        const auto begin = steady_clock::now();
        work();
        return steady_clock::now() - begin;
    }

    /// Stops the connection from another thread after a moment, while `work` runs; how long that took to end.
    template <typename Work>
    steady_clock::duration timeToStop(Work work) {
        steady_clock::time_point stoppedAt;
        std::thread other([&] {
            std::this_thread::sleep_for(300ms);
            stoppedAt = steady_clock::now();
            wake.stop();
        });
        work();
        other.join();
        return steady_clock::now() - stoppedAt;
    }
};

TEST_F(LossTest, AKilledServerIsNoticedAtOnce) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    server.killSessions();
    EXPECT_LT(timeOf([&] {
                  const auto waited = connection->wait(in(20s));
                  ASSERT_FALSE(waited);
                  EXPECT_EQ(waited.error().failure, Failure::Lost);
              }),
              1s);
    const auto output = connection->exec("true", "", in(5s));
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().failure, Failure::Lost);
}

TEST_F(LossTest, ACommandUnderWayWhenTheServerDiesIsLost) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    std::thread other([&] {
        std::this_thread::sleep_for(300ms);
        server.killSessions();
    });
    const auto output = connection->exec("sleep 20", "", in(20s));
    other.join();
    ASSERT_FALSE(output);
    EXPECT_EQ(output.error().failure, Failure::Lost) << output.error().what;
}

TEST_F(LossTest, AnIdleConnectionStaysUp) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    ASSERT_TRUE(connection->wait(in(7s)));
    const auto output = connection->exec("true", "", in(5s));
    EXPECT_TRUE(output) << output.error().what;
}

TEST_F(LossTest, AConnectionThatNobodyLookedAfterForAWhileStaysUp) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    ASSERT_TRUE(connection->wait(in(1500ms)));
    std::this_thread::sleep_for(5s);
    EXPECT_TRUE(connection->wait(in(1500ms)));
    const auto output = connection->exec("true", "", in(5s));
    EXPECT_TRUE(output) << output.error().what;
}

TEST_F(LossTest, AFrozenServerIsNoticedInTime) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    server.freezeSessions();
    EXPECT_LT(timeOf([&] {
                  const auto waited = connection->wait(in(20s));
                  ASSERT_FALSE(waited);
                  EXPECT_EQ(waited.error().failure, Failure::Lost);
              }),
              noticed);
}

TEST_F(LossTest, ACutNetworkIsNoticedInTimeWhileIdle) {
    const test::CutCable cable;
    test::Sshd server({}, cable.farAddress(), cable.inFar());
    const auto target = targetOf(server);
    cable.insideNear([&] {
        auto connection = mustOpen(target);
        ASSERT_TRUE(connection->wait(in(100ms)));
        cable.cut();
        EXPECT_LT(timeOf([&] {
                      const auto waited = connection->wait(in(20s));
                      ASSERT_FALSE(waited);
                      EXPECT_EQ(waited.error().failure, Failure::Lost) << waited.error().what;
                  }),
                  noticed);
    });
}

TEST_F(LossTest, ACutNetworkIsNoticedInTimeDuringACommand) {
    const test::CutCable cable;
    test::Sshd server({}, cable.farAddress(), cable.inFar());
    const auto target = targetOf(server);
    cable.insideNear([&] {
        auto connection = mustOpen(target);
        cable.cut();
        EXPECT_LT(timeOf([&] {
                      const auto output = connection->exec("echo never", "", in(20s));
                      ASSERT_FALSE(output);
                      EXPECT_EQ(output.error().failure, Failure::Lost) << output.error().what;
                  }),
                  noticed);
    });
}

TEST_F(LossTest, ACutBehindTheJumpHostIsNoticedInTime) {
    const test::CutCable cable;
    test::Sshd jump({}, "127.0.0.1", cable.inNear());
    test::Sshd server({}, cable.farAddress(), cable.inFar());
    auto target = targetOf(server);
    jump.authorize(target.identityFile);
    trust(jump);
    target.jump = "127.0.0.1:" + std::to_string(jump.port());
    cable.insideNear([&] {
        auto connection = mustOpen(target);
        ASSERT_TRUE(connection->wait(in(100ms)));
        cable.cut();
        EXPECT_LT(timeOf([&] {
                      const auto waited = connection->wait(in(20s));
                      ASSERT_FALSE(waited);
                      EXPECT_EQ(waited.error().failure, Failure::Lost);
                      EXPECT_TRUE(waited.error().what.starts_with(cable.farAddress()) ||
                                  waited.error().what.starts_with("[" + cable.farAddress()))
                          << waited.error().what;
                  }),
                  noticed);
    });
}

TEST_F(LossTest, StoppingEndsAWait) {
    test::Sshd server;
    auto connection = mustOpen(targetOf(server));
    EXPECT_LT(timeToStop([&] {
                  const auto waited = connection->wait(in(20s));
                  ASSERT_FALSE(waited);
                  EXPECT_EQ(waited.error().failure, Failure::Stopped);
              }),
              500ms);
}

TEST_F(LossTest, StoppingEndsACommandThroughAJumpHost) {
    test::Sshd jump;
    test::Sshd server;
    auto target = targetOf(server);
    jump.authorize(target.identityFile);
    trust(jump);
    target.jump = "127.0.0.1:" + std::to_string(jump.port());
    auto connection = mustOpen(target);
    EXPECT_LT(timeToStop([&] {
                  const auto output = connection->exec("sleep 20", "", in(20s));
                  ASSERT_FALSE(output);
                  EXPECT_EQ(output.error().failure, Failure::Stopped);
                  connection.reset();
              }),
              500ms);
}

TEST_F(LossTest, StoppingEndsAConnectToAServerThatSaysNothing) {
    const test::CutCable cable;
    cluster::SshTarget target;
    target.host = cable.farAddress();
    cable.cut();
    cable.insideNear([&] {
        EXPECT_LT(timeToStop([&] {
                      const auto opened = open(target);
                      ASSERT_FALSE(opened);
                      EXPECT_EQ(opened.error().failure, Failure::Stopped) << opened.error().what;
                  }),
                  500ms);
    });
}

TEST_F(LossTest, StoppingEndsTheWaitForAPlaceAtTheGate) {
    ConnectGate narrow(1);
    const auto taken = narrow.enter("[192.0.2.1]:22", wake);
    ASSERT_TRUE(taken);
    EXPECT_LT(timeToStop([&] { EXPECT_FALSE(narrow.enter("[192.0.2.1]:22", wake)); }), 500ms);
}

TEST_F(LossTest, NothingOpensAfterAStop) {
    test::Sshd server;
    const auto target = targetOf(server);
    wake.stop();
    const auto opened = open(target);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().failure, Failure::Stopped);
}

} // namespace
} // namespace understudy::ops::ssh
