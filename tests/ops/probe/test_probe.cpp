// The probe against real kernels: each test has network namespaces of its own.
#include "core/ops/probe/probe.h"

#include <gmock/gmock.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

#include "tests/ops/probe/recorder.h"
#include "tests/ops/probe/responder.h"
#include "tests/support/network_namespace.h"

using namespace understudy;
using namespace std::chrono_literals;
using base::IpAddress;
using cluster::SampleKind;
using ops::Probe;
using ops::ProbeMethod;
using test::Recorder;
using testing::AnyOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace {

const IpAddress loopback4 = IpAddress::v4({127, 0, 0, 1});
const IpAddress loopback6 = *IpAddress::parse("::1");
constexpr auto allowPingSockets = "sysctl -qw net.ipv4.ping_group_range='0 2147483647'";

ops::ProbeOptions every20ms(std::vector<ProbeMethod> methods = {ProbeMethod::RawSocket}) {
    return {.settings = {.interval = 20ms, .timeout = 200ms}, .count = {}, .methods = std::move(methods)};
}

class ProbeInNamespace : public testing::Test {
protected:
    void SetUp() override {
        if (!test::NetworkNamespace::isPermitted())
            GTEST_SKIP() << "needs root, to make network namespaces";
        m_here.emplace();
    }

    /// Connects a second namespace: 192.0.2.1 and 2001:db8::1 here, .2 and ::2 there.
    void connectPeer() {
        m_there.emplace();
        m_here->enter();
        m_here->run("ip link add here type veth peer name there");
        m_here->run("ip link set there netns " + m_there->path());
        m_here->run("ip addr add 192.0.2.1/24 dev here && ip addr add 2001:db8::1/64 dev here nodad && "
                    "ip link set here up");
        m_there->run("ip addr add 192.0.2.2/24 dev there && ip addr add 2001:db8::2/64 dev there nodad && "
                     "ip link set there up");
        m_there->run("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 "
                     "net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0");
        m_here->run("ip route add default via 192.0.2.2 && ip -6 route add default via 2001:db8::2");
    }

    std::optional<test::NetworkNamespace> m_here;
    std::optional<test::NetworkNamespace> m_there;
    Recorder m_recorder;
    Probe m_probe;
};

struct WayToAsk {
    std::string name;
    ProbeMethod method;
    IpAddress target;
};

class EveryWay : public ProbeInNamespace, public testing::WithParamInterface<WayToAsk> {
protected:
    void SetUp() override {
        ProbeInNamespace::SetUp();
        if (m_here)
            m_here->run(allowPingSockets);
    }
};

INSTANTIATE_TEST_SUITE_P(, EveryWay,
                         testing::Values(WayToAsk{"pingSocketV4", ProbeMethod::PingSocket, loopback4},
                                         WayToAsk{"pingSocketV6", ProbeMethod::PingSocket, loopback6},
                                         WayToAsk{"rawSocketV4", ProbeMethod::RawSocket, loopback4},
                                         WayToAsk{"rawSocketV6", ProbeMethod::RawSocket, loopback6},
                                         WayToAsk{"pingProgramV4", ProbeMethod::PingProgram, loopback4},
                                         WayToAsk{"pingProgramV6", ProbeMethod::PingProgram, loopback6}),
                         [](const auto& way) { return way.param.name; });

} // namespace

TEST_P(EveryWay, getsAReplyToEveryRequest) {
    auto options = every20ms({GetParam().method});
    options.count = 20;
    m_probe.start({GetParam().target}, options, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForFinish());
    const auto samples = m_recorder.samples();
    ASSERT_GE(samples.size(), 20U);
    for (std::size_t i = 0; i < samples.size(); ++i) {
        EXPECT_EQ(samples[i].sequence, i);
        EXPECT_EQ(samples[i].kind, SampleKind::Answered);
        EXPECT_GT(samples[i].rtt, 0ns);
        EXPECT_LT(samples[i].rtt, 100ms);
    }
    EXPECT_EQ(m_recorder.status()->method, GetParam().method);
    EXPECT_EQ(m_recorder.status()->error, std::nullopt);
}

