// `understudyctl probe` as a user runs it.
#include <array>
#include <cstdio>
#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>

#include "core/base/clock.h"
#include "tests/support/network_namespace.h"

using namespace understudy;
using nlohmann::json;
using testing::HasSubstr;

namespace {

struct Outcome {
    int exitCode = -1;
    std::string output;
};

/// Standard output alone; the shell's rules are for `before`.
Outcome run(const std::string& arguments, const std::string& before = {}) {
    Outcome outcome;
    FILE* pipe = ::popen((before + " " UNDERSTUDYCTL " " + arguments + " 2>/dev/null").c_str(), "r");
    std::array<char, 4096> buffer{};
    for (auto size = std::fread(buffer.data(), 1, buffer.size(), pipe); size > 0;
         size = std::fread(buffer.data(), 1, buffer.size(), pipe))
        outcome.output.append(buffer.data(), size);
    const int status = ::pclose(pipe);
    outcome.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

class ProbeCommand : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "needs root, to make network namespaces";
        m_namespace.emplace();
    }

    std::optional<test::NetworkNamespace> m_namespace;
};

} // namespace

TEST(Understudyctl, refusesWrongUsageWithStatus2) {
    for (const auto* arguments :
         {"", "probe", "probe 192.0.2.300", "probe example.org", "probe ::1 --interval 5",
          "probe ::1 --interval 60001", "probe ::1 --count 0", "probe ::1 --colour", "nonsense"})
        EXPECT_EQ(run(arguments).exitCode, 2) << arguments;
}

TEST(Understudyctl, explainsItself) {
    const auto help = run("probe --help");
    EXPECT_EQ(help.exitCode, 0);
    EXPECT_THAT(help.output, HasSubstr("--interval"));
}

TEST_F(ProbeCommand, printsOneJsonDocumentWithTheSummary) {
    for (const auto* address : {"127.0.0.1", "::1"}) {
        SCOPED_TRACE(address);
        const auto outcome = run(std::string("probe --json --count 5 --interval 10 ") + address);
        EXPECT_EQ(outcome.exitCode, 0);
        const auto summary = json::parse(outcome.output);
        EXPECT_EQ(summary["address"], address);
        EXPECT_EQ(summary["sent"], 5);
        EXPECT_EQ(summary["received"], 5);
        EXPECT_EQ(summary["lost"], 0);
        EXPECT_EQ(summary["late"], 0);
        EXPECT_EQ(summary["intervalMs"], 10);
        EXPECT_EQ(summary["outages"], json::array());
        EXPECT_EQ(summary["error"], nullptr);
        for (const auto* figure : {"minMs", "medianMs", "p95Ms", "maxMs"})
            EXPECT_GT(summary["rtt"][figure].get<double>(), 0) << figure;
        EXPECT_TRUE(base::fromIso8601(summary["startedAt"].get<std::string>()));
        EXPECT_LT(summary["startedAt"], summary["endedAt"]);
    }
}

TEST_F(ProbeCommand, fails1WhenNoReplyCame) {
    const auto outcome = run("probe --json --count 3 --interval 10 192.0.2.1");
    EXPECT_EQ(outcome.exitCode, 1);
    const auto summary = json::parse(outcome.output);
    EXPECT_EQ(summary["received"], 0);
    EXPECT_EQ(summary["notSent"], 3);
    EXPECT_EQ(summary["rtt"]["medianMs"], nullptr);
    ASSERT_EQ(summary["outages"].size(), 1U);
    const auto& outage = summary["outages"][0];
    EXPECT_EQ(outage["open"], true);
    EXPECT_EQ(outage["to"], nullptr);
    EXPECT_EQ(outage["lost"], 3);
    EXPECT_GE(outage["durationMs"].get<double>(), 20);
    EXPECT_TRUE(base::fromIso8601(outage["from"].get<std::string>()));
}

TEST_F(ProbeCommand, fails1WhenTheAddressWasReachableButIsNoMore) {
    const auto outcome =
        run("probe --count 60 --interval 20 127.0.0.1", "(sleep 0.5; ip link set lo down) & exec");
    EXPECT_EQ(outcome.exitCode, 1);
    EXPECT_THAT(outcome.output, HasSubstr("no reply since"));
    EXPECT_THAT(outcome.output, HasSubstr("still open"));
}

TEST_F(ProbeCommand, endsWithTheSummaryWhenInterrupted) {
    for (const auto* signal : {"INT", "TERM"}) {
        const auto outcome =
            run("probe --json 127.0.0.1", std::string("timeout --preserve-status -s ") + signal + " 0.5");
        EXPECT_EQ(outcome.exitCode, 0);
        const auto summary = json::parse(outcome.output);
        EXPECT_GE(summary["sent"], 1);
        EXPECT_EQ(summary["sent"], summary["received"]);
    }
}

TEST_F(ProbeCommand, printsALineAReply) {
    const auto outcome = run("probe --count 2 --interval 10 127.0.0.1");
    EXPECT_EQ(outcome.exitCode, 0);
    EXPECT_THAT(outcome.output,
                testing::MatchesRegex(" +0  [0-9.]+ ms\n +1  [0-9.]+ ms\n\n"
                                      "127.0.0.1: 2 sent, 2 received, 0 lost, 0 late\n"
                                      "rtt min [0-9.]+ ms, median [0-9.]+ ms, p95 [0-9.]+ ms, "
                                      "max [0-9.]+ ms\n"));
}
