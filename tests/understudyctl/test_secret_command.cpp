// `understudyctl secret` on a keyring of the test's own.
#include <string>
#include <vector>

#include <gmock/gmock.h>

#include "tests/support/keyring_session.h"
#include "tests/understudyctl/terminal.h"

using namespace understudy;
using test::KeyringSession;
using test::Terminal;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* value = "hunter2 \"$'\\ ö";
constexpr const char* key = "bgp:web-ams/169.254.169.254";
constexpr int fine = 0;
constexpr int notSo = 1;
constexpr int usage = 2;

class SecretCommand : public testing::Test {
protected:
    void SetUp() override {
        if (!KeyringSession::isPossible())
            GTEST_SKIP() << "needs dbus, gnome-keyring and libsecret-tools";
    }

    /// Runs it with `input` on standard input; what it prints is in `said`.
    int secret(const KeyringSession& session, std::vector<std::string> arguments,
               const std::string& input = "") {
        arguments.insert(arguments.begin(), "secret");
        return understudyctl(session, arguments, input);
    }

    int understudyctl(const KeyringSession& session, const std::vector<std::string>& arguments,
                      const std::string& input = "") {
        const auto base = m_folder.write("run", input);
        std::vector<std::string> line{
            "sh", "-c",         R"("$@" <"$0" >"$0.out" 2>&1; echo $? >"$0.exit")", base, "setsid",
            "-w", UNDERSTUDYCTL};
        line.insert(line.end(), arguments.begin(), arguments.end());
        test::run(session.command(line));
        said = test::contentsOf(base + ".out");
        return std::stoi(test::contentsOf(base + ".exit"));
    }

    std::string clusterFile(const std::string& more = "") {
        return m_folder.write("one.understudy",
                              R"({"format": "understudy-cluster", "version": 1, "name": "web-ams", )" + more +
                                  R"("floating": ["192.0.2.2/32"], "instances": [{"name": "primary", )" +
                                  R"("address4": "192.0.2.111", "ssh": {"host": "192.0.2.111"}}]})");
    }

    test::TemporaryFolder m_folder;
    std::string said;
};

} // namespace

