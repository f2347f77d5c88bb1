#include "core/bird/commands.h"

#include <gtest/gtest.h>

using namespace understudy::bird;

TEST(Commands, areBuiltFromNames) {
    EXPECT_EQ(showProtocolAll("vultr"), "show protocols all vultr");
    EXPECT_EQ(showRouteExport("vultr6"), "show route export vultr6 all");
    EXPECT_EQ(exportCount("_v4"), "show route export _v4 count");
    EXPECT_EQ(protocolCommand(ProtocolAction::Enable, "vultr"), "enable vultr");
    EXPECT_EQ(protocolCommand(ProtocolAction::Disable, "vultr"), "disable vultr");
    EXPECT_EQ(protocolCommand(ProtocolAction::Restart, "vultr"), "restart vultr");
}

TEST(Commands, quoteNamesThatBirdWantsQuoted) {
    EXPECT_EQ(showProtocolAll("my-peer.a:1"), "show protocols all 'my-peer.a:1'");
    EXPECT_EQ(symbol("4to6"), "'4to6'");
}

TEST(Commands, refuseNamesThatCouldBeMoreThanAName) {
    for (const std::string name : {"", "a b", "a\nconfigure", "a;down", "a'", "'a'", "\"a\"", "a\"", "a*",
                                   "$(x)", "a\\", "v\xc3\xa9", "a\r", "a\t"})
        EXPECT_FALSE(symbol(name).has_value()) << name;
    EXPECT_FALSE(symbol(std::string("a\0b", 3)).has_value());
}

TEST(Commands, refuseNamesOverBirdsLimit) {
    EXPECT_TRUE(symbol(std::string(64, 'a')).has_value());
    EXPECT_FALSE(symbol(std::string(65, 'a')).has_value());
}
