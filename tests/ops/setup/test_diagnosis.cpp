// Why a session is not up.
#include "core/ops/setup/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/setup/setup_job.h"
#include "tests/ops/setup/node_survey.h"

using namespace understudy;
using namespace understudy::ops;
using testing::HasSubstr;

namespace {

class Diagnosis : public testing::Test {
protected:
    Diagnosis() {
        auto target = test::target();
        target.floating.pop_back(); // IPv4 alone
        plan = planSetup(target, survey, test::withPassword());
        cluster::Session session;
        session.protocol.neighbor = target.cloud.neighbor4;
        session.protocol.state = bird::BgpState::Active;
        speaker.sessions = {session};
    }
    std::string reason(const Md5Counters& after = {}) const {
        return diagnose(plan, survey, speaker, {}, after);
    }
    bird::BgpProtocol& protocol() { return speaker.sessions.front().protocol; }

    Survey survey = test::debianWithBird2().survey();
    SetupPlan plan;
    cluster::SpeakerState speaker;
};

} // namespace

TEST_F(Diagnosis, AWrongPasswordIsKnownByTheKernelsCounter) {
    EXPECT_THAT(reason({3, 0, 0}), HasSubstr("the password is not the neighbor's"));
    EXPECT_THAT(reason({0, 3, 0}), HasSubstr("the neighbor uses no password"));
    EXPECT_THAT(reason({0, 0, 3}), HasSubstr("none is set here"));
}

TEST_F(Diagnosis, RouteErrorAndFirewall) {
    EXPECT_THAT(reason(), HasSubstr("the neighbor does not answer"));
    survey.passage4 = Passage::Closed;
    EXPECT_THAT(reason(), HasSubstr("the firewall closes TCP 179"));
    protocol().lastError = "Socket: Connection refused";
    EXPECT_THAT(reason(), HasSubstr("Connection refused"));
    survey.way4.route = false;
    EXPECT_THAT(reason(), HasSubstr("no route to 169.254.169.254"));
}

TEST_F(Diagnosis, AProtocolThatIsNotThere) {
    speaker.sessions.clear();
    EXPECT_THAT(reason(), HasSubstr("the loaded configuration has no protocol for this neighbor"));
    speaker.running = false;
    EXPECT_THAT(reason(), HasSubstr("the speaker does not run"));
}

TEST_F(Diagnosis, WhatIsExportedCounts) {
    protocol().state = bird::BgpState::Established;
    EXPECT_THAT(reason(), HasSubstr("does not export 192.0.2.2/32"));
    speaker.sessions.front().exported = {{base::Prefix::parse("192.0.2.2/32").value(), {65500, 65500}}};
    EXPECT_THAT(reason(), HasSubstr("with 1 prepends, not with 0"));
    speaker.sessions.front().exported.front().asPath = {65500};
    EXPECT_EQ(lackOf(plan, speaker), std::nullopt);
    EXPECT_EQ(reason(), "");
}

TEST(Md5, CountersOfNetstat) {
    EXPECT_EQ(parseMd5Counters("TcpExt: SyncookiesSent TCPMD5NotFound TCPMD5Unexpected TCPMD5Failure\n"
                               "TcpExt: 9 1 2 3\n"),
              (Md5Counters{3, 1, 2}));
    EXPECT_EQ(parseMd5Counters(""), Md5Counters{});
    EXPECT_EQ(parseMd5Counters("TcpExt: A B C\nTcpExt: 1"), Md5Counters{});
}