TEST_F(SecretCommand, storesWhatIsOnStandardInput) {
    const KeyringSession session;
    EXPECT_EQ(secret(session, {"set", key}, std::string{value} + "\n"), fine) << said;
    EXPECT_EQ(session.stored(key), value);
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST_F(SecretCommand, listsWhatIsStoredAndNoValue) {
    const KeyringSession session;
    EXPECT_EQ(secret(session, {"list"}), fine);
    EXPECT_THAT(said, HasSubstr("holds nothing"));
    secret(session, {"set", key}, value);
    EXPECT_EQ(secret(session, {"list"}), fine);
    EXPECT_EQ(said, "present    bgp:web-ams/169.254.169.254\n");
    EXPECT_EQ(secret(session, {"list", clusterFile(), "--json"}), fine);
    EXPECT_THAT(said, HasSubstr(R"("keyring": "available")"));
    EXPECT_THAT(said, testing::ContainsRegex("\"key\": \"bgp:web-ams/169.254.169.254\",[^}]*\"present\""));
    EXPECT_THAT(said, testing::ContainsRegex("\"key\": \"api-key:vultr\",[^}]*\"absent\""));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
}

TEST_F(SecretCommand, isPrintedByConfigOnlyWhenAskedFor) {
    const KeyringSession session;
    EXPECT_EQ(understudyctl(session, {"config", clusterFile(), "primary", "--with-secrets"}), notSo);
    EXPECT_THAT(said, Not(HasSubstr("password \"")));
    secret(session, {"set", key}, "hunter2");
    EXPECT_EQ(understudyctl(session, {"config", clusterFile(), "primary"}), fine) << said;
    EXPECT_THAT(said, HasSubstr("password \"YOUR_PASSWORD\";"));
    EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    EXPECT_EQ(understudyctl(session, {"config", clusterFile(), "primary", "--with-secrets"}), fine) << said;
    EXPECT_THAT(said, HasSubstr("password \"hunter2\";"));
}

TEST_F(SecretCommand, knowsARenamedClusterByItsId) {
    const KeyringSession session;
    secret(session, {"set", "bgp:first-name/169.254.169.254"}, value);
    EXPECT_EQ(secret(session, {"list", clusterFile(R"("id": "first-name", )")}), fine);
    EXPECT_THAT(said, HasSubstr("present    bgp:first-name/169.254.169.254"));
}

TEST_F(SecretCommand, removes) {
    const KeyringSession session;
    secret(session, {"set", key}, value);
    EXPECT_EQ(secret(session, {"remove", key}), fine) << said;
    EXPECT_EQ(session.stored(key), std::nullopt);
    EXPECT_EQ(secret(session, {"remove", key}), notSo);
    EXPECT_THAT(said, HasSubstr("is not stored"));
}

TEST_F(SecretCommand, neverTakesALockedKeyringForAnEmptyOne) {
    const KeyringSession session;
    secret(session, {"set", key}, value);
    session.lock();
    EXPECT_EQ(secret(session, {"list", clusterFile()}), notSo);
    EXPECT_THAT(said, HasSubstr("locked     bgp:web-ams/169.254.169.254"));
    EXPECT_THAT(said, HasSubstr("the keyring is locked"));
    EXPECT_EQ(secret(session, {"set", key}, "another"), notSo);
    EXPECT_THAT(said, HasSubstr("is not stored: the keyring is locked"));
    EXPECT_EQ(secret(session, {"remove", key}), notSo);
    EXPECT_THAT(said, HasSubstr("is not removed: the keyring is locked"));
}

TEST_F(SecretCommand, saysThatThereIsNoKeyring) {
    for (const auto has : {KeyringSession::Has::NoBus, KeyringSession::Has::BusAlone}) {
        const KeyringSession session{has};
        EXPECT_EQ(secret(session, {"list"}), notSo);
        EXPECT_EQ(secret(session, {"list", clusterFile()}), notSo);
        EXPECT_THAT(said,
                    HasSubstr(has == KeyringSession::Has::NoBus ? "no-bus     bgp:" : "no-keyring bgp:"));
        EXPECT_EQ(secret(session, {"set", key}, value), notSo);
        EXPECT_THAT(said, HasSubstr("is not stored: there is no "));
        EXPECT_THAT(said, Not(HasSubstr("hunter2")));
    }
}

TEST_F(SecretCommand, refusesWhatIsNoKeyOrNoSecret) {
    const KeyringSession session{KeyringSession::Has::NoBus};
    EXPECT_EQ(secret(session, {"set", "hunter2"}, value), usage);
    EXPECT_EQ(secret(session, {"set", key}, ""), usage);
    EXPECT_EQ(secret(session, {"set", key}, "two\nlines\n"), usage);
    EXPECT_EQ(secret(session, {"set", key}, std::string(2000, 'x')), usage);
    EXPECT_EQ(secret(session, {"set"}, value), usage);
    EXPECT_EQ(secret(session, {"list", m_folder.write("bad.understudy", "{")}), usage);
    EXPECT_EQ(secret(session, {}), usage);
}

TEST_F(SecretCommand, asksTwiceOnATerminalAndShowsNothing) {
    const KeyringSession session;
    Terminal terminal(session.command({UNDERSTUDYCTL, "secret", "set", key}));
    ASSERT_TRUE(terminal.waitFor("bgp:web-ams/169.254.169.254: "));
    terminal.type(value);
    ASSERT_TRUE(terminal.waitFor("once more: "));
    terminal.type(value);
    EXPECT_THAT(terminal.readToEnd(), testing::AllOf(HasSubstr("is stored"), Not(HasSubstr("hunter2"))));
    EXPECT_EQ(session.stored(key), value);
}

TEST_F(SecretCommand, refusesTwoThatDiffer) {
    const KeyringSession session;
    Terminal terminal(session.command({UNDERSTUDYCTL, "secret", "set", key}));
    ASSERT_TRUE(terminal.waitFor("169.254: "));
    terminal.type(value);
    ASSERT_TRUE(terminal.waitFor("once more: "));
    terminal.type("hunter3");
    EXPECT_THAT(terminal.readToEnd(), HasSubstr("not the same"));
    EXPECT_EQ(session.stored(key), std::nullopt);
}
