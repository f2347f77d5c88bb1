// Jobs on a node: scripts, files, and what becomes of a job whose connection is lost.
#include "core/ops/node/node_job.h"

#include <array>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QCoreApplication>
#include <QEventLoop>
#include <QTimer>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ops/engine.h"
#include "core/ops/node/node_link.h"
#include "core/ops/node/node_session.h"
#include "tests/support/sshd.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::LinkState;
using ops::IntentResult;
using ops::NodeShell;
using testing::ElementsAre;
using testing::HasSubstr;
using Outcome = IntentResult::Outcome;

namespace {

const cluster::InstanceName primary{"primary"};

class FunctionJob final : public ops::NodeJob {
public:
    using Function = std::function<IntentResult(FunctionJob&, NodeShell&)>;
    explicit FunctionJob(Function function) : m_function(std::move(function)) {}
    IntentResult run(NodeShell& shell) override { return m_function(*this, shell); }

private:
    Function m_function;
};

IntentResult acked() {
    return {Outcome::Acked, {}};
}

class Job : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0)
            GTEST_SKIP() << "sshd lets root in only when root has started it";
        m_server.emplace();
        cluster::Instance instance;
        instance.name = primary;
        instance.ssh.host = m_server->address();
        instance.ssh.port = m_server->port();
        instance.ssh.identityFile = m_server->addUserKey("key");
        instance.ssh.knownHostsFile = m_folder.write("known_hosts", m_server->knownHostsLine());
        cluster::Cluster cluster;
        cluster.instances = {instance};
        m_engine.emplace(cluster, ops::EngineOptions{.pollInterval = 200ms, .probe = false});
        QObject::connect(
            &*m_engine, &ops::Engine::intentAnswered, &*m_engine,
            [this](ops::IntentId intent, const auto& result) { answers.emplace_back(intent, result); });
        QObject::connect(&*m_engine, &ops::Engine::commandRecorded, &*m_engine,
                         [this](const auto& record) { records.push_back(record); });
        QObject::connect(&*m_engine, &ops::Engine::jobProgressed, &*m_engine,
                         [this](ops::IntentId, const auto& told) { progress.push_back(told.text); });
        m_engine->start();
        waitFor("the login",
                [this] { return m_engine->snapshot()->find(primary)->link == LinkState::Connected; });
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

    IntentResult answerOf(ops::IntentId intent) {
        std::optional<IntentResult> answer;
        waitFor("the answer", [&] {
            for (const auto& [id, result] : answers) {
                if (id == intent)
                    answer = result;
            }
            return answer.has_value();
        });
        return answer.value_or(IntentResult{});
    }

    IntentResult run(FunctionJob::Function function) {
        return answerOf(m_engine->run(primary, std::make_shared<FunctionJob>(std::move(function))));
    }

    std::string path(const std::string& name) const { return (m_folder.path() / name).string(); }

    ops::Engine& engine() { return *m_engine; }
    const test::Sshd& server() { return *m_server; }

    std::vector<std::pair<ops::IntentId, IntentResult>> answers;
    std::vector<ops::CommandRecord> records;
    std::vector<std::string> progress;

private:
    int m_argc = 1;
    std::string m_name = "test";
    std::array<char*, 2> m_argv{m_name.data(), nullptr};
    QCoreApplication m_application{m_argc, m_argv.data()};
    test::TemporaryFolder m_folder;
    test::ScopedEnvironment m_home{"HOME", m_folder.path().string()};
    test::ScopedEnvironment m_agent{"SSH_AUTH_SOCK", ""};
    std::optional<test::Sshd> m_server;
    std::optional<ops::Engine> m_engine;
};

} // namespace

TEST_F(Job, aScriptsInputAndTextAreNoArguments) {
    // Other tests' processes may be named after secrets.
    const std::string input = "a \"quoted\" Wh1spered-word\nin two lines\n";
    std::string out;
    const auto result = run([&](FunctionJob&, NodeShell& shell) {
        const auto output = shell.change({"cat\nps -ww -o args", "say it", input});
        out = output ? output->out : output.error().what;
        return acked();
    });
    EXPECT_EQ(result.outcome, Outcome::Acked);
    EXPECT_THAT(out, testing::StartsWith(input));
    ASSERT_GE(out.size(), input.size());
    EXPECT_THAT(out.substr(input.size()), HasSubstr("ps -ww -o args"));
    EXPECT_THAT(out.substr(input.size()), testing::Not(HasSubstr("Wh1spered-word")));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].command, "say it");
    EXPECT_EQ(records[0].exit, 0);
}

