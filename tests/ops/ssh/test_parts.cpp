#include <poll.h>

#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/ssh/agent.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/known_hosts.h"
#include "core/ops/ssh/quote.h"
#include "core/ops/ssh/wake.h"
#include "tests/support/process.h"
#include "tests/support/sshd.h"

namespace understudy::ops::ssh {
namespace {

bool readable(const Wake& wake) {
    pollfd entry{wake.descriptor(), POLLIN, 0};
    return ::poll(&entry, 1, 0) == 1;
}

TEST(Wake, IsReadableFromNotifyToClear) {
    Wake wake;
    EXPECT_FALSE(readable(wake));
    wake.notify();
    wake.notify();
    EXPECT_TRUE(readable(wake));
    wake.clear();
    EXPECT_FALSE(readable(wake));
}

TEST(Wake, StaysReadableOnceStopped) {
    Wake wake;
    wake.stop();
    wake.clear();
    EXPECT_TRUE(wake.stopped());
    EXPECT_TRUE(readable(wake));
}

TEST(Wake, TakesMoreNotificationsThanAPipeHolds) {
    Wake wake;
    for (int i = 0; i < 200'000; ++i)
        wake.notify();
    wake.clear();
    EXPECT_FALSE(readable(wake));
}

TEST(ConnectGate, LetsOnlySoManyInAtOneServer) {
    ConnectGate gate(3);
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i) {
        threads.emplace_back([&] {
            const Wake wake;
            const auto place = gate.enter("server:22", wake);
            const int now = ++inside;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            std::this_thread::yield();
            --inside;
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_LE(most, 3);
    EXPECT_GE(most, 1);
}

TEST(ConnectGate, ServersDoNotWaitForOneAnother) {
    ConnectGate gate(1);
    const Wake wake;
    const auto one = gate.enter("one:22", wake);
    EXPECT_TRUE(gate.enter("two:22", wake));
    auto moved = gate.enter("three:22", wake);
    moved = ConnectGate::Place();
    EXPECT_TRUE(gate.enter("three:22", wake));
}

TEST(ShellQuote, KeepsEveryCharacter) {
    EXPECT_EQ(shellQuote("").value(), "''");
    EXPECT_EQ(shellQuote("a b $c `d` \"e\" \\ !").value(), "'a b $c `d` \"e\" \\ !'");
    EXPECT_EQ(shellQuote("it's").value(), R"('it'\''s')");
    EXPECT_EQ(shellQuote("'\n'").value(), "''\\''\n'\\'''");
}

TEST(ShellQuote, RefusesANul) {
    EXPECT_FALSE(shellQuote(std::string_view("a\0b", 3)));
}

TEST(LineForAnyShell, SaysTheSameToAllOfThem) {
    const test::TemporaryFolder folder;
    const auto line =
        lineForAnyShell("say() {\n\tprintf '%s\\n' \"$1\" 2>&1\n}\nsay \"it's 100% \\\\ me! $((1 + 1))\"\n");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->find('\n'), std::string::npos);
    for (const auto* shell : {"sh", "bash", "tcsh"}) {
        const auto output = folder.file(shell);
        test::run({"sh", "-c", "exec \"$0\" -c \"$1\" >\"$2\"", shell, *line, output});
        EXPECT_EQ(test::contentsOf(output), "it's 100% \\ me! 2\n") << shell;
    }
    EXPECT_FALSE(lineForAnyShell(std::string_view("a\0b", 3)));
}

TEST(AgentKeys, AreReadFromTheAnswer) {
    const std::string answer("\x0c\0\0\0\x02\0\0\0\x03key\0\0\0\x02me\0\0\0\x01k\0\0\0\0", 27);
    const auto keys = parseAgentKeys(answer);
    ASSERT_EQ(keys.size(), 2u);
    EXPECT_EQ(keys[0].blob, "key");
    EXPECT_EQ(keys[0].comment, "me");
    EXPECT_EQ(keys[1].blob, "k");
    EXPECT_EQ(keys[1].comment, "");
}

TEST(AgentKeys, AreNoneWhenTheAnswerIsCutOrLies) {
    const std::string answer("\x0c\0\0\0\x01\0\0\0\x03key\0\0\0\x02me", 18);
    ASSERT_EQ(parseAgentKeys(answer).size(), 1u);
    for (std::size_t size = 0; size < answer.size(); ++size)
        EXPECT_TRUE(parseAgentKeys(std::string_view(answer).substr(0, size)).empty()) << size;
    EXPECT_TRUE(parseAgentKeys(std::string("\x0c\xff\xff\xff\xff", 5)).empty());
    EXPECT_TRUE(parseAgentKeys(std::string("\x05\0\0\0\0", 5)).empty());
}

class KnownHostsTest : public testing::Test {
protected:
    KnownHostsTest() {
        for (const auto* name : {"a", "b"})
            test::makeKey(m_folder.file(name));
        ssh_pki_import_pubkey_file(m_folder.file("a.pub").c_str(), &m_key);
        m_a = wordsOf("a");
        m_b = wordsOf("b");
    }
    ~KnownHostsTest() override { ssh_key_free(m_key); }

    std::string wordsOf(const std::string& name) const {
        const auto text = test::contentsOf(m_folder.file(name + ".pub"));
        return text.substr(0, text.rfind(' ')) + "\n";
    }
    /// What is said about key "a" of this host.
    HostKeyVerdict verdict(const std::string& text, const std::string& host) const {
        return KnownHosts({m_folder.write("known_hosts", text)}).check(host, m_key).verdict;
    }

    test::TemporaryFolder m_folder;
    ssh_key m_key = nullptr;
    std::string m_a;
    std::string m_b;
};

TEST_F(KnownHostsTest, KnowsOnlyTheListedKeyOfTheListedHost) {
    EXPECT_EQ(verdict("web " + m_a, "web"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict("web " + m_a, "mail"), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict("web " + m_a, "[web]:2222"), HostKeyVerdict::Unknown);
    EXPECT_EQ(verdict("[web]:2222 " + m_a, "[web]:2222"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict("mail,web,192.0.2.* " + m_a, "192.0.2.7"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict("web " + m_b, "web"), HostKeyVerdict::Changed);
    EXPECT_EQ(verdict("web " + m_b + "web " + m_a, "web"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict("", "web"), HostKeyVerdict::Unknown);
}

TEST_F(KnownHostsTest, KnowsHashedNames) {
    m_folder.write("known_hosts", "web " + m_a);
    test::run({"ssh-keygen", "-q", "-H", "-f", m_folder.file("known_hosts")});
    const auto hashed = test::contentsOf(m_folder.file("known_hosts"));
    ASSERT_TRUE(hashed.starts_with("|1|"));
    EXPECT_EQ(verdict(hashed, "web"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict(hashed, "mail"), HostKeyVerdict::Unknown);
}

TEST_F(KnownHostsTest, ARevokedKeyIsRevokedWhereverElseItStands) {
    EXPECT_EQ(verdict("web " + m_a + "@revoked * " + m_a, "web"), HostKeyVerdict::Revoked);
    EXPECT_EQ(verdict("@revoked web " + m_a + "web " + m_a, "web"), HostKeyVerdict::Revoked);
    EXPECT_EQ(verdict("@revoked web " + m_b + "web " + m_a, "web"), HostKeyVerdict::Known);
    EXPECT_EQ(verdict("@cert-authority web " + m_a, "web"), HostKeyVerdict::Unknown);
}

TEST_F(KnownHostsTest, ALineThatCannotBeReadHidesNoOther) {
    EXPECT_EQ(verdict("# web\n\nweb\nweb x\nweb ssh-new AAAA\nweb ssh-ed25519 !!\n\tweb\t" + m_a, "web"),
              HostKeyVerdict::Known);
}

TEST_F(KnownHostsTest, ANewKeyIsAppendedOnALineOfItsOwn) {
    const auto file = m_folder.write("known_hosts", "mail " + m_b.substr(0, m_b.size() - 1));
    const KnownHosts hosts({file});
    ASSERT_TRUE(hosts.add("web", m_key));
    ASSERT_TRUE(hosts.add("web", m_key));
    EXPECT_EQ(test::contentsOf(file), "mail " + m_b + "web " + m_a);
}

TEST_F(KnownHostsTest, ManyThreadsAppendWholeLines) {
    const auto file = m_folder.file("known_hosts");
    std::vector<std::thread> threads;
    for (int i = 0; i < 16; ++i)
        threads.emplace_back(
            [&, i] { EXPECT_TRUE(KnownHosts({file}).add("host" + std::to_string(i), m_key)); });
    for (auto& thread : threads)
        thread.join();
    for (int i = 0; i < 16; ++i)
        EXPECT_EQ(KnownHosts({file}).check("host" + std::to_string(i), m_key).verdict, HostKeyVerdict::Known);
}

TEST_F(KnownHostsTest, AFileThatCannotBeWrittenIsAnError) {
    EXPECT_FALSE(KnownHosts({m_folder.path()}).add("web", m_key));
}

TEST_F(KnownHostsTest, TheAlgorithmsOfKnownKeysComeFirst) {
    test::run({"ssh-keygen", "-q", "-t", "ecdsa", "-b", "384", "-N", "", "-f", m_folder.file("e")});
    const KnownHosts hosts({m_folder.write("known_hosts", "web " + wordsOf("e"))});
    EXPECT_TRUE(hosts.algorithmsFor("web").starts_with("ecdsa-sha2-nistp384,ssh-ed25519,"))
        << hosts.algorithmsFor("web");
    EXPECT_TRUE(hosts.algorithmsFor("mail").starts_with("ssh-ed25519,ecdsa-sha2-nistp256,"));
}

} // namespace
} // namespace understudy::ops::ssh
