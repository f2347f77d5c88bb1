#include "core/speaker/health.h"

#include <gtest/gtest.h>

namespace understudy::speaker {
namespace {

TEST(Health, IsUnknownAndNotHealthyBeforeTheFirstResult) {
    const Health health(2, 3);
    EXPECT_FALSE(health.known());
    EXPECT_FALSE(health.healthy());
}

TEST(Health, IsDecidedByTheFirstResultAlone) {
    Health good(2, 3);
    EXPECT_TRUE(good.add(true));
    EXPECT_TRUE(good.healthy());
    Health bad(2, 3);
    EXPECT_TRUE(bad.add(false));
    EXPECT_TRUE(bad.known());
    EXPECT_FALSE(bad.healthy());
}

TEST(Health, FallsAfterSoManyFailuresInARowOnly) {
    Health health(2, 3);
    health.add(true);
    EXPECT_FALSE(health.add(false));
    EXPECT_FALSE(health.add(false));
    EXPECT_FALSE(health.add(true)); // not in a row
    EXPECT_FALSE(health.add(false));
    EXPECT_FALSE(health.add(false));
    EXPECT_TRUE(health.healthy());
    EXPECT_TRUE(health.add(false));
    EXPECT_FALSE(health.healthy());
}

TEST(Health, RisesAfterSoManySuccessesInARowOnly) {
    Health health(2, 1);
    health.add(false);
    EXPECT_FALSE(health.add(true));
    EXPECT_FALSE(health.add(false));
    EXPECT_FALSE(health.add(true));
    EXPECT_TRUE(health.add(true));
    EXPECT_TRUE(health.healthy());
}

} // namespace
} // namespace understudy::speaker