TEST_P(EveryWay, losesWhatIsDroppedAndHearsWhatComesAgain) {
    m_probe.start({GetParam().target}, every20ms({GetParam().method}), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 3));
    m_here->run("nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; "
                "add rule inet t c icmp type echo-request drop; "
                "add rule inet t c icmpv6 type echo-request drop'");
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Lost, 5));
    m_here->run("nft delete table inet t");
    const auto answered = Recorder::countOf(m_recorder.samples(), SampleKind::Answered);
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Answered, answered + 5));
    EXPECT_EQ(cluster::summarize(m_recorder.samples(), 20ms).outages.size(), 1U);
}

TEST_F(ProbeInNamespace, prefersThePingSocket) {
    m_here->run(allowPingSockets);
    m_probe.start({loopback4}, {}, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForStatus([](const auto& status) { return status.method.has_value(); }));
    EXPECT_EQ(m_recorder.status()->method, ProbeMethod::PingSocket);
}

TEST_F(ProbeInNamespace, takesTheRawSocketWherePingSocketsAreForbidden) {
    m_probe.start({loopback4}, {}, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForStatus([](const auto& status) { return status.method.has_value(); }));
    EXPECT_EQ(m_recorder.status()->method, ProbeMethod::RawSocket);
}

TEST_F(ProbeInNamespace, takesThePingProgramWithoutAnyPrivilege) {
    std::thread unprivileged([this] {
        constexpr uid_t nobody = 65534;
        ASSERT_EQ(::syscall(SYS_setresuid, nobody, nobody, nobody), 0);
        m_probe.start({loopback4, loopback6}, every20ms(ops::ProbeOptions{}.methods), m_recorder.sinks());
    });
    unprivileged.join();
    EXPECT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 3, 0));
    EXPECT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 3, 1));
    EXPECT_EQ(m_recorder.status()->method, ProbeMethod::PingProgram);
}

TEST_F(ProbeInNamespace, saysWhatToPermitWhenNothingIs) {
    m_probe.start({loopback4}, every20ms({ProbeMethod::PingSocket}), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForStatus([](const auto& status) { return status.error.has_value(); }));
    EXPECT_EQ(m_recorder.status()->method, std::nullopt);
    EXPECT_THAT(*m_recorder.status()->error,
                HasSubstr("sysctl -w net.ipv4.ping_group_range=\"0 2147483647\""));
    EXPECT_THAT(m_recorder.samples(), IsEmpty());
}

TEST_F(ProbeInNamespace, asksSeveralTargetsAtTheSamePace) {
    auto options = every20ms();
    options.count = 25;
    m_probe.start({loopback4, loopback6}, options, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForFinish());
    const auto first = m_recorder.samples(0);
    const auto second = m_recorder.samples(1);
    ASSERT_EQ(first.size(), 25U);
    ASSERT_EQ(second.size(), 25U);
    // Never more often than asked for; when the machine is busy, requests are left out.
    for (const auto* samples : {&first, &second}) {
        const auto span = samples->back().sentAt - samples->front().sentAt;
        EXPECT_GT(span, 24 * 20ms - 15ms);
    }
}

TEST_F(ProbeInNamespace, changesItsPace) {
    auto options = every20ms();
    options.settings.interval = 60s;
    m_probe.start({loopback4}, options, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 1));
    m_probe.setInterval(20ms);
    EXPECT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 10));
}

