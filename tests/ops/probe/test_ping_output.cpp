#include "core/ops/probe/ping_output.h"

#include <string>

#include <gtest/gtest.h>

using namespace understudy;
using namespace std::chrono_literals;
using base::IpAddress;
using ops::parsePingLine;
using ops::PingLine;

namespace {

const IpAddress target4 = IpAddress::v4({192, 0, 2, 2});
const IpAddress target6 = *IpAddress::parse("2001:db8::1");

} // namespace

TEST(PingOutput, tellsReplies) {
    EXPECT_EQ(parsePingLine("64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms", target4),
              PingLine(ops::PingReply{.sequence = 7, .rtt = 1'230us}));
    EXPECT_EQ(parsePingLine("64 bytes from 192.0.2.2: icmp_seq=65535 ttl=60 time=0.031 ms\n", target4),
              PingLine(ops::PingReply{.sequence = 65535, .rtt = 31us}));
    EXPECT_EQ(parsePingLine("64 bytes from 2001:db8::1: icmp_seq=1 ttl=64 time=1204 ms", target6),
              PingLine(ops::PingReply{.sequence = 1, .rtt = 1204ms}));
}

TEST(PingOutput, tellsSilenceRefusalsAndComplaints) {
    EXPECT_EQ(parsePingLine("no answer yet for icmp_seq=12", target4), PingLine(ops::PingSilence{12}));
    EXPECT_EQ(
        parsePingLine("From 192.0.2.1 icmp_seq=3 Destination Host Unreachable", target4),
        PingLine(ops::PingRefusal{.sequence = 3, .what = "Destination Host Unreachable, says 192.0.2.1"}));
    EXPECT_EQ(parsePingLine("From 2001:db8::ff icmp_seq=3 Destination unreachable: No route", target6),
              PingLine(ops::PingRefusal{.sequence = 3,
                                        .what = "Destination unreachable: No route, says 2001:db8::ff"}));
    EXPECT_EQ(parsePingLine("ping: connect: Network is unreachable", target4),
              PingLine(ops::PingComplaint{"connect: Network is unreachable"}));
    EXPECT_EQ(parsePingLine("/usr/bin/ping: sendmsg: Network is unreachable", target4),
              PingLine(ops::PingComplaint{"sendmsg: Network is unreachable"}));
}

TEST(PingOutput, takesNoDoubtfulReply) {
    for (const auto* line : {
             "64 bytes from 192.0.2.3: icmp_seq=7 ttl=60 time=1.23 ms",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms (DUP!)",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms (BAD CHECKSUM!)",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 (truncated)",
             "40 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms",
             "64 bytes from 192.0.2.2: icmp_seq=65536 ttl=60 time=1.23 ms",
             "64 bytes from 192.0.2.2: icmp_seq=-1 ttl=60 time=1.23 ms",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=nan ms",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=-1 ms",
             "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=9999999 ms",
             "64 bytes from nowhere: icmp_seq=7 ttl=60 time=1 ms",
             "no answer yet for icmp_seq=x",
             "From 192.0.2.1: icmp_seq=3 Redirect Host",
             "From nowhere icmp_seq=3 Destination Host Unreachable",
             "PING 192.0.2.2 (192.0.2.2) 56(84) bytes of data.",
             "--- 192.0.2.2 ping statistics ---",
             "",
         })
        EXPECT_EQ(parsePingLine(line, target4), PingLine{}) << line;
}

TEST(PingOutput, survivesEveryPrefixOfALine) {
    const std::string line = "64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms";
    for (std::size_t size = 0; size < line.size(); ++size)
        EXPECT_EQ(parsePingLine(line.substr(0, size), target4), PingLine{}) << size;
}
