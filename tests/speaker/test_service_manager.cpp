#include "core/speaker/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/speaker/loop.h"

namespace understudy::speaker {
namespace {

using namespace std::chrono_literals;

/// Listens where $NOTIFY_SOCKET says, as systemd does.
class FakeSystemd {
public:
    explicit FakeSystemd(const char* watchdogMicroseconds) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const auto name = "understudy-test-" + std::to_string(::getpid());
        std::memcpy(address.sun_path + 1, name.data(), name.size());
        const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
        m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        EXPECT_EQ(::bind(m_socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
        ::setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
        ::setenv("WATCHDOG_USEC", watchdogMicroseconds, 1);
    }
    ~FakeSystemd() { ::close(m_socket); }
    FakeSystemd(const FakeSystemd&) = delete;
    FakeSystemd& operator=(const FakeSystemd&) = delete;

    /// What was said since the last call.
    std::vector<std::string> told() {
        std::vector<std::string> lines;
        char buffer[512];
        for (ssize_t count = 0; (count = ::recv(m_socket, buffer, sizeof buffer, 0)) > 0;)
            lines.emplace_back(buffer, static_cast<std::size_t>(count));
        return lines;
    }

private:
    int m_socket = -1;
};

TEST(ServiceManager, IsToldWhenTheDaemonIsReadyAndThenThatItLives) {
    FakeSystemd systemd("20000");
    test::Loop loop;
    ServiceManager manager(loop.io);
    EXPECT_EQ(std::getenv("NOTIFY_SOCKET"), nullptr);
    EXPECT_TRUE(systemd.told().empty());
    manager.ready();
    EXPECT_EQ(systemd.told(), (std::vector<std::string>{"READY=1", "WATCHDOG=1"}));
    EXPECT_TRUE(loop.until([&] { return systemd.told() == std::vector<std::string>{"WATCHDOG=1"}; }));
}

TEST(ServiceManager, DoesNotKeepTheLoopFromItsEnd) {
    FakeSystemd systemd("20000");
    test::Loop loop;
    ServiceManager manager(loop.io);
    manager.ready();
    manager.stopping();
    EXPECT_EQ(systemd.told(), (std::vector<std::string>{"READY=1", "WATCHDOG=1", "STOPPING=1"}));
    loop.io.run_for(10s);
    EXPECT_TRUE(loop.io.stopped());
    EXPECT_TRUE(systemd.told().empty());
}

} // namespace
} // namespace understudy::speaker
