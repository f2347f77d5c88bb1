#include <gtest/gtest.h>

#include "core/bird/show_status.h"
#include "core/bird/time_format.h"
#include "views.h"

namespace understudy::bird {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using test::at;

const base::WallTime time = at("19:04:03.007") + microseconds{450};

std::string shown(const TimeFormat& format, std::chrono::nanoseconds age = std::chrono::seconds{5}) {
    const test::TimeZone utc("UTC0");
    return formatTime(time, time + age, format);
}

TEST(TimeFormat, ShowsTheIsoFormatsOfBird) {
    EXPECT_EQ(shown(isoShort(0)), "19:04:03");
    EXPECT_EQ(shown(isoShort(3)), "19:04:03.007");
    EXPECT_EQ(shown(isoShort(6)), "19:04:03.007450");
    EXPECT_EQ(shown(isoLong(0)), "2026-11-23 19:04:03");
    EXPECT_EQ(shown(isoLong(3)), "2026-11-23 19:04:03.007");
    EXPECT_EQ(shown(isoLong(6)), "2026-11-23 19:04:03.007450");
}

TEST(TimeFormat, ShowsTheDateAfterTwentyHours) {
    EXPECT_EQ(shown(isoShort(3), hours{20} - microseconds{1}), "19:04:03.007");
    EXPECT_EQ(shown(isoShort(3), hours{20}), "2026-11-23");
    EXPECT_EQ(shown(isoLong(3), hours{20'000}), "2026-11-23 19:04:03.007");
}

TEST(TimeFormat, IsLocalTime) {
    const test::TimeZone zone("XYZ-5:30");
    EXPECT_EQ(formatTime(time, time, isoLong(0)), "2026-11-24 00:34:03");
}

TEST(TimeFormat, FillsInFractionsOfEveryLength) {
    EXPECT_EQ(
        shown({.recent = "%S.%1f %S.%6f %f %7f %%f %%3f", .limit = std::nullopt, .old = {}}).substr(0, 22),
        "03.0 03.007450 007450 ");
    EXPECT_EQ(shown({.recent = "%%f %%3f", .limit = std::nullopt, .old = {}}), "%f %3f");
}

TEST(TimeFormat, ShowsNoTimeThatDoesNotFit) {
    EXPECT_EQ(shown({.recent = std::string(200, 'x'), .limit = std::nullopt, .old = {}}), "<error>");
    EXPECT_EQ(shown({.recent = "", .limit = std::nullopt, .old = {}}), "<error>");
}

TEST(TimeFormat, PrefersTheConnectionsThenTheConfigurationsThenBirdsOwn) {
    TimeFormats configured;
    configured.protocol = isoLong(0);
    const auto fromFile = shownTimes(configured, std::nullopt);
    EXPECT_EQ(fromFile.protocol, isoLong(0));
    EXPECT_EQ(fromFile.route, isoShort(3));
    EXPECT_EQ(fromFile.base, isoLong(3));
    const auto fromConnection = shownTimes(configured, isoLong(6));
    EXPECT_EQ(fromConnection.protocol, isoLong(6));
    EXPECT_EQ(fromConnection.route, isoLong(6));
    EXPECT_EQ(fromConnection.base, isoLong(6));
}

TEST(TimeFormat, IsReadBackAsTheAgeItHad) {
    const test::TimeZone utc("UTC0");
    const auto now = time + hours{3};
    for (const auto& format : {isoShort(3), isoLong(3), isoLong(6)})
        EXPECT_EQ(ageOf(formatTime(time, now, format), formatTime(now, now, isoLong(3))), hours{3});
}

} // namespace
} // namespace understudy::bird
