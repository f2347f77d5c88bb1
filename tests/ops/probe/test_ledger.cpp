#include "core/ops/probe/ledger.h"

#include <gmock/gmock.h>

using namespace understudy;
using namespace std::chrono_literals;
using base::SteadyTime;
using cluster::SampleKind;
using ops::Ledger;
using testing::IsEmpty;

namespace {

constexpr SteadyTime start{1h};

} // namespace

TEST(Ledger, countsRequestsFromItsFirstSequence) {
    Ledger ledger(1s, 40);
    EXPECT_EQ(ledger.sent(start).sequence, 40U);
    EXPECT_EQ(ledger.notSent(start + 1ms).sequence, 41U);
    EXPECT_EQ(ledger.nextSequence(), 42U);
}

TEST(Ledger, tellsRepliesInTimeFromLateOnes) {
    Ledger ledger(1s);
    ledger.sent(start);
    ledger.sent(start);
    EXPECT_EQ(ledger.answered(0, 1s)->kind, SampleKind::Answered);
    EXPECT_EQ(ledger.answered(1, 1s + 1ns)->kind, SampleKind::Late);
}

TEST(Ledger, ignoresTheSecondReply) {
    Ledger ledger(1s);
    ledger.sent(start);
    EXPECT_TRUE(ledger.answered(0, 1ms));
    EXPECT_FALSE(ledger.answered(0, 2ms));
    EXPECT_FALSE(ledger.unreachable(0));
}

TEST(Ledger, ignoresARequestThatNeverWas) {
    Ledger ledger(1s, 5);
    ledger.sent(start);
    EXPECT_FALSE(ledger.answered(4, 1ms));
    EXPECT_FALSE(ledger.answered(6, 1ms));
    EXPECT_FALSE(ledger.unreachable(6));
}

TEST(Ledger, losesARequestAtItsTimeout) {
    Ledger ledger(1s);
    EXPECT_EQ(ledger.nextExpiry(), std::nullopt);
    ledger.sent(start);
    ledger.sent(start + 100ms);
    ledger.answered(0, 1ms);
    EXPECT_EQ(ledger.nextExpiry(), start + 1100ms);
    EXPECT_THAT(ledger.expire(start + 1099ms), IsEmpty());
    const auto expired = ledger.expire(start + 1100ms);
    ASSERT_EQ(expired.size(), 1U);
    EXPECT_EQ(expired[0].sequence, 1U);
    EXPECT_EQ(expired[0].kind, SampleKind::Lost);
    EXPECT_EQ(ledger.nextExpiry(), std::nullopt);
}

TEST(Ledger, takesALateReplyToALostRequest) {
    Ledger ledger(1s);
    ledger.sent(start);
    ledger.expire(start + 1s);
    const auto late = ledger.answered(0, 30s);
    ASSERT_TRUE(late);
    EXPECT_EQ(late->kind, SampleKind::Late);
    EXPECT_EQ(late->rtt, 30s);
}

TEST(Ledger, forgetsARequestAMinuteAfterItWasSent) {
    Ledger ledger(1s);
    ledger.sent(start);
    ledger.expire(start + 1s);
    ledger.expire(start + 60s + 1ns);
    EXPECT_EQ(ledger.sentAt(0), std::nullopt);
    EXPECT_FALSE(ledger.answered(0, 59s));
}

TEST(Ledger, explainsALossByAnErrorThatCameAfterTheTimeout) {
    Ledger ledger(1s);
    ledger.sent(start);
    ledger.expire(start + 1s);
    EXPECT_EQ(ledger.unreachable(0)->kind, SampleKind::Unreachable);
    EXPECT_FALSE(ledger.unreachable(0));
}

TEST(Ledger, believesAReplyMoreThanAnError) {
    Ledger ledger(1s);
    ledger.sent(start);
    ledger.unreachable(0);
    EXPECT_EQ(ledger.answered(0, 5ms)->kind, SampleKind::Answered);
}

TEST(Ledger, findsTheNewestRequestWithTheseSixteenBits) {
    Ledger ledger(1s, 0x2fffd);
    EXPECT_EQ(ledger.sequenceFrom16(0), std::nullopt);
    for (int i = 0; i < 6; ++i)
        ledger.sent(start);
    EXPECT_EQ(ledger.sequenceFrom16(0xfffd), 0x2fffdU);
    EXPECT_EQ(ledger.sequenceFrom16(0xffff), 0x2ffffU);
    EXPECT_EQ(ledger.sequenceFrom16(0x0002), 0x30002U);
    EXPECT_EQ(ledger.sequenceFrom16(0x0003), std::nullopt);
    EXPECT_EQ(ledger.sequenceFrom16(0xfffc), std::nullopt);
}
