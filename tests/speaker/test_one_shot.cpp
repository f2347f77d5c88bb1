#include "core/speaker/one_shot.h"

#include <optional>

#include <gtest/gtest.h>

#include "tests/speaker/loop.h"

namespace understudy::speaker {
namespace {

using namespace std::chrono_literals;

TEST(OneShot, CallsOnce) {
    test::Loop loop;
    int calls = 0;
    OneShot timer(loop.io);
    timer.after(1ms, [&] { ++calls; });
    loop.io.run();
    EXPECT_EQ(calls, 1);
}

TEST(OneShot, ForgetsAnEarlierSettingEvenIfThatWasDue) {
    test::Loop loop;
    std::string calls;
    OneShot timer(loop.io);
    timer.after(0ms, [&] { calls += "first"; });
    timer.after(0ms, [&] { calls += "second"; });
    loop.io.run();
    EXPECT_EQ(calls, "second");
}

TEST(OneShot, IsSilentOnceCancelledOrGone) {
    test::Loop loop;
    int calls = 0;
    OneShot cancelled(loop.io);
    std::optional<OneShot> gone(std::in_place, loop.io);
    cancelled.after(0ms, [&] { ++calls; });
    gone->after(0ms, [&] { ++calls; });
    cancelled.cancel();
    gone.reset();
    loop.io.run();
    EXPECT_EQ(calls, 0);
}

TEST(OneShot, MayBeSetAgainAndDestroyedByWhatItCalls) {
    test::Loop loop;
    int calls = 0;
    std::optional<OneShot> timer(std::in_place, loop.io);
    timer->after(0ms, [&] {
        ++calls;
        timer->after(0ms, [&] {
            ++calls;
            timer.reset();
        });
    });
    loop.io.run();
    EXPECT_EQ(calls, 2);
}

} // namespace
} // namespace understudy::speaker
