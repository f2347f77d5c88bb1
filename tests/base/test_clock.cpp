#include "core/base/clock.h"

#include <gtest/gtest.h>

using namespace understudy::base;

TEST(Iso8601, writesUtcWithMilliseconds) {
    EXPECT_EQ(toIso8601(WallTime{}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(toIso8601(WallTime{std::chrono::milliseconds{1'767'323'045'678}}), "2026-01-02T03:04:05.678Z");
    EXPECT_EQ(toIso8601(WallTime{std::chrono::nanoseconds{-1}}), "1969-12-31T23:59:59.999Z");
}

TEST(Iso8601, readsWhatItWrites) {
    for (const auto ms : {0LL, 1'767'323'045'678LL, 951'782'400'000LL, 4'102'444'799'999LL}) {
        const WallTime time{std::chrono::milliseconds{ms}};
        EXPECT_EQ(fromIso8601(toIso8601(time)), time);
    }
}

TEST(Iso8601, refusesAnythingElse) {
    for (const auto* text :
         {"", "2026-01-02", "2026-02-30T03:04:05.678Z", "2026-01-02T24:04:05.678Z",
          "2026-01-02T03:04:05.678z", "2026-01-02 03:04:05.678Z", "2026-01-02T03:04:05.678Z "})
        EXPECT_EQ(fromIso8601(text), std::nullopt) << text;
}
