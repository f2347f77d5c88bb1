#include "core/ops/node/node_clock.h"

#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;
using namespace std::chrono_literals;

namespace {

const base::SteadyTime sent{100s};
const base::SteadyTime answered{101s};
/// The node's clock is a thousand seconds ahead.
const NodeClock ahead{1000s, 2ms};

} // namespace

TEST(NodeClock, aChangeIsDatedByTheNodesOwnClock) {
    const auto moment = whenChanged("understudy-times 1100500000000 1100504000000\n", ahead, sent, answered);
    EXPECT_EQ(moment.at, base::SteadyTime{100502ms});
    EXPECT_EQ(moment.error, 4ms);
}

TEST(NodeClock, withoutItTheMomentIsBetweenSendingAndAnswer) {
    for (const auto* output : {"", "understudy-times 5 N\n", "understudy-times 1100504000000 1100500000000\n",
                               "understudy-times 99999999999999999999 1\n"}) {
        const auto moment = whenChanged(output, ahead, sent, answered);
        EXPECT_EQ(moment.at, sent + 500ms) << output;
        EXPECT_EQ(moment.error, 500ms);
    }
    EXPECT_EQ(
        whenChanged("understudy-times 1100500000000 1100504000000\n", std::nullopt, sent, answered).error,
        500ms);
}

TEST(NodeClock, aClockThatWasSetIsNotBelieved) {
    EXPECT_EQ(whenChanged("understudy-times 1300500000000 1300504000000\n", ahead, sent, answered).error,
              500ms);
}
