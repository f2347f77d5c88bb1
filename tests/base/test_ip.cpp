#include "core/base/ip.h"

#include <gtest/gtest.h>

using namespace understudy::base;

namespace {

std::string canonical(std::string_view text) {
    const auto address = IpAddress::parse(text);
    return address ? address->toString() : "error: " + address.error().what;
}

} // namespace

TEST(IpAddress, readsAndWritesCanonicalText) {
    EXPECT_EQ(canonical("192.0.2.2"), "192.0.2.2");
    EXPECT_EQ(canonical("2001:0db8:2222::1"), "2001:db8:2222::1");
    EXPECT_EQ(canonical("2001:DB8:0:0:1:0:0:1"), "2001:db8::1:0:0:1");
    EXPECT_EQ(canonical("::"), "::");
    EXPECT_EQ(canonical("::1"), "::1");
    EXPECT_EQ(canonical("1::"), "1::");
    EXPECT_EQ(canonical("1:0:2:3:4:5:6:7"), "1:0:2:3:4:5:6:7");
    EXPECT_EQ(canonical("::ffff:192.0.2.1"), "::ffff:192.0.2.1");
    EXPECT_EQ(canonical("64:ff9b::192.0.2.33"), "64:ff9b::c000:221");
    EXPECT_EQ(canonical("1:2:3:4:5:6:7::"), "1:2:3:4:5:6:7:0");
}

TEST(IpAddress, refusesWhatIsNoAddress) {
    for (const auto* text : {"",
                             "1.2.3",
                             "1.2.3.4.5",
                             "256.1.1.1",
                             "01.2.3.4",
                             "1.2.3.4 ",
                             "1..2.3",
                             ":::",
                             "1:::2",
                             "1:2:3:4:5:6:7:8:9",
                             "::1::",
                             "12345::",
                             "1:2:3:4:5:6:7",
                             "1:",
                             ":1",
                             "g::",
                             "::1.2.3",
                             "1.2.3.4::",
                             "fe80::1%eth0",
                             "-1.2.3.4",
                             "1:2:3:4:5:6:7:1.2.3.4"})
        EXPECT_FALSE(IpAddress::parse(text).has_value()) << text;
}

TEST(Prefix, keepsHostBitsAndKnowsItsNetwork) {
    const auto prefix = Prefix::parse("2001:db8:2222::1/64");
    ASSERT_TRUE(prefix);
    EXPECT_EQ(prefix->toString(), "2001:db8:2222::1/64");
    EXPECT_EQ(prefix->network().toString(), "2001:db8:2222::/64");
    EXPECT_EQ(Prefix::parse("10.255.255.255/9")->network().toString(), "10.128.0.0/9");
    EXPECT_EQ(Prefix::parse("192.0.2.2")->toString(), "192.0.2.2/32");
    EXPECT_EQ(Prefix::parse("0.0.0.0/0")->network().toString(), "0.0.0.0/0");
}

TEST(Prefix, containsAddressesOfItsFamilyOnly) {
    const auto v4 = *Prefix::parse("192.0.2.0/24");
    EXPECT_TRUE(v4.contains(*IpAddress::parse("192.0.2.255")));
    EXPECT_FALSE(v4.contains(*IpAddress::parse("192.0.3.0")));
    EXPECT_FALSE(Prefix::parse("::/0")->contains(*IpAddress::parse("192.0.2.1")));
}

TEST(Prefix, refusesBadLengths) {
    for (const auto* text :
         {"192.0.2.2/33", "192.0.2.2/", "192.0.2.2/-1", "192.0.2.2/01", "::/129", "/24", "x/24"})
        EXPECT_FALSE(Prefix::parse(text).has_value()) << text;
}
