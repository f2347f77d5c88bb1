#include "core/ops/sample_ring.h"

#include <algorithm>
#include <random>

#include <gmock/gmock.h>

using namespace understudy;
using namespace std::chrono_literals;
using base::SteadyTime;
using cluster::Sample;
using cluster::SampleKind;
using ops::Column;
using ops::SampleRing;
using std::chrono::nanoseconds;

namespace {

constexpr nanoseconds interval = 100ms;
constexpr SteadyTime start{5h + 123'456'789ns};

SteadyTime atSlot(std::uint64_t sequence) {
    return start + interval * static_cast<std::int64_t>(sequence);
}

Sample sample(std::uint64_t sequence, SampleKind kind, nanoseconds rtt = 0ns) {
    return {.sentAt = atSlot(sequence), .sequence = sequence, .rtt = rtt, .kind = kind};
}

/// Any sample that a probe can have had.
Sample randomSample(std::uint64_t sequence, std::mt19937& random) {
    const auto kind = static_cast<SampleKind>(random() % 6);
    return sample(sequence, kind, cluster::gotReply(kind) ? nanoseconds{1 + random()} : 0ns);
}

/// What SampleRing::columns() promises, computed sample by sample.
std::vector<Column> columnsOneByOne(const SampleRing& ring, SteadyTime from, SteadyTime to,
                                    std::size_t count) {
    std::vector<Column> columns(count);
    std::vector<double> totals(count);
    const auto width = static_cast<double>((to - from).count()) / static_cast<double>(count);
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Sample one = ring.at(i);
        if (one.sentAt < from || one.sentAt >= to)
            continue;
        std::size_t column = 0;
        while (column + 1 < count && (one.sentAt - from).count() >=
                                         static_cast<std::int64_t>(width * static_cast<double>(column + 1)))
            ++column;
        Column& into = columns[column];
        into.lost += cluster::isLost(one.kind);
        into.late += one.kind == SampleKind::Late;
        if (!cluster::gotReply(one.kind))
            continue;
        const auto ms = static_cast<float>(static_cast<double>(one.rtt.count()) / 1e6);
        into.minMs = into.answered == 0 ? ms : std::min(into.minMs, ms);
        into.maxMs = std::max(into.maxMs, ms);
        totals[column] += static_cast<double>(one.rtt.count()) / 1e6;
        ++into.answered;
        into.meanMs = static_cast<float>(totals[column] / into.answered);
    }
    return columns;
}

void expectSame(const std::vector<Column>& found, const std::vector<Column>& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ(found[i].answered, expected[i].answered);
        EXPECT_EQ(found[i].lost, expected[i].lost);
        EXPECT_EQ(found[i].late, expected[i].late);
        EXPECT_FLOAT_EQ(found[i].minMs, expected[i].minMs);
        EXPECT_FLOAT_EQ(found[i].maxMs, expected[i].maxMs);
        EXPECT_FLOAT_EQ(found[i].meanMs, expected[i].meanMs);
    }
}

} // namespace

