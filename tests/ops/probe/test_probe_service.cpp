#include "core/ops/probe/probe_service.h"

#include <array>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>

#include "tests/support/network_namespace.h"

using namespace understudy;
using namespace std::chrono_literals;

namespace {

class ProbeServiceTest : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "needs root, to make network namespaces";
        m_namespace.emplace();
    }

    /// False when the service does not finish in time.
    bool runUntilFinished() {
        QEventLoop loop;
        QObject::connect(&m_service, &ops::ProbeService::finished, &loop, [&loop] { loop.exit(0); });
        QTimer::singleShot(20s, &loop, [&loop] { loop.exit(1); });
        return loop.exec() == 0;
    }

    static ops::ProbeOptions options(std::uint64_t count) {
        return {.settings = {.interval = 10ms, .timeout = 200ms}, .count = count};
    }

    int m_argc = 1;
    std::string m_name = "test";
    std::array<char*, 2> m_argv{m_name.data(), nullptr};
    QCoreApplication m_application{m_argc, m_argv.data()};
    std::optional<test::NetworkNamespace> m_namespace;
    ops::ProbeService m_service;
};

const auto loopback = base::IpAddress::v4({127, 0, 0, 1});

} // namespace

TEST_F(ProbeServiceTest, bringsEveryResultToItsOwnThreadInOrder) {
    std::vector<ops::ProbeResult> results;
    QObject::connect(&m_service, &ops::ProbeService::resultsArrived, &m_service,
                     [&](const std::vector<ops::ProbeResult>& arrived) {
                         EXPECT_EQ(QThread::currentThread(), m_application.thread());
                         results.insert(results.end(), arrived.begin(), arrived.end());
                     });
    m_service.start({loopback}, options(10));
    ASSERT_TRUE(runUntilFinished());
    ASSERT_EQ(results.size(), 20U);
    for (std::uint64_t sequence = 0; sequence < 10; ++sequence) {
        EXPECT_EQ(results[2 * sequence].sample.sequence, sequence);
        EXPECT_EQ(results[2 * sequence].sample.kind, cluster::SampleKind::Pending);
        EXPECT_EQ(results[2 * sequence + 1].sample.sequence, sequence);
        EXPECT_EQ(results[2 * sequence + 1].sample.kind, cluster::SampleKind::Answered);
    }
}

TEST_F(ProbeServiceTest, gathersResultsIntoBatches) {
    int batches = 0;
    QObject::connect(&m_service, &ops::ProbeService::resultsArrived, &m_service, [&] { ++batches; });
    m_service.start({loopback, loopback}, options(50));
    ASSERT_TRUE(runUntilFinished());
    EXPECT_LE(batches, 50) << "of 200 results";
}

TEST_F(ProbeServiceTest, saysHowTheTargetIsAsked) {
    std::optional<ops::ProbeStatus> last;
    QObject::connect(&m_service, &ops::ProbeService::statusChanged, &m_service,
                     [&](const ops::ProbeStatus& status) { last = status; });
    m_service.start({loopback}, options(1));
    ASSERT_TRUE(runUntilFinished());
    ASSERT_TRUE(last);
    EXPECT_EQ(last->method, ops::ProbeMethod::RawSocket);
}

TEST_F(ProbeServiceTest, saysNothingMoreOnceItIsStopped) {
    bool heard = false;
    QObject::connect(&m_service, &ops::ProbeService::resultsArrived, &m_service, [&] { heard = true; });
    m_service.start({loopback}, options(1));
    m_service.stop();
    QCoreApplication::processEvents();
    EXPECT_FALSE(heard);
    m_service.start({loopback}, options(1));
    ASSERT_TRUE(runUntilFinished());
    EXPECT_TRUE(heard);
}
