// understudyctl asks on the terminal for what a server wants to know.
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/network_namespace.h"
#include "tests/support/pam_sshd.h"
#include "tests/support/sshd.h"

using namespace understudy;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* right = "correct horse";
constexpr const char* code = "424242";
constexpr int mostSilenceMs = 30000;

/// understudyctl on a terminal of its own.
class Terminal {
public:
    explicit Terminal(const std::vector<std::string>& arguments) {
        m_pid = ::forkpty(&m_master, nullptr, nullptr, nullptr);
        if (m_pid != 0)
            return;
        std::vector<char*> words{const_cast<char*>(UNDERSTUDYCTL)};
        for (const auto& argument : arguments)
            words.push_back(const_cast<char*>(argument.c_str()));
        words.push_back(nullptr);
        ::execv(words[0], words.data());
        ::_exit(127);
    }
    Terminal(const Terminal&) = delete;
    Terminal& operator=(const Terminal&) = delete;
    ~Terminal() {
        ::close(m_master);
        ::kill(m_pid, SIGKILL);
        ::waitpid(m_pid, nullptr, 0);
    }

    /// False when the program ends, or falls silent, before it has said so.
    bool waitFor(const std::string& words) {
        while (m_shown.find(words, m_answeredUpTo) == std::string::npos) {
            if (!read())
                return false;
        }
        return true;
    }
    void type(const std::string& line) {
        m_answeredUpTo = m_shown.size();
        EXPECT_EQ(::write(m_master, (line + "\n").data(), line.size() + 1),
                  static_cast<ssize_t>(line.size() + 1));
    }
    /// All that was ever on the terminal.
    const std::string& readToEnd() {
        while (read()) {
        }
        return m_shown;
    }

private:
    bool read() {
        pollfd descriptor{.fd = m_master, .events = POLLIN, .revents = 0};
        char buffer[4096];
        const auto size =
            ::poll(&descriptor, 1, mostSilenceMs) == 1 ? ::read(m_master, buffer, sizeof buffer) : 0;
        if (size > 0)
            m_shown.append(buffer, static_cast<std::size_t>(size));
        return size > 0;
    }

    int m_master = -1;
    pid_t m_pid = -1;
    std::string m_shown;
    std::size_t m_answeredUpTo = 0;
};

class Login : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "needs root, to make network namespaces and to start sshd";
        m_namespace.emplace();
    }

    std::string clusterOf(const test::Sshd& server) const {
        m_folder.write("known_hosts", server.knownHostsLine());
        return m_folder.write("one.understudy",
                              R"({"format": "understudy-cluster", "version": 1, "name": "one",
                                  "floating": ["192.0.2.2/32"],
                                  "instances": [{"name": "primary", "ssh": {"host": "127.0.0.1", "port": )" +
                                  std::to_string(server.port()) + R"(, "knownHostsFile": "known_hosts"}}]})");
    }

    std::optional<test::NetworkNamespace> m_namespace;
    test::TemporaryFolder m_folder;
    test::ScopedEnvironment m_home{"HOME", m_folder.path().string()};
    test::ScopedEnvironment m_agent{"SSH_AUTH_SOCK", ""};
};

} // namespace

TEST_F(Login, passwordAndCodeAreAskedForAndNeverShown) {
    const test::PamService pam(right, code);
    const test::Sshd server(test::PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    Terminal terminal({"status", clusterOf(server), "--json"});
    ASSERT_TRUE(terminal.waitFor("primary: root@[127.0.0.1]:" + std::to_string(server.port()) + " asks: "));
    terminal.type("hunter2");
    ASSERT_TRUE(terminal.waitFor("asks: The code of your token"));
    terminal.type("000000");
    ASSERT_TRUE(terminal.waitFor("asks: "));
    terminal.type(right);
    ASSERT_TRUE(terminal.waitFor("asks: The code of your token"));
    terminal.type(code);
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    for (const auto* secret : {"hunter2", "000000", right, code}) {
        EXPECT_THAT(shown, Not(HasSubstr(secret)));
        EXPECT_THAT(server.log(), Not(HasSubstr(secret)));
    }
}

TEST_F(Login, thatTakesItsTimeIsWaitedFor) {
    const test::PamService pam(right, "", std::chrono::seconds{3});
    const test::Sshd server(test::PamService::settings("password"), "127.0.0.1", pam.wrapper());
    Terminal terminal({"status", clusterOf(server), "--json"});
    ASSERT_TRUE(terminal.waitFor("password of root@"));
    terminal.type(right);
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    EXPECT_THAT(shown, Not(HasSubstr("not connected")));
}
