#include "core/cluster/outage.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <random>
#include <string_view>

#include <gmock/gmock.h>

using namespace understudy::cluster;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using understudy::base::SteadyTime;

namespace {

constexpr nanoseconds interval = 100ms;

SteadyTime atSlot(std::uint64_t sequence) {
    return SteadyTime{1h} + interval * static_cast<std::int64_t>(sequence);
}

Sample sample(std::uint64_t sequence, SampleKind kind, nanoseconds rtt = 1ms) {
    return {
        .sentAt = atSlot(sequence), .sequence = sequence, .rtt = gotReply(kind) ? rtt : 0ns, .kind = kind};
}

SampleKind kindOf(char letter) {
    switch (letter) {
    case '!':
        return SampleKind::Answered;
    case 'l':
        return SampleKind::Late;
    case 'x':
        return SampleKind::Lost;
    case 'u':
        return SampleKind::Unreachable;
    case 'n':
        return SampleKind::NotSent;
    default:
        return SampleKind::Pending;
    }
}

/// One sample a letter, an interval apart: ! answered, l late, x lost, u unreachable, n not sent, . pending.
std::vector<Sample> samples(std::string_view letters) {
    std::vector<Sample> result;
    for (const char letter : letters)
        result.push_back(sample(result.size(), kindOf(letter)));
    return result;
}

Outage outage(std::uint64_t from, std::uint64_t to, std::uint64_t lost) {
    return {.from = atSlot(from), .to = atSlot(to), .lost = lost};
}

Outage openOutage(std::uint64_t from, std::uint64_t to, std::uint64_t lost) {
    return {.from = atSlot(from), .to = atSlot(to), .lost = lost, .open = true};
}

std::vector<Outage> outagesOf(std::string_view letters) {
    return summarize(samples(letters), interval).outages;
}

OutageChange began(const Outage& what) {
    return {OutageChange::What::Began, what};
}
OutageChange ended(const Outage& what) {
    return {OutageChange::What::Ended, what};
}

/// The outages that have ended.
std::vector<Outage> ended(const std::vector<OutageChange>& changes) {
    std::vector<Outage> result;
    for (const auto& change : changes) {
        if (change.what == OutageChange::What::Ended)
            result.push_back(change.outage);
    }
    return result;
}

} // namespace

TEST(Outages, runFromTheFirstUnansweredRequestToTheNextAnsweredOne) {
    EXPECT_THAT(outagesOf("!!xxx!!"), ElementsAre(outage(2, 5, 3)));
    EXPECT_THAT(outagesOf("x!"), ElementsAre(outage(0, 1, 1)));
    EXPECT_THAT(outagesOf("!x!xx!"), ElementsAre(outage(1, 2, 1), outage(3, 5, 2)));
}

TEST(Outages, areNoneWithoutALoss) {
    EXPECT_THAT(outagesOf(""), IsEmpty());
    EXPECT_THAT(outagesOf("!!!"), IsEmpty());
    EXPECT_THAT(outagesOf("..."), IsEmpty());
}

TEST(Outages, stayOpenUntilAReplyComes) {
    EXPECT_THAT(outagesOf("!xx"), ElementsAre(openOutage(1, 3, 2)));
    EXPECT_THAT(outagesOf("!xx.."), ElementsAre(openOutage(1, 3, 2)));
}

TEST(Outages, endWithALateReplyAsWithAnyOther) {
    EXPECT_THAT(outagesOf("!xlx!"), ElementsAre(outage(1, 2, 1), outage(3, 4, 1)));
    EXPECT_THAT(outagesOf("lll"), IsEmpty());
}

TEST(Outages, countUnreachableAndNotSentAsLostAndTellTheLatterApart) {
    auto expected = outage(1, 5, 4);
    expected.notSent = 2;
    EXPECT_THAT(outagesOf("!xunn!"), ElementsAre(expected));
}

TEST(Outages, spanAGapInTheSequence) {
    const std::vector<Sample> gap{sample(0, SampleKind::Answered), sample(1, SampleKind::Lost),
                                  sample(9, SampleKind::Lost), sample(10, SampleKind::Answered)};
    EXPECT_THAT(summarize(gap, interval).outages, ElementsAre(outage(1, 10, 2)));
}

TEST(Summary, countsEachKindAndLeavesPendingOnesOut) {
    const auto summary = summarize(samples("!!lxun."), interval);
    EXPECT_EQ(summary.sent, 6U);
    EXPECT_EQ(summary.received, 3U);
    EXPECT_EQ(summary.late, 1U);
    EXPECT_EQ(summary.lost, 3U);
    EXPECT_EQ(summary.unreachable, 1U);
    EXPECT_EQ(summary.notSent, 1U);
}

