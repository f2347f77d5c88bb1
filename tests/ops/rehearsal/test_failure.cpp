#include "core/ops/node/failure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/ops/node/dead_man.h"
#include "core/ops/node/rehearsal_lock.h"
#include "tests/cluster/small_cluster.h"

using namespace understudy;
using namespace understudy::ops;
using cluster::FailureKind;
using testing::HasSubstr;
using testing::Not;

namespace {

FailureTarget target(FailureKind kind, const std::string& version = "2.0.12") {
    auto speaker = *cluster::test::speaker(0);
    speaker.version = version;
    return {kind,
            NodeSystem::Linux,
            *cluster::test::interface(),
            speaker,
            {*base::IpAddress::parse("192.0.2.2"), *base::IpAddress::parse("2001:db8:2222::1")}};
}

} // namespace

TEST(Failure, everyKindHasAnInverse) {
    for (const auto kind :
         {FailureKind::Link, FailureKind::Session, FailureKind::Daemon, FailureKind::Silent}) {
        const auto script = failureScript(target(kind));
        ASSERT_TRUE(script) << script.error().what;
        EXPECT_FALSE(script->fail.empty());
        EXPECT_FALSE(script->restore.empty());
        EXPECT_FALSE(script->shown.empty());
    }
}

TEST(Failure, aLinkComesBackWithItsAddresses) {
    const auto restore = failureScript(target(FailureKind::Link))->restore;
    EXPECT_THAT(restore, HasSubstr("ip link set dev dummy1 up"));
    EXPECT_THAT(restore, HasSubstr("ip addr replace 2001:db8:2222::1/64 dev dummy1 nodad"));
}

TEST(Failure, onFreeBsdALinkAndASessionCanFail) {
    auto node = target(FailureKind::Link);
    node.system = NodeSystem::FreeBsd;
    node.interface.name = "lo1";
    EXPECT_EQ(failureScript(node)->fail, "ifconfig lo1 down");
    EXPECT_EQ(failureScript(node)->restore, "ifconfig lo1 up &&\nifconfig lo1 inet 192.0.2.2/32 alias &&\n"
                                            "ifconfig lo1 inet6 2001:db8:2222::1/64 alias");
    node.kind = FailureKind::Session;
    EXPECT_TRUE(failureScript(node));
    for (const auto kind : {FailureKind::Daemon, FailureKind::Silent}) {
        node.kind = kind;
        EXPECT_FALSE(failureScript(node));
    }
}

TEST(Failure, bird1HasAClientAFamily) {
    EXPECT_THAT(failureScript(target(FailureKind::Session, "1.6.8"))->fail,
                HasSubstr("birdc6 'disable vultr6'"));
    EXPECT_THAT(failureScript(target(FailureKind::Session, "2.0.12"))->fail, Not(HasSubstr("birdc6")));
}

TEST(Failure, noNameFromASpeakerEndsACommand) {
    auto hostile = target(FailureKind::Session);
    hostile.speaker.sessions[0].protocol.name = "x; reboot";
    EXPECT_FALSE(failureScript(hostile));
    hostile.kind = FailureKind::Silent;
    EXPECT_FALSE(failureScript(hostile));
    hostile.speaker.sessions.clear();
    hostile.kind = FailureKind::Session;
    EXPECT_FALSE(failureScript(hostile));
}

TEST(Failure, silenceNeverTouchesSsh) {
    const auto fail = failureScript(target(FailureKind::Silent))->fail;
    EXPECT_THAT(fail, HasSubstr("tcp dport 179 drop"));
    EXPECT_THAT(fail, HasSubstr("ip6 daddr 2001:db8:2222::1 icmpv6 type echo-request drop"));
    EXPECT_THAT(fail, Not(HasSubstr("policy drop")));
    EXPECT_THAT(fail, Not(HasSubstr("22 ")));
}

TEST(Failure, theRestoreIsWrittenDownBeforeItIsArmed) {
    const auto script = armScript({"dummy1", "PREPARE\n", "RESTORE-COMMANDS", std::chrono::seconds{60}});
    EXPECT_LT(script.find("PREPARE"), script.find("RESTORE-COMMANDS"));
    EXPECT_LT(script.find("RESTORE-COMMANDS"), script.find("systemd-run"));
    EXPECT_LT(script.find("RESTORE-COMMANDS"), script.find("$(detached "));
}

TEST(RehearsalLock, whoeverHoldsItCannotBreakOutOfTheScript) {
    const auto script = lockScript({"token", "ada'; reboot; '\n", "now", std::chrono::seconds{60}});
    ASSERT_TRUE(script);
    EXPECT_THAT(*script, Not(HasSubstr("'ada'; reboot")));
    const auto guard = lockGuard("'; reboot; '");
    ASSERT_TRUE(guard);
    EXPECT_THAT(*guard, HasSubstr(R"(''\''; reboot; '\''')"));
}
