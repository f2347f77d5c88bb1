#include "core/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace understudy::base;
using testing::ElementsAre;

TEST(Text, splitsIntoWordsAndLines) {
    EXPECT_THAT(words("  a\tbc  d "), ElementsAre("a", "bc", "d"));
    EXPECT_TRUE(words(" \t").empty());
    EXPECT_THAT(lines("a\r\nb\n\nc"), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(lines("a\n"), ElementsAre("a"));
}

TEST(Text, sanitizesWhatCouldDeceive) {
    EXPECT_EQ(sanitized("plain \xc3\xa9"), "plain \xc3\xa9");
    EXPECT_EQ(sanitized("a\x1b[2Jb\n"), "a?[2Jb?");
    EXPECT_EQ(sanitized("\xff\xc3"), "??");
    EXPECT_EQ(sanitized("\xc0\xaf"), "??");
    EXPECT_EQ(sanitized("\xed\xa0\x80"), "???");
    EXPECT_EQ(sanitized("a\u202Eb"), "a?b");
    EXPECT_EQ(sanitized(std::string_view{"a\0b", 3}), "a?b");
}

TEST(Text, cutsOnlyBetweenCharacters) {
    EXPECT_EQ(sanitized("ab\xc3\xa9", 3), "ab");
    EXPECT_EQ(sanitized("ab\xc3\xa9", 4), "ab\xc3\xa9");
}

TEST(Text, readsWholeNumbersOnly) {
    EXPECT_EQ(toNumber<int>("42"), 42);
    EXPECT_EQ(toNumber<unsigned>("4294967296"), std::nullopt);
    EXPECT_EQ(toNumber<int>("42 "), std::nullopt);
    EXPECT_EQ(toNumber<int>(""), std::nullopt);
}

TEST(Text, fitsPatternsOfStarsAndQuestionMarks) {
    for (const auto* pattern : {"dummy1", "dummy?", "d*1", "*", "dummy1*", "**y*", "?????1"})
        EXPECT_TRUE(fitsPattern("dummy1", pattern)) << pattern;
    for (const auto* pattern : {"", "dummy", "dummy1?", "*2", "d?1", "Dummy1"})
        EXPECT_FALSE(fitsPattern("dummy1", pattern)) << pattern;
    EXPECT_TRUE(fitsPattern("", "*") && fitsPattern("", "") && !fitsPattern("", "?"));
}

TEST(Text, isDoneWithAPatternOfManyStarsSoon) {
    std::string pattern;
    for (int i = 0; i < 10000; ++i)
        pattern += "*a";
    EXPECT_FALSE(fitsPattern("aaaaaaaaaaaaaaab", pattern));
}