TEST(SampleRing, keepsSamplesToTheNanosecond) {
    SampleRing ring(10);
    const Sample late{.sentAt = SteadyTime{nanoseconds{987'654'321'123'456'789}},
                      .sequence = 77,
                      .rtt = 59'999'999'999ns,
                      .kind = SampleKind::Late};
    ring.put(late);
    ASSERT_EQ(ring.size(), 1U);
    EXPECT_EQ(ring.at(0), late);
}

TEST(SampleRing, replacesASampleThatSettles) {
    SampleRing ring(10);
    ring.put(sample(0, SampleKind::Pending));
    ring.put(sample(1, SampleKind::Pending));
    ring.put(sample(0, SampleKind::Lost));
    ring.put(sample(0, SampleKind::Late, 2s));
    ASSERT_EQ(ring.size(), 2U);
    EXPECT_EQ(ring.at(0), sample(0, SampleKind::Late, 2s));
    EXPECT_EQ(ring.at(1), sample(1, SampleKind::Pending));
}

TEST(SampleRing, dropsTheOldestWhenFull) {
    SampleRing ring(3);
    for (std::uint64_t i = 0; i < 5; ++i)
        ring.put(sample(i, SampleKind::Answered, 1ms));
    ASSERT_EQ(ring.size(), 3U);
    EXPECT_EQ(ring.at(0).sequence, 2U);
    EXPECT_EQ(ring.at(2).sequence, 4U);
}

TEST(SampleRing, ignoresASampleItNeverHadOrNoLongerHas) {
    SampleRing ring(2);
    for (const std::uint64_t sequence : {0U, 1U, 5U})
        ring.put(sample(sequence, SampleKind::Pending));
    ring.put(sample(0, SampleKind::Lost));
    ring.put(sample(3, SampleKind::Lost));
    ASSERT_EQ(ring.size(), 2U);
    EXPECT_EQ(ring.at(0), sample(1, SampleKind::Pending));
    EXPECT_EQ(ring.at(1), sample(5, SampleKind::Pending));
}

TEST(SampleRing, remembersSequencesBeyondTheBitsItKeeps) {
    SampleRing ring(4);
    const std::uint64_t high = (std::uint64_t{3} << 28) - 2;
    for (std::uint64_t i = 0; i < 4; ++i)
        ring.put({.sentAt = atSlot(i), .sequence = high + i, .rtt = {}, .kind = SampleKind::Pending});
    ring.put({.sentAt = atSlot(1), .sequence = high + 1, .rtt = {}, .kind = SampleKind::Lost});
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(ring.at(i).sequence, high + i);
    EXPECT_EQ(ring.at(1).kind, SampleKind::Lost);
}

TEST(SampleRing, forgetsEverythingWhenCleared) {
    SampleRing ring(100);
    for (std::uint64_t i = 0; i < 150; ++i)
        ring.put(sample(i, SampleKind::Lost));
    ring.clear();
    EXPECT_EQ(ring.size(), 0U);
    ring.put(sample(0, SampleKind::Answered, 1ms));
    EXPECT_EQ(ring.at(0).sequence, 0U);
    EXPECT_EQ(ring.columns(start, atSlot(1), 1)[0].lost, 0U);
}

TEST(SampleRing, findsTheFirstSampleFromATimeOn) {
    SampleRing ring(10);
    EXPECT_EQ(ring.lowerBound(start), 0U);
    for (std::uint64_t i = 0; i < 4; ++i)
        ring.put(sample(i, SampleKind::Pending));
    EXPECT_EQ(ring.lowerBound(SteadyTime::min()), 0U);
    EXPECT_EQ(ring.lowerBound(atSlot(2)), 2U);
    EXPECT_EQ(ring.lowerBound(atSlot(2) + 1ns), 3U);
    EXPECT_EQ(ring.lowerBound(SteadyTime::max()), 4U);
}

TEST(SampleRing, givesTheSamplesOfATime) {
    SampleRing ring(10);
    for (std::uint64_t i = 0; i < 6; ++i)
        ring.put(sample(i, SampleKind::Pending));
    const auto between = ring.between(atSlot(2), atSlot(4));
    ASSERT_EQ(between.size(), 2U);
    EXPECT_EQ(between[0].sequence, 2U);
    EXPECT_EQ(between[1].sequence, 3U);
}

TEST(SampleRing, showsEmptyColumnsWhereNothingWasSent) {
    SampleRing ring(10);
    ring.put(sample(0, SampleKind::Answered, 4ms));
    const auto columns = ring.columns(start - interval, start + interval * 2, 3);
    EXPECT_EQ(columns[0].answered + columns[0].lost, 0U);
    EXPECT_EQ(columns[1].answered, 1U);
    EXPECT_FLOAT_EQ(columns[1].meanMs, 4);
    EXPECT_EQ(columns[2].answered + columns[2].lost, 0U);
}

class RandomRing : public testing::TestWithParam<unsigned> {};

TEST_P(RandomRing, givesTheColumnsThatItsSamplesAmountTo) {
    std::mt19937 random{GetParam()};
    SampleRing ring(1 + random() % 700);
    std::uint64_t sequence = 0;
    for (unsigned i = 0; i < 1500; ++i) {
        sequence += random() % 20 == 0 ? 1 + random() % 100 : 1;
        ring.put(sample(sequence, SampleKind::Pending));
        ring.put(randomSample(sequence - std::min<std::uint64_t>(sequence, random() % 40), random));
    }
    const auto last = ring.at(ring.size() - 1).sentAt;
    const auto first = ring.at(0).sentAt;
    for (const std::size_t count : {std::size_t{1}, std::size_t{7}, std::size_t{100}, std::size_t{3000}}) {
        expectSame(ring.columns(first, last, count), columnsOneByOne(ring, first, last, count));
        expectSame(ring.columns(first - 3s, last + 7s, count),
                   columnsOneByOne(ring, first - 3s, last + 7s, count));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomRing, testing::Range(0U, 10U));
