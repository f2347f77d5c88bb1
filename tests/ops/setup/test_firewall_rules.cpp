#include "core/ops/setup/firewall_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;

namespace {

const auto neighbor4 = base::IpAddress::parse("169.254.169.254").value();
const auto neighbor6 = base::IpAddress::parse("2001:19f0:ffff::1").value();

std::string inputChain(const std::string& policy, const std::string& rules) {
    return "table inet filter {\n\tchain input {\n\t\ttype filter hook input priority 0; policy " + policy +
           ";\n" + rules +
           "\t}\n\tchain output {\n\t\ttype filter hook output priority 0; policy accept;\n\t}\n}\n";
}

Passage nft(const std::string& rules) {
    return passageOf(FirewallKind::Nftables, rules, neighbor4, "eth0");
}

} // namespace

TEST(FirewallRules, Nftables) {
    EXPECT_EQ(nft(inputChain("accept", "")), Passage::Open);
    EXPECT_EQ(nft(inputChain("drop", "\t\tct state established,related accept\n\t\ttcp dport 22 accept\n")),
              Passage::Closed);
    EXPECT_EQ(nft(inputChain("drop", "\t\ttcp dport 179 accept\n")), Passage::Open);
    EXPECT_EQ(nft(inputChain("drop", "\t\tip saddr 169.254.169.254 tcp dport 179 accept\n")), Passage::Open);
    EXPECT_EQ(nft(inputChain("drop", "\t\tip saddr 10.0.0.1 tcp dport 179 accept\n")), Passage::Closed);
    EXPECT_EQ(nft(inputChain("accept", "\t\ttcp dport 22 ip saddr != 192.0.2.100 drop\n")), Passage::Open);
    EXPECT_EQ(nft(inputChain("accept", "\t\ttcp dport 179 drop\n")), Passage::Closed);
    EXPECT_EQ(nft(inputChain("drop", "\t\ttcp dport { 22, 179 } accept\n")), Passage::Open);
    EXPECT_EQ(nft(inputChain("drop", "\t\ttcp dport 100-200 accept\n")), Passage::Open);
    EXPECT_EQ(nft(inputChain("drop", "\t\ttcp dport { 22, 80, 1000-2000 } accept\n")), Passage::Closed);
    EXPECT_EQ(nft(inputChain("drop", "\t\ttcp dport { 22, bgp } accept\n")), Passage::Unknown);
    EXPECT_EQ(nft(inputChain("accept", "\t\ttcp dport != 22 drop\n")), Passage::Unknown);
    EXPECT_EQ(nft(inputChain("drop", "\t\tip saddr @routers tcp dport 179 accept\n")), Passage::Unknown);
    EXPECT_EQ(nft(inputChain("drop", "\t\tct state new accept\n")), Passage::Unknown);
    EXPECT_EQ(
        nft(inputChain("drop", "\t\tmeta l4proto { icmp, ipv6-icmp } accept\n\t\tmeta l4proto udp accept\n")),
        Passage::Closed);
    EXPECT_EQ(nft(inputChain("drop", "\t\tmeta l4proto { icmp, tcp } accept\n")), Passage::Unknown);
    EXPECT_EQ(nft(inputChain("drop", "\t\tjump mine\n")), Passage::Unknown);
}

TEST(FirewallRules, NftablesOfTheOtherFamily) {
    constexpr const char* six =
        "table ip6 f {\n\tchain i {\n\t\ttype filter hook input priority 0; policy drop;\n"
        "\t}\n}\n";
    EXPECT_EQ(nft(six), Passage::Open);
    EXPECT_EQ(passageOf(FirewallKind::Nftables, six, neighbor6, "eth0"), Passage::Closed);
    EXPECT_THAT(inputChainsOf(six), testing::ElementsAre("ip6 f i"));
}

TEST(FirewallRules, WhatIsNotReadIsUnknown) {
    for (const auto kind : {FirewallKind::Iptables, FirewallKind::Ipfw})
        EXPECT_EQ(passageOf(kind, "", neighbor4, "eth0"), Passage::Unknown);
}
