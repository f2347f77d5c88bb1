#include <sys/stat.h>

#include <cstdlib>
#include <thread>
#include <vector>

#include "tests/ops/ssh/ssh_fixture.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

/// An ssh-agent of the test's own, with SSH_AUTH_SOCK pointing to it.
class ScopedAgent {
public:
    explicit ScopedAgent(const test::TemporaryFolder& folder)
        : m_process({"ssh-agent", "-D", "-a", folder.file("agent")}, folder.file("agent.log")),
          m_variable("SSH_AUTH_SOCK", folder.file("agent")) {
        for (int i = 0; i < 500 && ::access(folder.file("agent").c_str(), F_OK) != 0; ++i)
            std::this_thread::sleep_for(10ms);
    }
    static void add(const std::string& file) { test::run({"ssh-add", "-q", file}); }

private:
    test::Process m_process;
    test::ScopedEnvironment m_variable;
};

class LoginTest : public SshTest {
protected:
    Failure failureOf(const cluster::SshTarget& target) {
        const auto opened = open(target);
        if (opened)
            throw std::runtime_error("it was let in");
        what = opened.error().what;
        return opened.error().failure;
    }
    bool says(const std::string& words) const { return what.find(words) != std::string::npos; }

    std::string what;
};

TEST_F(LoginTest, AnUnknownHostKeyIsAskedAboutOnceAndWrittenDown) {
    test::Sshd server;
    auto target = targetOf(server);
    target.knownHostsFile = folder.file("new/known_hosts");
    prompter.accept = true;
    mustOpen(target);
    EXPECT_EQ(prompter.hostKeyQuestions, 1);
    EXPECT_EQ(prompter.askedHost, "[127.0.0.1]:" + std::to_string(server.port()));
    EXPECT_EQ(prompter.askedFingerprint, server.fingerprint());
    EXPECT_EQ(test::contentsOf(target.knownHostsFile), server.knownHostsLine());
    struct stat status {};
    ASSERT_EQ(::stat(target.knownHostsFile.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u);
    ASSERT_EQ(::stat(folder.file("new").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0700u);
    mustOpen(target);
    EXPECT_EQ(prompter.hostKeyQuestions, 1);
}

TEST_F(LoginTest, ADeclinedHostKeyIsRefusedAndNotWrittenDown) {
    test::Sshd server;
    auto target = targetOf(server);
    target.knownHostsFile = folder.file("empty");
    EXPECT_EQ(failureOf(target), Failure::Refused) << what;
    EXPECT_TRUE(says(server.fingerprint())) << what;
    EXPECT_EQ(test::contentsOf(target.knownHostsFile), "");
    EXPECT_EQ(server.log().find("Accepted"), std::string::npos);
}

TEST_F(LoginTest, AChangedHostKeyIsRefusedWithoutAQuestion) {
    test::Sshd server;
    test::Sshd impostor;
    auto target = targetOf(server);
    const auto key = impostor.knownHostsLine();
    target.knownHostsFile =
        folder.write("old", "[127.0.0.1]:" + std::to_string(server.port()) + key.substr(key.find(' ')));
    prompter.accept = true;
    EXPECT_EQ(failureOf(target), Failure::Refused) << what;
    EXPECT_EQ(prompter.hostKeyQuestions, 0);
    for (const auto& words : {server.fingerprint(), target.knownHostsFile, std::string("ssh-keygen -R"),
                              "[127.0.0.1]:" + std::to_string(server.port())})
        EXPECT_TRUE(says(words)) << what;
}

TEST_F(LoginTest, AKnownHostThatShowsAKeyOfAnotherTypeIsRefused) {
    test::Sshd server;
    auto target = targetOf(server);
    test::run({"ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", folder.file("other")});
    target.knownHostsFile = folder.write("old", "[127.0.0.1]:" + std::to_string(server.port()) + " " +
                                                    test::contentsOf(folder.file("other.pub")));
    prompter.accept = true;
    EXPECT_EQ(failureOf(target), Failure::Refused) << what;
    EXPECT_EQ(prompter.hostKeyQuestions, 0);
}

TEST_F(LoginTest, AServerWithSeveralKeysShowsTheKnownOne) {
    test::run({"ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", folder.file("rsa")});
    test::Sshd server({"HostKey " + folder.file("rsa")});
    auto target = targetOf(server);
    target.knownHostsFile = folder.write("rsa_only", "[127.0.0.1]:" + std::to_string(server.port()) + " " +
                                                         test::contentsOf(folder.file("rsa.pub")));
    EXPECT_TRUE(open(target));
    EXPECT_EQ(prompter.hostKeyQuestions, 0);
}

TEST_F(LoginTest, ARevokedHostKeyIsRefused) {
    test::Sshd server;
    auto target = targetOf(server);
    target.knownHostsFile =
        folder.write("revoked", server.knownHostsLine() + "@revoked " + server.knownHostsLine());
    EXPECT_EQ(failureOf(target), Failure::Refused);
    EXPECT_TRUE(says("revoked")) << what;
}

TEST_F(LoginTest, ThreadsThatMeetOneNewHostAskOnce) {
    test::Sshd server;
    auto target = targetOf(server);
    target.knownHostsFile = folder.file("shared_known_hosts");
    prompter.accept = true;
    std::vector<std::thread> threads;
    std::atomic<int> opened = 0;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] { opened += open(target).has_value() ? 1 : 0; });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(opened, 8);
    EXPECT_EQ(prompter.hostKeyQuestions, 1);
    EXPECT_EQ(test::contentsOf(target.knownHostsFile), server.knownHostsLine());
}

