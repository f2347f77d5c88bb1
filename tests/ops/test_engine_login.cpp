#include "core/ops/engine.h"

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>
#include <unistd.h>

#include "core/ops/status_json.h"
#include "tests/support/pam_sshd.h"
#include "tests/support/sshd.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::LinkState;
using ops::QuestionKind;
using testing::HasSubstr;
using testing::Not;

namespace {

constexpr const char* right = "correct horse";
constexpr const char* code = "424242";
const cluster::InstanceName primary{"primary"};

/// An engine with one instance, which is an sshd that takes no keys, and a person who answers its questions.
class EngineLogin : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "sshd lets root in only when root has started it";
    }

    void start(const test::Sshd& server) {
        cluster::Instance instance;
        instance.name = primary;
        instance.ssh.host = server.address();
        instance.ssh.port = server.port();
        instance.ssh.knownHostsFile = m_folder.write("known_hosts", server.knownHostsLine());
        cluster::Cluster cluster;
        cluster.instances = {instance};
        m_engine.emplace(cluster, ops::EngineOptions{.pollInterval = 200ms, .probe = false});
        connect();
        m_engine->start();
    }

    void waitFor(const char* what, const std::function<bool()>& condition) {
        QEventLoop loop;
        QTimer looking;
        QObject::connect(&looking, &QTimer::timeout, &loop, [&] {
            if (condition())
                loop.exit(0);
        });
        looking.start(10ms);
        QTimer::singleShot(30s, &loop, [&loop] { loop.exit(1); });
        ASSERT_EQ(loop.exec(), 0) << "not within 30 s: " << what;
    }

    void waitForLink(const char* what, LinkState state) {
        waitFor(what, [this, state] { return m_engine->snapshot()->find(primary)->link == state; });
    }

    /// The connection is cut, and the engine is back without being told to.
    void loseConnection(const test::Sshd& server) {
        const auto before = m_connected;
        server.killSessions();
        waitFor("the new connection", [this, before] { return m_connected > before; });
        waitForLink("the new connection", LinkState::Connected);
    }

    ops::Engine& engine() { return *m_engine; }
    /// What the engine has told, and tells: commands, events, logs, replies, snapshots.
    std::string everything() const { return m_told + ops::statusJson(*m_engine->snapshot()).dump(); }

    std::function<ops::Answer(const ops::Question&)> person;
    std::vector<ops::Question> questions;

private:
    void connect() {
        QObject::connect(&*m_engine, &ops::Engine::questionAsked, &*m_engine, [this](const auto& question) {
            questions.push_back(question);
            m_engine->answer(question.id, person(question));
        });
        QObject::connect(&*m_engine, &ops::Engine::eventHappened, &*m_engine, [this](const auto& event) {
            m_connected += event.kind == cluster::EventKind::NodeConnected ? 1 : 0;
            m_told += ops::eventJson(event).dump() + "\n";
        });
        QObject::connect(&*m_engine, &ops::Engine::commandRecorded, &*m_engine,
                         [this](const auto& record) { m_told += record.command + "\n"; });
        QObject::connect(&*m_engine, &ops::Engine::snapshotChanged, &*m_engine, [this](const auto& snapshot) {
            m_told += ops::statusJson(*snapshot).dump() + "\n";
        });
    }

    int m_argc = 1;
    std::string m_name = "test";
    std::array<char*, 2> m_argv{m_name.data(), nullptr};
    QCoreApplication m_application{m_argc, m_argv.data()};
    test::TemporaryFolder m_folder;
    test::ScopedEnvironment m_home{"HOME", m_folder.path().string()};
    test::ScopedEnvironment m_agent{"SSH_AUTH_SOCK", ""};
    std::optional<ops::Engine> m_engine;
    std::string m_told;
    int m_connected = 0;
};

} // namespace

TEST_F(EngineLogin, aPasswordIsAskedForOnceHoweverOftenTheConnectionIsLost) {
    const test::PamService pam(right);
    const test::Sshd server(test::PamService::settings("password"), "127.0.0.1", pam.wrapper());
    person = [](const auto&) {
        return ops::Answer{true, right};
    };
    start(server);
    waitForLink("the login", LinkState::Connected);
    loseConnection(server);
    loseConnection(server);
    ASSERT_EQ(questions.size(), 1u);
    EXPECT_EQ(questions[0].kind, QuestionKind::Password);
    EXPECT_EQ(questions[0].subject, "root@[127.0.0.1]:" + std::to_string(server.port()));
    EXPECT_THAT(everything(), Not(HasSubstr(right)));
    EXPECT_THAT(server.log(), Not(HasSubstr(right)));
}

TEST_F(EngineLogin, ofAPasswordAndACodeOnlyTheCodeIsAskedForAgain) {
    const test::PamService pam(right, code);
    const test::Sshd server(test::PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    person = [](const auto& question) {
        return ops::Answer{true, question.servesOnce ? code : right};
    };
    start(server);
    waitForLink("the login", LinkState::Connected);
    ASSERT_EQ(questions.size(), 2u);
    loseConnection(server);
    ASSERT_EQ(questions.size(), 3u);
    EXPECT_THAT(questions[2].prompt, HasSubstr("The code of your token"));
    EXPECT_THAT(everything(), Not(HasSubstr(right)));
    EXPECT_THAT(everything(), Not(HasSubstr(code)));
}

TEST_F(EngineLogin, aWrongPasswordIsNotTriedAgainByItself) {
    const test::PamService pam(right);
    const test::Sshd server(test::PamService::settings("password"), "127.0.0.1", pam.wrapper());
    person = [](const auto&) {
        return ops::Answer{true, "hunter2"};
    };
    start(server);
    waitForLink("the refusal", LinkState::Refused);
    EXPECT_EQ(questions.size(), 3u);
    EXPECT_THAT(everything(), HasSubstr("does not let root in"));
    EXPECT_THAT(everything(), Not(HasSubstr("hunter2")));

    person = [](const auto&) {
        return ops::Answer{true, right};
    };
    engine().refresh();
    waitForLink("the login", LinkState::Connected);
    EXPECT_EQ(questions.size(), 4u) << "the wrong one was remembered, or the right one not asked for";
}