TEST_F(Job, aScriptsExitStatusIsItsOwnAndLooksAreNotRecorded) {
    int exit = 0;
    std::string err;
    run([&](FunctionJob&, NodeShell& shell) {
        const auto output = shell.read("set -e\necho no >&2\n(exit 7)\necho never");
        exit = output ? output->exit : -1;
        err = output ? output->err + output->out : output.error().what;
        return acked();
    });
    EXPECT_EQ(exit, 7);
    EXPECT_EQ(err, "no\n");
    EXPECT_TRUE(records.empty());
}

TEST_F(Job, aFileIsPutInPlaceWithItsMode) {
    const auto file = path("a file's name");
    const std::string bytes("first\0second\n", 13);
    const auto result = run([&](FunctionJob&, NodeShell& shell) {
        const auto output = ops::putFile(shell, {file, bytes, "0640", "root:daemon"});
        return output && output->exit == 0 ? acked() : IntentResult{};
    });
    EXPECT_EQ(result.outcome, Outcome::Acked);
    EXPECT_EQ(test::contentsOf(file), bytes);
    struct stat status {};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777u, 0640u);
    EXPECT_NE(status.st_gid, 0u);
    EXPECT_FALSE(std::filesystem::exists(file + ".understudy-new"));
    ASSERT_EQ(records.size(), 1u);
    EXPECT_EQ(records[0].command, "write " + file);
}

TEST_F(Job, aFileThatCannotBePutLeavesTheOldOne) {
    const auto file = path("file");
    std::ofstream(file) << "old";
    std::string said;
    run([&](FunctionJob&, NodeShell& shell) {
        const auto output = ops::putFile(shell, {file, "new", "0640", "nobodyknows"});
        said = output ? ops::whatItSaid(*output) : output.error().what;
        return acked();
    });
    EXPECT_THAT(said, HasSubstr("nobodyknows"));
    EXPECT_EQ(test::contentsOf(file), "old");
    EXPECT_FALSE(std::filesystem::exists(file + ".understudy-new"));
}

TEST_F(Job, oneAtATimeAndTheNodeStaysKnownMeanwhile) {
    const auto job = std::make_shared<FunctionJob>([](FunctionJob&, NodeShell& shell) {
        shell.progress({1, 2, "waiting"});
        (void)shell.pause(60s);
        return acked();
    });
    const auto first = engine().run(primary, job);
    const auto second =
        answerOf(engine().run(primary, std::make_shared<FunctionJob>([](auto&, auto&) { return acked(); })));
    EXPECT_EQ(second.outcome, Outcome::Refused);
    EXPECT_THAT(second.why, HasSubstr("another command is under way on primary"));
    waitFor("the progress", [this] { return !progress.empty(); });
    EXPECT_THAT(progress, ElementsAre("waiting"));
    const auto seen = engine().snapshot()->find(primary)->interface.seenAt();
    waitFor("a poll", [&] { return engine().snapshot()->find(primary)->interface.seenAt() > seen; });
    job->cancel();
    EXPECT_EQ(answerOf(first).outcome, Outcome::Acked);
}

TEST_F(Job, aSecondConnectionTellsWhetherOneCanStillLogIn) {
    bool first = false;
    bool second = true;
    run([&](FunctionJob&, NodeShell& shell) {
        first = shell.logInAnew().has_value();
        return acked();
    });
    EXPECT_TRUE(first);
    EXPECT_EQ(engine().snapshot()->find(primary)->link, LinkState::Connected);
    server().forgetKeys();
    run([&](FunctionJob&, NodeShell& shell) {
        second = shell.logInAnew().has_value();
        return acked();
    });
    EXPECT_FALSE(second);
    EXPECT_EQ(engine().snapshot()->find(primary)->link, LinkState::Connected);
}

TEST_F(Job, aChangeWithoutAnAnswerIsUnknown) {
    const auto result = run([&](FunctionJob&, NodeShell& shell) {
        (void)shell.change({"true", "cut the branch", {}});
        server().killSessions();
        (void)shell.read("true");
        return acked();
    });
    EXPECT_EQ(result.outcome, Outcome::Unknown);
    EXPECT_FALSE(result.why.empty());
}

TEST_F(Job, aLossBeforeAnyChangeLeavesTheJobsAnswer) {
    const auto result = run([&](FunctionJob&, NodeShell& shell) {
        server().killSessions();
        const auto output = shell.read("true");
        return IntentResult{Outcome::Refused, output ? "?" : "nothing was changed"};
    });
    EXPECT_EQ(result.outcome, Outcome::Refused);
    EXPECT_EQ(result.why, "nothing was changed");
}
