#include "core/base/line_diff.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

#include "core/base/text.h"

using namespace understudy::base;

namespace {

std::string shown(std::string_view before, std::string_view after, std::size_t context = 1) {
    const auto oldLines = lines(before);
    const auto newLines = lines(after);
    std::string text;
    for (const auto& hunk : lineDiff(before, after, context)) {
        text += "@";
        for (const auto& line : hunk) {
            const bool added = line.kind == DiffLine::Kind::Added;
            text += added ? "+" : line.kind == DiffLine::Kind::Removed ? "-" : "=";
            text += added ? newLines[line.after] : oldLines[line.before];
        }
    }
    return text;
}

} // namespace

TEST(LineDiff, SaysNothingOfEqualTexts) {
    EXPECT_EQ(shown("a\nb\n", "a\nb\n"), "");
    EXPECT_EQ(shown("", ""), "");
}

TEST(LineDiff, ShowsWhatWasAddedRemovedAndChanged) {
    EXPECT_EQ(shown("", "a\nb\n"), "@+a+b");
    EXPECT_EQ(shown("a\nb\n", ""), "@-a-b");
    EXPECT_EQ(shown("a\nb\nc\n", "a\nx\nc\n"), "@=a-b+x=c");
    EXPECT_EQ(shown("a\nc\n", "a\nb\nc\n"), "@=a+b=c");
}

TEST(LineDiff, JoinsHunksThatTouchAndPartsOthers) {
    EXPECT_EQ(shown("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n"), "@-a+A=b@=d-e+E");
    EXPECT_EQ(shown("a\nb\nc\nd\ne\n", "A\nb\nc\nd\nE\n", 2), "@-a+A=b=c=d-e+E");
}

TEST(LineDiff, LeadsFromEveryTextToEveryOther) {
    std::mt19937 random(7);
    const auto text = [&] {
        std::string made;
        for (auto count = random() % 12; count > 0; --count)
            made += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
        return made;
    };
    for (int round = 0; round < 2000; ++round) {
        const auto before = text();
        const auto after = text();
        const auto oldLines = lines(before);
        const auto newLines = lines(after);
        std::string oldAgain;
        std::string newAgain;
        for (const auto& hunk : lineDiff(before, after, 100)) {
            for (const auto& line : hunk) {
                if (line.kind != DiffLine::Kind::Added)
                    oldAgain += std::string{oldLines.at(line.before)} + "\n";
                if (line.kind != DiffLine::Kind::Removed)
                    newAgain += std::string{newLines.at(line.after)} + "\n";
            }
        }
        if (before != after) {
            EXPECT_EQ(oldAgain, before);
            EXPECT_EQ(newAgain, after);
        }
    }
}
