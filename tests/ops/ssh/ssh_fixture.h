// What every test of a real SSH connection needs.
#pragma once

#include <unistd.h>

#include <chrono>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/wake.h"
#include "tests/support/sshd.h"

namespace understudy::ops::ssh {

/// Answers as told beforehand, and counts.
class ScriptedPrompter : public Prompter {
public:
    bool acceptHostKey(const std::string& host, const std::string& fingerprint) override {
        ++hostKeyQuestions;
        askedHost = host;
        askedFingerprint = fingerprint;
        return accept;
    }
    std::optional<std::string> passphrase(const std::string&) override {
        ++passphraseQuestions;
        return passphraseAnswer;
    }
    std::optional<std::string> password(const PasswordQuestion& question) override {
        passwordQuestions.push_back(question);
        return passwordAnswers.empty()
                   ? std::nullopt
                   : passwordAnswers[(passwordQuestions.size() - 1) % passwordAnswers.size()];
    }

    bool accept = false;
    std::optional<std::string> passphraseAnswer;
    std::vector<std::optional<std::string>> passwordAnswers; ///< in turn, again and again
    int hostKeyQuestions = 0;
    int passphraseQuestions = 0;
    std::vector<PasswordQuestion> passwordQuestions;
    std::string askedHost;
    std::string askedFingerprint;
};

inline base::SteadyTime in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

/// No agent, an empty home.
class SshTest : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "sshd lets root in only when root has started it";
    }

    /// How to reach `server` with its host key known and a key that it accepts.
    cluster::SshTarget targetOf(const test::Sshd& server) {
        cluster::SshTarget target;
        target.host = server.address();
        target.port = server.port();
        target.identityFile = server.addUserKey("user_" + std::to_string(++m_keys));
        target.knownHostsFile = trust(server);
        return target;
    }

    /// Adds the server's host key to this test's known_hosts file; the file.
    std::string trust(const test::Sshd& server) {
        return folder.write("known_hosts",
                            test::contentsOf(folder.file("known_hosts")) + server.knownHostsLine());
    }

    SshResult<std::unique_ptr<Connection>> open(const cluster::SshTarget& target) {
        return Connection::open(target, wake, gate, prompter);
    }

    std::unique_ptr<Connection> mustOpen(const cluster::SshTarget& target) {
        auto opened = open(target);
        if (!opened)
            throw std::runtime_error(opened.error().what);
        return std::move(*opened);
    }

    test::TemporaryFolder folder;
    test::ScopedEnvironment home{"HOME", folder.path().string()};
    test::ScopedEnvironment agent{"SSH_AUTH_SOCK", ""};
    Wake wake;
    ConnectGate gate;
    ScriptedPrompter prompter;

private:
    int m_keys = 0;
};

} // namespace understudy::ops::ssh
