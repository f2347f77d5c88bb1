#include "core/ops/setup/rc_conf.h"

#include <gtest/gtest.h>

using namespace understudy::ops;

namespace {

std::string valueOf(std::string_view text) {
    const auto found = findRcValue(text, "name");
    return !found ? "none" : (found->isPlain ? "" : "not plain: ") + found->value;
}

} // namespace

TEST(RcConf, TheLastAssignmentCounts) {
    EXPECT_EQ(valueOf("name=\"a\"\nname=\"b c\"\nother=\"d\"\n"), "b c");
    EXPECT_EQ(valueOf("  name='b' # why\n"), "b");
    EXPECT_EQ(valueOf("name=b; other=c"), "b");
    EXPECT_EQ(valueOf("name="), "");
    EXPECT_EQ(valueOf("#name=\"a\"\nnames=\"a\"\nmy_name=\"a\"\n"), "none");
    EXPECT_EQ(valueOf(""), "none");
}

TEST(RcConf, WhatAShellWouldExpandIsNotPlain) {
    EXPECT_EQ(valueOf("name=\"${name} b\"\n"), "not plain: ${name} b");
    EXPECT_EQ(valueOf("name='$b'\n"), "$b");
    EXPECT_EQ(valueOf("name=\"a\"'b'\n"), "not plain: a");
    EXPECT_EQ(valueOf("name=\"a\nb\"\n"), "not plain: \"a");
    EXPECT_EQ(valueOf("name=a\\ b\n"), "not plain: a\\");
}

TEST(RcConf, AValueIsSetInItsPlace) {
    EXPECT_EQ(withRcValue("a=1\nname='x' # why\nb=2\n", "name", "y z"), "a=1\nname=\"y z\" # why\nb=2\n");
    EXPECT_EQ(withRcValue("a=1", "name", "y"), "a=1\nname=\"y\"\n");
    EXPECT_EQ(withRcValue("", "name", "y"), "name=\"y\"\n");
    EXPECT_EQ(withRcValue("name=\"$a\"\n", "name", "y"), "name=\"$a\"\nname=\"y\"\n");
}
