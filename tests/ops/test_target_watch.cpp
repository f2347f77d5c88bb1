#include "core/ops/target_watch.h"

#include <gtest/gtest.h>

using namespace understudy;
using namespace std::chrono_literals;
using cluster::EventKind;
using cluster::Sample;
using cluster::SampleKind;

namespace {

const base::SteadyTime start{1h};

/// Sends one request every 100 ms.
class Play {
public:
    std::vector<cluster::Event> settle(SampleKind kind, int count) {
        std::vector<cluster::Event> events;
        for (int i = 0; i < count; ++i) {
            m_now = start + 100ms * m_sequence;
            for (auto& event : watch.add(Sample{m_now, m_sequence++, 80us, kind}, m_now, {}))
                events.push_back(event);
        }
        return events;
    }
    base::SteadyTime now() const { return m_now; }

    ops::TargetWatch watch{"192.0.2.2/32", 100ms};

private:
    std::uint64_t m_sequence = 0;
    base::SteadyTime m_now = start;
};

} // namespace

TEST(TargetWatch, knowsNothingBeforeTheFirstReply) {
    const Play play;
    EXPECT_EQ(play.watch.state(start).reachable, std::nullopt);
    EXPECT_EQ(play.watch.state(start).lost10min, std::nullopt);
}

TEST(TargetWatch, tellsAnOutageWithItsLengthAndError) {
    Play play;
    EXPECT_TRUE(play.settle(SampleKind::Answered, 10).empty());
    EXPECT_EQ(play.watch.state(play.now()).reachable, true);
    const auto began = play.settle(SampleKind::Lost, 5);
    ASSERT_EQ(began.size(), 1u);
    EXPECT_EQ(began[0].kind, EventKind::Unreachable);
    EXPECT_EQ(play.watch.state(play.now()).reachable, false);
    const auto ended = play.settle(SampleKind::Answered, 1);
    ASSERT_EQ(ended.size(), 1u);
    EXPECT_EQ(ended[0].kind, EventKind::ReachableAgain);
    EXPECT_EQ(ended[0].detail, "500 100");
    const auto state = play.watch.state(play.now());
    EXPECT_EQ(state.medianRtt, 80us);
    EXPECT_DOUBLE_EQ(state.lost10min.value(), 5.0 / 15.0);
}

TEST(TargetWatch, aProbeThatFellSilentKnowsNothing) {
    Play play;
    play.settle(SampleKind::Answered, 10);
    EXPECT_EQ(play.watch.state(play.now() + 10s).reachable, std::nullopt);
}

TEST(TargetWatch, saysWhyThereIsNoProbe) {
    ops::TargetWatch watch{"192.0.2.2/32", 100ms};
    watch.setError("not permitted");
    EXPECT_EQ(watch.state(start).error, "not permitted");
}