TEST_F(LoginTest, TheRightPassphraseOpensAnEncryptedKey) {
    test::Sshd server;
    auto target = targetOf(server);
    target.identityFile = server.addUserKey("locked", "open sesame");
    prompter.passphraseAnswer = "open sesame";
    EXPECT_TRUE(open(target));
    EXPECT_EQ(prompter.passphraseQuestions, 1);
}

TEST_F(LoginTest, AWrongPassphraseIsAskedForThreeTimes) {
    test::Sshd server;
    auto target = targetOf(server);
    target.identityFile = server.addUserKey("locked", "open sesame");
    prompter.passphraseAnswer = "hunter2";
    EXPECT_EQ(failureOf(target), Failure::Refused);
    EXPECT_EQ(prompter.passphraseQuestions, 3);
    EXPECT_TRUE(says("locked (the passphrase was wrong)")) << what;
    EXPECT_FALSE(says("hunter2")) << what;
}

TEST_F(LoginTest, NoPassphraseIsAskedForAKeyThatTheServerDoesNotTake) {
    test::Sshd server;
    auto target = targetOf(server);
    test::makeKey(folder.file("stranger"), "open sesame");
    target.identityFile = folder.file("stranger");
    EXPECT_EQ(failureOf(target), Failure::Refused);
    EXPECT_EQ(prompter.passphraseQuestions, 0);
    EXPECT_TRUE(says(target.identityFile) && says("publickey")) << what;
}

TEST_F(LoginTest, AnIdentityFileThatIsNotThereIsNamed) {
    test::Sshd server;
    auto target = targetOf(server);
    target.identityFile = folder.file("nowhere");
    EXPECT_EQ(failureOf(target), Failure::Refused);
    EXPECT_TRUE(says("nowhere (no such file)")) << what;
}

TEST_F(LoginTest, AKeyOfTheAgentLetsIn) {
    test::Sshd server;
    const ScopedAgent agentProcess(folder);
    auto target = targetOf(server);
    ScopedAgent::add(target.identityFile);
    target.identityFile.clear();
    EXPECT_TRUE(open(target));
}

TEST_F(LoginTest, TheAgentsHalfOfTheChosenKeyComesBeforeItsManyOthers) {
    test::Sshd server({"MaxAuthTries 2"});
    const ScopedAgent agentProcess(folder);
    for (int i = 0; i < 8; ++i) {
        test::makeKey(folder.file("other" + std::to_string(i)));
        ScopedAgent::add(folder.file("other" + std::to_string(i)));
    }
    auto target = targetOf(server);
    ScopedAgent::add(target.identityFile);
    // Only the agent can sign.
    std::filesystem::remove(target.identityFile);
    EXPECT_TRUE(open(target));
}

TEST_F(LoginTest, AFullAgentLeavesRoomForAPassword) {
    test::Sshd server({"PasswordAuthentication yes"});
    const ScopedAgent agentProcess(folder);
    for (int i = 0; i < 9; ++i) {
        test::makeKey(folder.file("other" + std::to_string(i)));
        ScopedAgent::add(folder.file("other" + std::to_string(i)));
    }
    auto target = targetOf(server);
    target.identityFile.clear();
    prompter.passwordAnswers = {"hunter2"};
    EXPECT_EQ(failureOf(target), Failure::Refused);
    ASSERT_EQ(prompter.passwordQuestions.size(), 1u) << what;
    EXPECT_EQ(prompter.passwordQuestions[0].who, "root@[127.0.0.1]:" + std::to_string(server.port()));
    EXPECT_TRUE(says("the agent's key \"other0\"") && says("4 more keys")) << what;
    EXPECT_FALSE(says("hunter2")) << what;
}

TEST_F(LoginTest, StopsWhileTheAgentDoesNotAnswer) {
    test::Sshd server;
    auto target = targetOf(server);
    const test::ScopedEnvironment mute("SSH_AUTH_SOCK", folder.file("mute"));
    const test::Process agentProcess(
        {"python3", "-c",
         "import "
         "socket,sys,time\ns=socket.socket(socket.AF_UNIX)\ns.bind(sys.argv[1])\ns.listen()\ntime.sleep(60)",
         folder.file("mute")},
        folder.file("mute.log"));
    for (int i = 0; i < 500 && ::access(folder.file("mute").c_str(), F_OK) != 0; ++i)
        std::this_thread::sleep_for(10ms);
    std::thread other([this] {
        std::this_thread::sleep_for(1500ms);
        wake.stop();
    });
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_EQ(failureOf(target), Failure::Stopped) << what;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, 3s);
    other.join();
}

TEST_F(LoginTest, TheConfigurationFillsWhatTheClusterFileLeavesOpen) {
    test::Sshd server;
    const auto key = server.addUserKey("mine");
    folder.write(".ssh/config", "Host node\n  HostName 127.0.0.1\n  Port " + std::to_string(server.port()) +
                                    "\n  IdentityFile " + key + "\n");
    folder.write(".ssh/known_hosts", server.knownHostsLine());
    cluster::SshTarget target;
    target.host = "node";
    EXPECT_TRUE(open(target));
}

TEST_F(LoginTest, AClosedPortIsUnreachable) {
    test::Sshd server;
    auto target = targetOf(server);
    server.kill();
    EXPECT_EQ(failureOf(target), Failure::Unreachable);
    EXPECT_TRUE(says("refused")) << what;
}

TEST_F(LoginTest, ANameThatCannotBeResolvedIsUnreachable) {
    cluster::SshTarget target;
    // Longer than a label may be (RFC 1035 section 2.3.4): the resolver says no without asking any server.
    target.host = std::string(64, 'x');
    EXPECT_EQ(failureOf(target), Failure::Unreachable);
    EXPECT_TRUE(says(target.host)) << what;
}

} // namespace
} // namespace understudy::ops::ssh
