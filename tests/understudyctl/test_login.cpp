// understudyctl asks on the terminal for what a server wants to know.
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/network_namespace.h"
#include "tests/support/pam_sshd.h"
#include "tests/support/sshd.h"
#include "tests/understudyctl/terminal.h"

using namespace understudy;
using test::Terminal;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* right = "correct horse";
constexpr const char* code = "424242";

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
    Terminal terminal({UNDERSTUDYCTL, "status", clusterOf(server), "--json"});
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
    Terminal terminal({UNDERSTUDYCTL, "status", clusterOf(server), "--json"});
    ASSERT_TRUE(terminal.waitFor("password of root@"));
    terminal.type(right);
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    EXPECT_THAT(shown, Not(HasSubstr("not connected")));
}
