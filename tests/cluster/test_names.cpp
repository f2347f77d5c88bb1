#include "core/cluster/names.h"

#include <gtest/gtest.h>

using namespace understudy::cluster;

TEST(Names, refuseWhatAShellWouldRead) {
    for (const auto* hostile : {"dummy1; reboot", "$(reboot)", "`id`", "a b", "a\nb", "-x", "a'b", "a\"b",
                                "a|b", "a&b", "", "a/b", "../x", "a>b", "a*", "~"}) {
        EXPECT_FALSE(isInterfaceName(hostile)) << hostile;
        EXPECT_FALSE(isProtocolName(hostile)) << hostile;
        EXPECT_FALSE(isHostName(hostile)) << hostile;
        EXPECT_FALSE(isUserName(hostile)) << hostile;
        EXPECT_FALSE(isJumpList(hostile)) << hostile;
    }
}

TEST(Names, acceptWhatTheFieldUses) {
    EXPECT_TRUE(isInterfaceName("dummy1"));
    EXPECT_TRUE(isInterfaceName("eth0.100"));
    EXPECT_FALSE(isInterfaceName("sixteen-letters-"));
    EXPECT_TRUE(isProtocolName("vultr_6"));
    EXPECT_FALSE(isProtocolName("6vultr"));
    EXPECT_TRUE(isHostName("node-1.example.net"));
    EXPECT_TRUE(isHostName("2001:db8::1"));
    EXPECT_TRUE(isUserName("ops.team@corp"));
}

TEST(Names, readJumpListsAsSshDoes) {
    for (const auto* good : {"bastion", "ops@bastion", "bastion:2222", "ops@[2001:db8::1]:22", "a,b@c:1",
                             "[::1]", "2001:db8::1"})
        EXPECT_TRUE(isJumpList(good)) << good;
    for (const auto* bad :
         {"a,,b", "bastion:0", "bastion:99999", "@bastion", "bastion:", "[::1", "a,", "a b"})
        EXPECT_FALSE(isJumpList(bad)) << bad;
}

TEST(Names, displayNamesHideNothing) {
    EXPECT_TRUE(isDisplayName("web-ams \xc3\xa9"));
    EXPECT_FALSE(isDisplayName(" padded"));
    EXPECT_FALSE(isDisplayName("two\nlines"));
    EXPECT_FALSE(isDisplayName(std::string(65, 'x')));
}
