#include "core/ops/setup/pf_rules.h"

#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;

namespace {

const auto neighbor4 = base::IpAddress::parse("169.254.169.254").value();
const auto neighbor6 = base::IpAddress::parse("2001:19f0:ffff::1").value();

Passage v4(const std::string& rules) {
    return pfPassage(rules, neighbor4, "vtnet0");
}

} // namespace

TEST(PfRules, WithoutAnyEverythingPasses) {
    EXPECT_EQ(v4(""), Passage::Open);
    EXPECT_EQ(v4("scrub in all fragment reassemble\npass out all flags S/SA keep state\n"), Passage::Open);
}

TEST(PfRules, TheLastThatMatchesDecides) {
    EXPECT_EQ(v4("block drop in all\npass out all flags S/SA keep state\n"), Passage::Closed);
    EXPECT_EQ(v4("block drop in all\npass in proto tcp from any to any port = bgp flags S/SA keep state\n"),
              Passage::Open);
    EXPECT_EQ(v4("pass in proto tcp from any to any port = bgp\nblock drop in all\n"), Passage::Closed);
    EXPECT_EQ(v4("block drop all\npass all flags S/SA keep state\n"), Passage::Open);
}

TEST(PfRules, UnlessAnEarlierOneIsQuick) {
    EXPECT_EQ(v4("pass in quick proto tcp from 169.254.169.254 to any port = bgp\nblock drop in all\n"),
              Passage::Open);
    EXPECT_EQ(v4("block return in quick inet proto tcp from any to any port = bgp\npass all\n"),
              Passage::Closed);
}

TEST(PfRules, ARuleForOthersIsNone) {
    for (const auto* rule :
         {"pass in proto tcp from 10.0.0.0/8 to any port = bgp",
          "pass in inet6 proto tcp from any to any port = bgp",
          "pass in proto udp from any to any port = bgp", "pass out quick all",
          "pass in proto tcp from any to any port = ssh", "pass in proto tcp from any to any port 1000:2000",
          "pass in on vtnet1 all", "pass quick on lo0 all flags S/SA", "match in all scrub (no-df)"})
        EXPECT_EQ(v4(std::string{"block drop in all\n"} + rule + "\n"), Passage::Closed) << rule;
}

TEST(PfRules, TheDeviceAndTheFamilyCount) {
    const std::string rules =
        "block drop in all\npass in on vtnet0 inet6 proto tcp from 2001:19f0:ffff::/48 to any "
        "port 100:200 flags S/SA keep state\n";
    EXPECT_EQ(pfPassage(rules, neighbor6, "vtnet0"), Passage::Open);
    EXPECT_EQ(pfPassage(rules, neighbor6, "vtnet1"), Passage::Closed);
    EXPECT_EQ(pfPassage(rules, neighbor6, ""), Passage::Unknown);
    EXPECT_EQ(pfPassage(rules, neighbor4, "vtnet0"), Passage::Closed);
}

TEST(PfRules, WhatIsNotUnderstoodIsUnknown) {
    for (const auto* rule :
         {"pass in proto tcp from <routers> to any port = bgp",
          "pass in proto tcp from any to (vtnet0) port = bgp",
          "pass in proto tcp from ! 10.0.0.0/8 to any port = bgp", "pass in on egress all",
          "pass in on ! vtnet1 all", "pass in proto tcp from any to any port != ssh",
          "pass in proto tcp from any port = bgp to any port = bgp", "anchor \"others/*\" all",
          "pass in quick proto tcp from any to any port = bgp user = 0",
          "pass in proto tcp from any to any port"})
        EXPECT_EQ(v4(std::string{"block drop in all\n"} + rule + "\n"), Passage::Unknown) << rule;
}

TEST(PfRules, NewOnesComeAheadOfWhatFilters) {
    EXPECT_EQ(
        withPfRules(
            "set skip on lo0\nnat on vtnet0 from any to any \\\n  -> (vtnet0)\n\nblock in all\npass out\n",
            {"pass in quick A", "pass in quick B"}),
        "set skip on lo0\nnat on vtnet0 from any to any \\\n  -> (vtnet0)\n\npass in quick A\npass in quick "
        "B\n"
        "block in all\npass out\n");
    EXPECT_EQ(withPfRules("set skip on lo0", {"pass in quick A"}), "set skip on lo0\npass in quick A\n");
    EXPECT_EQ(withPfRules("table <t> { 10.0.0.1, \\\nblock }\n", {"pass A"}),
              "table <t> { 10.0.0.1, \\\nblock }\npass A\n");
}