TEST_F(ProbeInNamespace, tellsUnreachableFromLost) {
    connectPeer();
    m_here->run(allowPingSockets);
    m_there->run("ip route add unreachable 198.51.100.0/24 && ip route add prohibit 203.0.113.0/24 && "
                 "ip -6 route add unreachable 2001:db8:1::/48");
    for (const auto* target : {"198.51.100.1", "203.0.113.1", "2001:db8:1::1"}) {
        for (const auto method :
             {ProbeMethod::PingSocket, ProbeMethod::RawSocket, ProbeMethod::PingProgram}) {
            SCOPED_TRACE(target);
            SCOPED_TRACE(static_cast<int>(method));
            Recorder recorder;
            m_probe.start({*IpAddress::parse(target)}, every20ms({method}), recorder.sinks());
            // The kernel's answers are rare: one a second.
            EXPECT_TRUE(recorder.waitForKind(SampleKind::Unreachable));
            m_probe.stop();
            EXPECT_EQ(Recorder::countOf(recorder.samples(), SampleKind::NotSent), 0U);
            EXPECT_THAT(recorder.details(),
                        Each(AnyOf(HasSubstr("says 192.0.2.2"), HasSubstr("says 2001:db8::2"))));
        }
    }
}

TEST_F(ProbeInNamespace, losesWhatABlackHoleSwallows) {
    connectPeer();
    m_there->run("ip route add blackhole 198.51.100.0/24");
    m_probe.start({IpAddress::v4({198, 51, 100, 1})}, every20ms(), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Lost, 5));
    EXPECT_EQ(Recorder::countOf(m_recorder.samples(), SampleKind::Unreachable), 0U);
}

TEST_F(ProbeInNamespace, survivesTheLossOfItsRoute) {
    connectPeer();
    m_here->run(allowPingSockets);
    for (const auto method : {ProbeMethod::PingSocket, ProbeMethod::RawSocket, ProbeMethod::PingProgram}) {
        SCOPED_TRACE(static_cast<int>(method));
        Recorder recorder;
        m_probe.start({IpAddress::v4({192, 0, 2, 2})}, every20ms({method}), recorder.sinks());
        ASSERT_TRUE(recorder.waitForKind(SampleKind::Answered, 3));
        m_here->run("ip addr flush dev here && ip route flush table main");
        ASSERT_TRUE(recorder.waitFor([](const auto& samples) {
            return std::ranges::count_if(samples, cluster::isLost, &cluster::Sample::kind) >= 3;
        }));
        m_here->run("ip addr add 192.0.2.1/24 dev here");
        const auto answered = Recorder::countOf(recorder.samples(), SampleKind::Answered);
        ASSERT_TRUE(recorder.waitForKind(SampleKind::Answered, answered + 5));
        m_probe.stop();
        EXPECT_EQ(recorder.status()->error, std::nullopt);
    }
}

TEST_F(ProbeInNamespace, saysThatItCouldNotSend) {
    m_here->run(allowPingSockets);
    for (const auto method : {ProbeMethod::PingSocket, ProbeMethod::RawSocket, ProbeMethod::PingProgram}) {
        SCOPED_TRACE(static_cast<int>(method));
        Recorder recorder;
        m_probe.start({IpAddress::v4({192, 0, 2, 2})}, every20ms({method}), recorder.sinks());
        ASSERT_TRUE(recorder.waitForKind(SampleKind::NotSent, 3));
        m_probe.stop();
        EXPECT_THAT(recorder.details(), Each(HasSubstr("Network is unreachable")));
        EXPECT_THAT(recorder.status()->error.value_or(""), HasSubstr("Network is unreachable"));
        EXPECT_EQ(recorder.status()->method, method);
    }
}

TEST_F(ProbeInNamespace, measuresAnOutageToOneInterval) {
    connectPeer();
    m_probe.start({IpAddress::v4({192, 0, 2, 2})}, every20ms(), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Answered, 5));
    const auto& clock = base::systemClock();

    m_there->run("nft 'add table ip t; add chain ip t c { type filter hook input priority 0; }'");
    const auto dropAsked = clock.steady();
    m_there->run("nft add rule ip t c drop");
    const auto dropDone = clock.steady();
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Lost, 20));
    const auto passAsked = clock.steady();
    m_there->run("nft delete table ip t");
    const auto passDone = clock.steady();
    ASSERT_TRUE(m_recorder.waitFor([&](const auto& samples) {
        return std::ranges::any_of(samples, [&](const auto& sample) {
            return sample.sentAt > passDone && sample.kind == SampleKind::Answered;
        });
    }));
    m_probe.stop();

    const auto samples = m_recorder.samples();
    const auto summary = cluster::summarize(samples, 20ms);
    ASSERT_EQ(summary.outages.size(), 1U);
    const auto& outage = summary.outages[0];
    const auto firstLost = std::ranges::find(samples, outage.from, &cluster::Sample::sentAt);
    const auto firstBack = std::ranges::find(samples, outage.to, &cluster::Sample::sentAt);
    EXPECT_GE(outage.from, dropAsked);
    EXPECT_LE((firstLost - 1)->sentAt, dropDone);
    EXPECT_GE(outage.to, passAsked);
    EXPECT_LE((firstBack - 1)->sentAt, passDone);
}

