// Measurements of made-up rehearsals in virtual time, where the true gap is known.
#include "core/cluster/rehearsal_measure.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/cluster/small_cluster.h"
#include "tests/support/bgp/property.h"

using namespace understudy;
using namespace understudy::cluster;
using namespace understudy::cluster::test;
using std::chrono::nanoseconds;

namespace {

constexpr auto interval = 20ms;

/// Requests over 20 s, unanswered from `darkFrom` to `darkTo`; the first one is sent `phase` after start.
std::vector<Sample> probe(base::SteadyTime darkFrom, base::SteadyTime darkTo, nanoseconds phase = 0ms) {
    std::vector<Sample> samples;
    for (base::SteadyTime at = start + phase; at < start + 20s; at += interval) {
        const bool dark = at >= darkFrom && at < darkTo;
        samples.push_back(
            {at, samples.size(), dark ? 0ms : 1ms, dark ? SampleKind::Lost : SampleKind::Answered});
    }
    return samples;
}

StepWindow window(base::SteadyTime change, base::SteadyTime until) {
    return {{change, 1ms, std::nullopt}, until, interval};
}

/// Counters of a node that receives every request from `from` on, read every half second.
std::vector<EchoReading> readings(std::size_t node, base::SteadyTime from, base::SteadyTime to) {
    std::vector<EchoReading> result;
    for (base::SteadyTime at = start; at < start + 20s; at += 500ms) {
        const auto until = std::min(at, to);
        const auto count = until > from ? static_cast<std::uint64_t>((until - from) / interval) : 0u;
        result.push_back({node, at, {1000 + count, 5}});
    }
    return result;
}

} // namespace

TEST(RehearsalMeasure, aGapIsExactToOneIntervalEitherSide) {
    EXPECT_TRUE(understudy::test::holds("gap within one interval", [] {
        const auto phase = nanoseconds{*rc::gen::inRange<std::int64_t>(0, 20'000'000)};
        const auto length = nanoseconds{*rc::gen::inRange<std::int64_t>(1, 8'000'000'000)};
        const auto change = start + 5s + nanoseconds{*rc::gen::inRange<std::int64_t>(0, 20'000'000)};
        const auto samples = probe(change, change + length, phase);
        const auto measured = measure(window(change, start + 15s), samples, false);
        RC_ASSERT(std::chrono::abs(measured.gap - length) <= measured.gapError);
        RC_ASSERT(measured.gapError == interval);
        RC_ASSERT(!measured.darkAtEnd);
    }));
}

TEST(RehearsalMeasure, withoutALossThereIsNoGap) {
    const auto measured = measure(window(start + 5s, start + 10s), probe({}, {}), false);
    EXPECT_EQ(measured.gap, 0ns);
    EXPECT_EQ(measured.sent, 251u);
    EXPECT_EQ(measured.lost, 0u);
    EXPECT_EQ(measured.rttBefore, 1ms);
}

TEST(RehearsalMeasure, lossesOutsideTheWindowAreOtherSteps) {
    const auto samples = probe(start + 2s, start + 3s);
    EXPECT_EQ(measure(window(start + 5s, start + 10s), samples, false).lost, 0u);
}

TEST(RehearsalMeasure, outOfTheDarkTheGapCountsFromTheChange) {
    const auto samples = probe(start + 1s, start + 6s);
    const auto measured = measure(window(start + 5s, start + 10s), samples, true);
    EXPECT_LE(std::chrono::abs(measured.gap - 1s), measured.gapError);
    EXPECT_FALSE(measured.darkAtEnd);
}

TEST(RehearsalMeasure, whatIsDarkAtTheEndIsSaidToBe) {
    const auto measured = measure(window(start + 5s, start + 10s), probe(start + 5s, start + 30s), false);
    EXPECT_TRUE(measured.darkAtEnd);
    EXPECT_LE(std::chrono::abs(measured.gap - 5s), interval);
}

TEST(RehearsalMeasure, aLateReplyIsCountedButIsNoLoss) {
    auto samples = probe({}, {});
    samples[300].kind = SampleKind::Late;
    const auto measured = measure(window(start + 5s, start + 10s), samples, false);
    EXPECT_EQ(measured.late, 1u);
    EXPECT_EQ(measured.gap, 0ns);
}

TEST(RehearsalMeasure, countersTellWhoTookOverAndWhen) {
    EXPECT_TRUE(understudy::test::holds("take-over within two intervals", [] {
        const auto change = start + 5s + nanoseconds{*rc::gen::inRange<std::int64_t>(0, 500'000'000)};
        const auto moved = change + nanoseconds{*rc::gen::inRange<std::int64_t>(0, 4'000'000'000)};
        auto all = readings(0, start - 1s, change);
        const auto heir = readings(1, moved, start + 20s);
        all.insert(all.end(), heir.begin(), heir.end());
        const auto step = window(change, start + 12s);
        auto measured = measure(step, probe(change, moved), false);
        addTakeover(measured, step, all, base::Family::V4);
        RC_ASSERT(measured.takeoverBy == std::optional<std::size_t>{1});
        RC_ASSERT(measured.takeoverAfter.has_value());
        RC_ASSERT(std::chrono::abs(*measured.takeoverAfter - (moved - change)) <= 2 * interval);
        auto other = measure(step, probe(change, moved), false);
        addTakeover(other, step, all, base::Family::V6);
        RC_ASSERT(!other.takeoverBy);
    }));
}

TEST(RehearsalMeasure, whoServedAllAlongDidNotTakeOver) {
    const auto step = window(start + 5s, start + 12s);
    auto measured = measure(step, probe({}, {}), false);
    addTakeover(measured, step, readings(0, start - 1s, start + 20s), base::Family::V4);
    EXPECT_EQ(measured.takeoverBy, 0u);
    EXPECT_EQ(measured.takeoverAfter, std::nullopt);
}