TEST(Summary, takesRttsOfRepliesInTimeOnly) {
    const std::vector<Sample> mixed{sample(0, SampleKind::Answered, 3ms),
                                    sample(1, SampleKind::Answered, 1ms), sample(2, SampleKind::Late, 5s),
                                    sample(3, SampleKind::Answered, 2ms)};
    const auto summary = summarize(mixed, interval);
    EXPECT_EQ(summary.rttMin, 1ms);
    EXPECT_EQ(summary.rttMedian, 2ms);
    EXPECT_EQ(summary.rttP95, 3ms);
    EXPECT_EQ(summary.rttMax, 3ms);
    EXPECT_EQ(summarize(samples("lx"), interval).rttMax, 0ns);
}

TEST(Percentile, isTheNearestRank) {
    const std::vector<nanoseconds> five{15ns, 20ns, 35ns, 40ns, 50ns};
    EXPECT_EQ(percentile(five, 5), 15ns);
    EXPECT_EQ(percentile(five, 30), 20ns);
    EXPECT_EQ(percentile(five, 40), 20ns);
    EXPECT_EQ(percentile(five, 50), 35ns);
    EXPECT_EQ(percentile(five, 100), 50ns);
    EXPECT_EQ(percentile(std::vector<nanoseconds>{7ns}, 1), 7ns);
}

TEST(OutageTracker, tellsTheBeginningAndTheEnd) {
    OutageTracker tracker(interval);
    EXPECT_EQ(tracker.reachable(), std::nullopt);
    EXPECT_THAT(tracker.add(sample(0, SampleKind::Answered)), IsEmpty());
    EXPECT_EQ(tracker.reachable(), true);
    EXPECT_THAT(tracker.add(sample(1, SampleKind::Lost)), ElementsAre(began(openOutage(1, 2, 1))));
    EXPECT_EQ(tracker.reachable(), false);
    EXPECT_EQ(tracker.since(), atSlot(1));
    EXPECT_THAT(tracker.add(sample(2, SampleKind::Lost)), IsEmpty());
    EXPECT_EQ(tracker.openOutage(), openOutage(1, 3, 2));
    EXPECT_THAT(tracker.add(sample(3, SampleKind::Answered)), ElementsAre(ended(outage(1, 3, 2))));
    EXPECT_EQ(tracker.reachable(), true);
    EXPECT_EQ(tracker.since(), atSlot(3));
    EXPECT_EQ(tracker.openOutage(), std::nullopt);
}

TEST(OutageTracker, waitsForEarlierRequestsBeforeItJudges) {
    OutageTracker tracker(interval);
    for (const auto& pending : samples("..."))
        tracker.add(pending);
    EXPECT_THAT(tracker.add(sample(2, SampleKind::Answered)), IsEmpty());
    EXPECT_THAT(tracker.add(sample(0, SampleKind::Answered)), IsEmpty());
    EXPECT_THAT(tracker.add(sample(1, SampleKind::Lost)),
                ElementsAre(began(openOutage(1, 2, 1)), ended(outage(1, 2, 1))));
}

TEST(OutageTracker, isReachableAgainWithTheFirstReplyEvenWhileEarlierRequestsArePending) {
    OutageTracker tracker(interval);
    for (const auto& pending : samples("..."))
        tracker.add(pending);
    tracker.add(sample(0, SampleKind::Lost));
    EXPECT_EQ(tracker.reachable(), false);
    EXPECT_THAT(tracker.add(sample(2, SampleKind::Answered)), IsEmpty());
    EXPECT_EQ(tracker.reachable(), true);
    EXPECT_THAT(tracker.add(sample(1, SampleKind::Lost)), ElementsAre(ended(outage(0, 2, 2))));
    EXPECT_EQ(tracker.reachable(), true);
}

TEST(OutageTracker, withdrawsAnOutageWhoseOnlyRequestWasAnsweredLate) {
    OutageTracker tracker(interval);
    tracker.add(sample(0, SampleKind::Lost));
    const auto changes = tracker.add(sample(0, SampleKind::Late));
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].what, OutageChange::What::Withdrawn);
    EXPECT_EQ(changes[0].outage.lost, 0U);
    EXPECT_EQ(tracker.openOutage(), std::nullopt);
    EXPECT_EQ(tracker.reachable(), true);
}