TEST_F(ProbeInNamespace, reportsALateReplyAsLate) {
    m_here->run("sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    const test::Responder responder([](const test::EchoRequest& request) {
        return std::vector{test::EchoReply{.bytes = request.replied(), .from = loopback4, .delay = 350ms}};
    });
    m_probe.start({loopback4}, every20ms(), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Late, 5));
    const auto samples = m_recorder.samples();
    EXPECT_EQ(Recorder::countOf(samples, SampleKind::Answered), 0U);
    const auto late = std::ranges::find(samples, SampleKind::Late, &cluster::Sample::kind);
    EXPECT_GE(late->rtt, 350ms);
}

TEST_F(ProbeInNamespace, believesNoForgedReply) {
    m_here->run("sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    m_here->run(allowPingSockets);
    const test::Responder responder([](const test::EchoRequest& request) {
        auto otherCookie = request.replied();
        otherCookie[8] ^= 1;
        auto otherSequence = request.replied();
        otherSequence[23] ^= 1;
        auto shorter = request.replied();
        shorter.pop_back();
        auto longer = request.replied();
        longer.push_back(0x55);
        auto badSum = request.replied();
        badSum[2] ^= 1;
        return std::vector{test::EchoReply{.bytes = request.replied(), .from = IpAddress::v4({127, 0, 0, 2})},
                           test::EchoReply{.bytes = test::withChecksum(otherCookie), .from = loopback4},
                           test::EchoReply{.bytes = test::withChecksum(otherSequence), .from = loopback4},
                           test::EchoReply{.bytes = test::withChecksum(shorter), .from = loopback4},
                           test::EchoReply{.bytes = test::withChecksum(longer), .from = loopback4},
                           test::EchoReply{.bytes = badSum, .from = loopback4}};
    });
    for (const auto method : {ProbeMethod::PingSocket, ProbeMethod::RawSocket}) {
        Recorder recorder;
        m_probe.start({loopback4}, every20ms({method}), recorder.sinks());
        ASSERT_TRUE(recorder.waitForKind(SampleKind::Lost, 10));
        m_probe.stop();
        EXPECT_EQ(cluster::summarize(recorder.samples(), 20ms).received, 0U);
    }
}

TEST_F(ProbeInNamespace, countsADuplicateOnce) {
    m_here->run("sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    const test::Responder responder([](const test::EchoRequest& request) {
        return std::vector{test::EchoReply{.bytes = request.replied(), .from = loopback4},
                           test::EchoReply{.bytes = request.replied(), .from = loopback4, .delay = 250ms}};
    });
    auto options = every20ms();
    options.count = 30;
    m_probe.start({loopback4}, options, m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForFinish());
    EXPECT_EQ(Recorder::countOf(m_recorder.samples(), SampleKind::Answered), 30U);
}

TEST_F(ProbeInNamespace, leavesNoRequestPendingWhenItFinishes) {
    m_here->run("sysctl -qw net.ipv4.icmp_echo_ignore_all=1");
    m_probe.start({loopback4}, every20ms(), m_recorder.sinks());
    ASSERT_TRUE(m_recorder.waitForKind(SampleKind::Pending, 3));
    m_probe.finish();
    ASSERT_TRUE(m_recorder.waitForFinish());
    const auto samples = m_recorder.samples();
    EXPECT_THAT(samples, Not(IsEmpty()));
    EXPECT_EQ(Recorder::countOf(samples, SampleKind::Lost), samples.size());
}
