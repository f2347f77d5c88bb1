#include "core/ops/json_locator.h"

#include <gtest/gtest.h>

using understudy::ops::lineOfValue;

namespace {

constexpr std::string_view text = R"({
  "a": 1,
  "b": { "x": [1,
               {"deep": "}],{"},
               3] },
  "c\"q": "multi",
  "d":
    null
})";

} // namespace

TEST(JsonLocator, findsTheLineOfAValue) {
    EXPECT_EQ(lineOfValue(text, ""), 1u);
    EXPECT_EQ(lineOfValue(text, "/a"), 2u);
    EXPECT_EQ(lineOfValue(text, "/b/x/0"), 3u);
    EXPECT_EQ(lineOfValue(text, "/b/x/1/deep"), 4u);
    EXPECT_EQ(lineOfValue(text, "/b/x/2"), 5u);
    EXPECT_EQ(lineOfValue(text, "/d"), 8u);
}

TEST(JsonLocator, stopsAtTheInnermostValueThatExists) {
    EXPECT_EQ(lineOfValue(text, "/b/y/z"), 3u);
    EXPECT_EQ(lineOfValue(text, "/b/x/9"), 3u);
    EXPECT_EQ(lineOfValue(text, "/nosuch"), 1u);
    EXPECT_EQ(lineOfValue("[]", "/0"), 1u);
    EXPECT_EQ(lineOfValue("7", "/a"), 1u);
}
