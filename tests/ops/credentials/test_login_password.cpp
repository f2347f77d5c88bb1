// The password of an account is tested by a login to a real sshd.
#include <unistd.h>

#include <gmock/gmock.h>
#include <QCoreApplication>
#include <QEventLoop>

#include "core/ops/credentials/secret_test.h"
#include "tests/ops/credentials/verdict_of.h"
#include "tests/support/pam_sshd.h"
#include "tests/support/sshd.h"

using namespace understudy;
using namespace std::chrono_literals;
using ops::SecretKey;
using test::PamService;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

const base::Secret right{"correct horse"};
const base::Secret wrong{"hunter2"};

class LoginPassword : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "sshd lets root in only when root has started it";
    }

    /// The server as an instance of the cluster, its host key known.
    void add(const test::Sshd& server, const std::string& key = {}) {
        cluster::Instance instance;
        instance.name = cluster::InstanceName{"node" + std::to_string(cluster.instances.size())};
        instance.ssh.host = server.address();
        instance.ssh.port = server.port();
        instance.ssh.identityFile = key;
        instance.ssh.knownHostsFile = folder.write(instance.name.value(), server.knownHostsLine());
        cluster.instances.push_back(instance);
    }
    static SecretKey keyOf(const test::Sshd& server) {
        return SecretKey::password("root@[127.0.0.1]:" + std::to_string(server.port()));
    }
    /// What is said of this account's password, with the event loop running until then.
    std::string tested(const SecretKey& account, const base::Secret& password) {
        storeNow(store, account, password);
        ops::Engine engine{cluster}; // it is not started: nobody else logs in
        ops::SecretTest test{store, &engine};
        QEventLoop loop;
        std::string said;
        QObject::connect(&test, &ops::SecretTest::finished, &loop, [&](const ops::SecretVerdict& verdict) {
            said = test::text(verdict);
            loop.quit();
        });
        test.start(account);
        loop.exec();
        EXPECT_THAT(said, Not(HasSubstr(password.reveal())));
        return said;
    }
    static int refusals(const test::Sshd& server) {
        const auto log = server.log();
        int count = 0;
        for (auto at = log.find("Failed "); at != std::string::npos; at = log.find("Failed ", at + 1))
            ++count;
        return count;
    }

    int argc = 0;
    QCoreApplication application{argc, nullptr};
    /// No agent, an empty home, and no keyring: the store keeps secrets in memory.
    test::TemporaryFolder folder;
    test::ScopedEnvironment home{"HOME", folder.path().string()};
    test::ScopedEnvironment agent{"SSH_AUTH_SOCK", ""};
    test::ScopedEnvironment runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    test::ScopedEnvironment bus{"DBUS_SESSION_BUS_ADDRESS", ""};
    test::ScopedEnvironment desktop{"XDG_CURRENT_DESKTOP", ""};
    ops::CredentialStore store;
    cluster::Cluster cluster;
};

} // namespace

TEST_F(LoginPassword, thatLetsInIsRight) {
    const PamService pam(right.reveal());
    for (const auto* method : {"password", "keyboard-interactive"}) {
        const test::Sshd server(PamService::settings(method), "127.0.0.1", pam.wrapper());
        add(server);
        const auto account = keyOf(server);
        EXPECT_TRUE(store.giveOut(account));
        EXPECT_EQ(tested(account, right), "right: It lets " + account.subject() + " in.");
        EXPECT_TRUE(store.giveOut(account)) << "it has proved right, and may be given again";
    }
}

TEST_F(LoginPassword, thatDoesNotIsWrongAfterOneTry) {
    const PamService pam(right.reveal());
    const test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    add(server);
    EXPECT_EQ(tested(keyOf(server), wrong), "wrong: It does not let " + keyOf(server).subject() + " in.");
    EXPECT_TRUE(server.logs("Failed password"));
    EXPECT_EQ(refusals(server), 1) << server.log();
    EXPECT_FALSE(store.giveOut(keyOf(server))) << "it would be given again by itself";
}

TEST_F(LoginPassword, isWrongThoughAKeyWouldLetIn) {
    const PamService pam(right.reveal());
    const test::Sshd server(PamService::settings("any"), "127.0.0.1", pam.wrapper());
    add(server, server.addUserKey("user"));
    EXPECT_THAT(tested(keyOf(server), wrong), StartsWith("wrong: "));
    EXPECT_THAT(tested(keyOf(server), right), StartsWith("right: "));
    EXPECT_THAT(server.log(), Not(HasSubstr("Accepted publickey")));
}

TEST_F(LoginPassword, isNotKnownWhereACodeIsWantedAsWell) {
    const PamService pam(right.reveal(), "424242");
    const test::Sshd server(PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    add(server);
    for (const auto& password : {right, wrong})
        EXPECT_THAT(tested(keyOf(server), password),
                    AllOf(StartsWith("not known: "), HasSubstr("needs a code as well")));
}

TEST_F(LoginPassword, isNotKnownWhereNoneIsAskedFor) {
    const test::Sshd server;
    add(server, server.addUserKey("user"));
    EXPECT_THAT(tested(keyOf(server), right),
                AllOf(StartsWith("not known: "), HasSubstr("The server takes: publickey")));
}

TEST_F(LoginPassword, isNotGivenToAHostThatIsNotKnown) {
    const PamService pam(right.reveal());
    const test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    add(server);
    folder.write("node0", "");
    EXPECT_THAT(tested(keyOf(server), right),
                AllOf(StartsWith("not known: "), HasSubstr("was not accepted")));
    EXPECT_THAT(server.log(), Not(HasSubstr("Accepted")));
    EXPECT_EQ(test::contentsOf(folder.file("node0")), "");
}

TEST_F(LoginPassword, ofAJumpHostIsGivenToThatAlone) {
    const PamService pam(right.reveal());
    const test::Sshd jump(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    const test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    add(server);
    folder.write("node0", server.knownHostsLine() + jump.knownHostsLine());
    cluster.instances[0].ssh.jump = "root@127.0.0.1:" + std::to_string(jump.port());
    EXPECT_THAT(tested(keyOf(server), right), AllOf(StartsWith("not known: "), HasSubstr("Jump host")));
    EXPECT_EQ(refusals(jump), 0) << "the jump host was given the password of the other";
    EXPECT_THAT(tested(keyOf(jump), right), StartsWith("right: "));
    EXPECT_THAT(server.log(), Not(HasSubstr("Connection from")));
}

TEST_F(LoginPassword, isNotKnownWhereNobodyListensOrTheAccountIsNobodys) {
    const PamService pam(right.reveal());
    test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    add(server);
    server.kill();
    EXPECT_THAT(tested(keyOf(server), right), StartsWith("not known: "));
    EXPECT_THAT(tested(SecretKey::password("ada@192.0.2.9"), right),
                HasSubstr("open a cluster with that account"));
}

TEST_F(LoginPassword, isForgottenWithItsTest) {
    const PamService pam(right.reveal(), "", 20s);
    const test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    add(server);
    auto test = std::make_unique<ops::LoginTest>();
    int verdicts = 0;
    QObject::connect(test.get(), &ops::LoginTest::finished, &application, [&] { ++verdicts; });
    test->start(*ops::routeToAccount(keyOf(server).subject(), cluster.instances), right);
    ASSERT_TRUE(server.logs("Connection from"));
    const auto stopped = std::chrono::steady_clock::now();
    test.reset();
    EXPECT_LT(std::chrono::steady_clock::now() - stopped, 5s) << "the window would have stood still";
    QCoreApplication::processEvents();
    EXPECT_EQ(verdicts, 0);
}