TEST(OutageTracker, splitsTheOpenOutageAtALateReply) {
    OutageTracker tracker(interval);
    for (const auto& lost : samples("xxnx"))
        tracker.add(lost);
    auto rest = openOutage(2, 4, 2);
    rest.notSent = 1;
    EXPECT_THAT(tracker.add(sample(1, SampleKind::Late)), ElementsAre(ended(outage(0, 1, 1)), began(rest)));
    EXPECT_EQ(tracker.openOutage(), rest);
    EXPECT_EQ(tracker.reachable(), false);
}

TEST(OutageTracker, movesTheBeginningWhenTheFirstReplyWasLate) {
    OutageTracker tracker(interval);
    for (const auto& lost : samples("xx"))
        tracker.add(lost);
    EXPECT_THAT(tracker.add(sample(0, SampleKind::Late)), IsEmpty());
    EXPECT_EQ(tracker.openOutage(), openOutage(1, 2, 1));
}

TEST(OutageTracker, leavesAnOutageThatHasEndedAsItIs) {
    OutageTracker tracker(interval);
    for (const auto& settled : samples("!xx!"))
        tracker.add(settled);
    EXPECT_THAT(tracker.add(sample(1, SampleKind::Late)), IsEmpty());
    EXPECT_EQ(tracker.reachable(), true);
}

TEST(OutageTracker, doesNotWaitForeverForARequestThatNeverSettles) {
    OutageTracker tracker(interval);
    tracker.add(sample(0, SampleKind::Pending));
    tracker.add(sample(1, SampleKind::Lost));
    EXPECT_EQ(tracker.openOutage(), std::nullopt);
    tracker.add(sample(602, SampleKind::Answered));
    EXPECT_EQ(tracker.openOutage(), std::nullopt);
    tracker.add(sample(603, SampleKind::Lost));
    EXPECT_EQ(tracker.openOutage(), openOutage(603, 604, 1));
}

class RandomSamples : public testing::TestWithParam<unsigned> {
protected:
    std::vector<Sample> draw() {
        std::vector<Sample> drawn;
        const auto count = m_random() % 200;
        bool up = true;
        for (std::uint64_t i = 0; i < count; ++i) {
            if (m_random() % 10 == 0)
                up = !up;
            const auto lost = std::array{SampleKind::Lost, SampleKind::Unreachable, SampleKind::NotSent};
            drawn.push_back(sample(i, up ? SampleKind::Answered : lost[m_random() % lost.size()],
                                   nanoseconds{1 + m_random() % 1000}));
        }
        return drawn;
    }

    std::mt19937 m_random{GetParam()};
};

TEST_P(RandomSamples, areAllCountedAndEveryLossIsInOneOutage) {
    const auto drawn = draw();
    const auto summary = summarize(drawn, interval);
    EXPECT_EQ(summary.sent, drawn.size());
    EXPECT_EQ(summary.sent, summary.received + summary.lost);
    std::uint64_t lost = 0;
    for (std::size_t i = 0; i < summary.outages.size(); ++i) {
        const auto& found = summary.outages[i];
        lost += found.lost;
        EXPECT_EQ(found.to - found.from, interval * static_cast<std::int64_t>(found.lost));
        EXPECT_EQ(found.open, i + 1 == summary.outages.size() && isLost(drawn.back().kind));
    }
    EXPECT_EQ(lost, summary.lost);
    EXPECT_LE(summary.rttMin, summary.rttMedian);
    EXPECT_LE(summary.rttMedian, summary.rttP95);
    EXPECT_LE(summary.rttP95, summary.rttMax);
}

TEST_P(RandomSamples, giveTheTrackerTheSameOutagesInWhateverOrderTheySettle) {
    const auto drawn = draw();
    const auto summary = summarize(drawn, interval);
    OutageTracker tracker(interval);
    for (auto pending : drawn) {
        pending.kind = SampleKind::Pending;
        tracker.add(pending);
    }
    auto shuffled = drawn;
    std::ranges::shuffle(shuffled, m_random);
    std::vector<OutageChange> changes;
    for (const auto& settled : shuffled)
        std::ranges::copy(tracker.add(settled), std::back_inserter(changes));

    auto found = ended(changes);
    if (tracker.openOutage())
        found.push_back(*tracker.openOutage());
    EXPECT_EQ(found, summary.outages);
    const auto last = drawn.empty() ? std::nullopt : std::optional(gotReply(drawn.back().kind));
    EXPECT_EQ(tracker.reachable(), last);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomSamples, testing::Range(0U, 50U));
