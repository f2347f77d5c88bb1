// understudyctl logs in with what the keyring has: once, and never with what served only once.
#include <optional>
#include <string>

#include <gmock/gmock.h>

#include "tests/support/keyring_session.h"
#include "tests/support/network_namespace.h"
#include "tests/support/pam_sshd.h"
#include "tests/support/sshd.h"
#include "tests/understudyctl/terminal.h"

using namespace understudy;
using test::KeyringSession;
using test::Terminal;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* right = "correct horse";
constexpr const char* code = "424242";

std::size_t count(const std::string& text, const std::string& words) {
    std::size_t times = 0;
    for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
        ++times;
    return times;
}

class StoredSecrets : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "needs root, to make network namespaces and to start sshd";
        if (!KeyringSession::isPossible())
            GTEST_SKIP() << "needs dbus, gnome-keyring and libsecret-tools";
        m_namespace.emplace();
        m_session.emplace();
    }

    std::string clusterOf(const test::Sshd& server, const std::string& keyFile = "") const {
        m_folder.write("known_hosts", server.knownHostsLine());
        const auto identity = keyFile.empty() ? "" : R"(, "identityFile": ")" + keyFile + "\"";
        return m_folder.write("one.understudy",
                              R"({"format": "understudy-cluster", "version": 1, "name": "one",
                                  "floating": ["192.0.2.2/32"],
                                  "instances": [{"name": "primary", "ssh": {"host": "127.0.0.1", "port": )" +
                                  std::to_string(server.port()) + R"(, "knownHostsFile": "known_hosts")" +
                                  identity + "}}]}");
    }

    void store(const std::string& key, const std::string& value) const {
        test::run(m_session->command(
            {"sh", "-c", R"(printf %s "$1" | exec "$0" secret set "$2")", UNDERSTUDYCTL, value, key}));
    }
    void storePassword(const test::Sshd& server, const std::string& value) const {
        store("password:root@[127.0.0.1]:" + std::to_string(server.port()), value);
    }
    Terminal status(const std::string& file) const {
        return Terminal(m_session->command({"SSH_AUTH_SOCK=", UNDERSTUDYCTL, "status", file, "--json"}));
    }

    std::optional<test::NetworkNamespace> m_namespace;
    std::optional<KeyringSession> m_session;
    test::TemporaryFolder m_folder;
};

} // namespace

TEST_F(StoredSecrets, thePasswordIsNotAskedFor) {
    const test::PamService pam(right);
    const test::Sshd server(test::PamService::settings("password"), "127.0.0.1", pam.wrapper());
    storePassword(server, right);
    auto terminal = status(clusterOf(server));
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    EXPECT_THAT(shown, Not(HasSubstr("password of")));
    EXPECT_THAT(shown, Not(HasSubstr(right)));
}

TEST_F(StoredSecrets, aWrongOneIsGivenOnce) {
    const test::PamService pam(right);
    const test::Sshd server(test::PamService::settings("password"), "127.0.0.1", pam.wrapper());
    storePassword(server, "wrong");
    auto terminal = status(clusterOf(server));
    ASSERT_TRUE(terminal.waitFor("What the keyring has was refused."));
    ASSERT_TRUE(terminal.waitFor("password of root@"));
    EXPECT_EQ(count(server.log(), "Failed password"), 1U) << server.log();
    terminal.type("wrong too");
    ASSERT_TRUE(terminal.waitFor("password of root@"));
    EXPECT_EQ(count(server.log(), "Failed password"), 2U) << server.log();
    terminal.type(right);
    EXPECT_THAT(terminal.readToEnd(), HasSubstr("\"reachable\": true"));
    EXPECT_EQ(m_session->stored("password:root@[127.0.0.1]:" + std::to_string(server.port())), "wrong")
        << "understudyctl uses the keyring and stores nothing";
}

TEST_F(StoredSecrets, whatServesOnceIsAlwaysAskedFor) {
    const test::PamService pam(right, code);
    const test::Sshd server(test::PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    storePassword(server, right);
    auto terminal = status(clusterOf(server));
    ASSERT_TRUE(terminal.waitFor("asks: The code of your token"));
    terminal.type(code);
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    EXPECT_EQ(count(shown, "asks: "), 1U) << shown;
}

TEST_F(StoredSecrets, thePassphraseIsNotAskedFor) {
    const test::Sshd server;
    const auto key = server.addUserKey("id", "open sesame");
    store("passphrase:" + key, "open sesame");
    auto terminal = status(clusterOf(server, key));
    const auto& shown = terminal.readToEnd();
    EXPECT_THAT(shown, HasSubstr("\"reachable\": true"));
    EXPECT_THAT(shown, Not(HasSubstr("passphrase of")));
}

TEST_F(StoredSecrets, aLockedKeyringIsSaidAndAPersonAsked) {
    const test::Sshd server;
    const auto key = server.addUserKey("id", "open sesame");
    store("passphrase:" + key, "open sesame");
    m_session->lock();
    auto terminal = status(clusterOf(server, key));
    ASSERT_TRUE(terminal.waitFor("Note: the keyring is locked"));
    ASSERT_TRUE(terminal.waitFor("passphrase of"));
    terminal.type("open sesame");
    EXPECT_THAT(terminal.readToEnd(), HasSubstr("\"reachable\": true"));
}
