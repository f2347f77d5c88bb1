#include "core/speaker/configuration.h"

#include <gtest/gtest.h>

using understudy::speaker::candidateFile;

TEST(CandidateFile, IsTheDaemonsOwnWhenNothingIsNamed) {
    EXPECT_EQ(*candidateFile("/etc/understudyd.conf", ""), "/etc/understudyd.conf");
}

TEST(CandidateFile, StandsBesideTheDaemonsOwn) {
    EXPECT_EQ(*candidateFile("/etc/understudyd.conf", "/etc/understudyd.conf.new"),
              "/etc/understudyd.conf.new");
    for (const auto* file : {"/etc/shadow", "/etc/understudyd.conf", "/etc/understudyd.conf.d/../shadow",
                             "/etc/understudyd.confx", "understudyd.conf.new"})
        EXPECT_FALSE(candidateFile("/etc/understudyd.conf", file)) << file;
}
