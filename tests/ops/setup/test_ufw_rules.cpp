#include "core/ops/setup/ufw_rules.h"

#include <string>

#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;

namespace {

const auto neighbor4 = base::IpAddress::parse("169.254.169.254").value();
const auto neighbor6 = base::IpAddress::parse("2001:19f0:ffff::1").value();

/// As ufw 0.36.2 prints it: the incoming rules of IPv4, then those of IPv6, then the others.
std::string status(const std::string& rules, const std::string& byDefault = "deny") {
    return "Status: active\nLogging: on (low)\nDefault: " + byDefault +
           " (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n\n"
           "To                         Action      From\n"
           "--                         ------      ----\n" +
           rules + "\n";
}

Passage four(const std::string& rules) {
    return ufwPassage(status(rules), neighbor4);
}

Passage six(const std::string& rules) {
    return ufwPassage(status(rules), neighbor6);
}

} // namespace

TEST(UfwRules, WithoutAnyTheDefaultDecides) {
    EXPECT_EQ(four("22/tcp                     ALLOW IN    Anywhere                  \n"
                   "22/tcp (v6)                ALLOW IN    Anywhere (v6)             \n"),
              Passage::Closed);
    EXPECT_EQ(ufwPassage(status("", "allow"), neighbor4), Passage::Open);
    EXPECT_EQ(ufwPassage(status("", "reject"), neighbor4), Passage::Closed);
    // With no rules the table's head is missing, too.
    EXPECT_EQ(
        ufwPassage("Status: active\nLogging: on (low)\n"
                   "Default: deny (incoming), allow (outgoing), disabled (routed)\nNew profiles: skip\n",
                   neighbor4),
        Passage::Closed);
}

TEST(UfwRules, WhatIsNotUnderstoodIsUnknown) {
    EXPECT_EQ(ufwPassage("", neighbor4), Passage::Unknown);
    EXPECT_EQ(ufwPassage(status("", "perhaps"), neighbor4), Passage::Unknown);
    EXPECT_EQ(four("something else\n"), Passage::Unknown);
    EXPECT_EQ(four("Nginx Full                 ALLOW IN    Anywhere\n"), Passage::Unknown);
    EXPECT_EQ(four("/tcp                       ALLOW IN    Anywhere\n"), Passage::Unknown);
    EXPECT_EQ(four("179/tcp                    ALLOW IN    somebody\n"), Passage::Unknown);
    EXPECT_EQ(four("179/tcp                    ALLOW IN    \n"), Passage::Unknown);
    EXPECT_EQ(four("179/tcp                    LIMIT IN    Anywhere\n"), Passage::Unknown);
    EXPECT_EQ(four("22,bgp/tcp                 ALLOW IN    Anywhere\n"), Passage::Unknown);
}

TEST(UfwRules, TheNeighborsOwnRule) {
    const std::string opened = "179/tcp                    ALLOW IN    169.254.169.254           \n"
                               "179/tcp                    DENY IN     Anywhere                  \n"
                               "179/tcp                    ALLOW IN    2001:19f0:ffff::1         \n"
                               "179/tcp (v6)               DENY IN     Anywhere (v6)             \n";
    EXPECT_EQ(four(opened), Passage::Open);
    EXPECT_EQ(six(opened), Passage::Open);
    EXPECT_EQ(six("179/tcp                    ALLOW IN    169.254.169.254           \n"), Passage::Closed);
    EXPECT_EQ(four("179/tcp                    ALLOW IN    169.254.169.25            \n"), Passage::Closed);
    EXPECT_EQ(four("179/tcp                    DENY IN     Anywhere                  \n"
                   "179/tcp                    ALLOW IN    169.254.169.254           \n"),
              Passage::Closed);
}

TEST(UfwRules, OfOneFamily) {
    EXPECT_EQ(four("179/tcp                    ALLOW IN    Anywhere                  \n"), Passage::Open);
    EXPECT_EQ(six("179/tcp                    ALLOW IN    Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(four("179/tcp (v6)               ALLOW IN    Anywhere (v6)             \n"), Passage::Closed);
    EXPECT_EQ(six("179/tcp (v6)               ALLOW IN    Anywhere (v6)             \n"), Passage::Open);
    EXPECT_EQ(six("443 (v6)                   ALLOW IN    Anywhere (v6)              (log)\n"),
              Passage::Closed);
    EXPECT_EQ(four("22/tcp                     ALLOW IN    Anywhere                   # of (v6)\n"
                   "179/tcp                    ALLOW IN    Anywhere                   # a # b (v6)\n"),
              Passage::Open);
}

TEST(UfwRules, OfOtherDirections) {
    EXPECT_EQ(four("179/tcp                    ALLOW OUT   Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(four("Anywhere on eth2           ALLOW FWD   Anywhere on eth1          \n"), Passage::Closed);
}

TEST(UfwRules, ListsAndRangesOfPorts) {
    EXPECT_EQ(four("22,100:200/tcp             ALLOW IN    Anywhere                  \n"), Passage::Open);
    EXPECT_EQ(four("22,80:90/tcp               ALLOW IN    Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(four("179                        ALLOW IN    Anywhere                  \n"), Passage::Open);
    EXPECT_EQ(four("179/udp                    ALLOW IN    Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(four("100:200/tcp                DENY IN     Anywhere                  \n"
                   "179/tcp                    ALLOW IN    Anywhere                  \n"),
              Passage::Closed);
    EXPECT_EQ(four("22,100:200/tcp             LIMIT IN    Anywhere                   # a # b (v6)\n"),
              Passage::Unknown);
    EXPECT_EQ(four("22/tcp (OpenSSH)           LIMIT IN    Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(six("22/tcp (OpenSSH (v6))      ALLOW IN    Anywhere (v6)             \n"), Passage::Closed);
}

TEST(UfwRules, OfAnyPort) {
    EXPECT_EQ(four("Anywhere                   ALLOW IN    169.254.0.0/16            \n"), Passage::Open);
    EXPECT_EQ(four("Anywhere                   ALLOW IN    10.0.0.0/8                \n"), Passage::Closed);
    EXPECT_EQ(four("Anywhere                   ALLOW IN    10.0.0.1/esp              \n"), Passage::Unknown);
    EXPECT_EQ(four("Anywhere                   ALLOW IN    1024/tcp                  \n"), Passage::Unknown);
    EXPECT_EQ(six("Anywhere (v6)              ALLOW IN    2001:19f0::/32/tcp        \n"), Passage::Open);
    EXPECT_EQ(six("Anywhere (v6)              ALLOW IN    2001:db8::/32/tcp         \n"), Passage::Closed);
}

TEST(UfwRules, OfOneInterfaceOrAddressMayBeMeant) {
    EXPECT_EQ(four("179/tcp on eth0            ALLOW IN    Anywhere                  \n"), Passage::Unknown);
    EXPECT_EQ(six("179/tcp (v6) on eth0       ALLOW IN    Anywhere (v6)             \n"), Passage::Unknown);
    EXPECT_EQ(four("192.0.2.111 179/tcp        ALLOW IN    Anywhere                  \n"), Passage::Unknown);
    EXPECT_EQ(four("192.0.2.111 80/tcp         ALLOW IN    Anywhere                  \n"), Passage::Closed);
    EXPECT_EQ(four("192.0.2.111 179/tcp        REJECT IN   169.254.0.0/16 1024/tcp   \n"), Passage::Closed);
    EXPECT_EQ(four("192.0.2.111 179/tcp        REJECT IN   Anywhere                  \n"
                   "179/tcp                    ALLOW IN    Anywhere                  \n"),
              Passage::Unknown);
}
