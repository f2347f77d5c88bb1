#include "core/bgp/notification.h"

#include <gtest/gtest.h>

#include "tests/support/bgp/hex.h"

using namespace understudy;
using namespace understudy::bgp;
using test::hex;

namespace {

Notification shutdown(std::string_view data) {
    return Notification{Cease::AdministrativeShutdown, hex(data)};
}

} // namespace

TEST(Notification, saysWhatHappenedInWords) {
    EXPECT_EQ(describe(Notification{ErrorCode::HoldTimerExpired, 0}), "Hold timer expired");
    EXPECT_EQ(describe(Notification{OpenError::BadPeerAs}), "OPEN message error: bad peer AS");
    EXPECT_EQ(describe(cease(Cease::AdministrativeReset, "new filter")),
              "Cease: administrative reset: \"new filter\"");
    EXPECT_EQ(describe(hardReset(cease(Cease::AdministrativeShutdown, "rack 4"))),
              "Cease: hard reset: Cease: administrative shutdown: \"rack 4\"");
    EXPECT_EQ(describe(Notification{ErrorCode{99}, 7}), "Error 99: subcode 7");
    EXPECT_EQ(describe(Notification{ErrorCode::Cease, 200}), "Cease: subcode 200");
}

TEST(Notification, aPeersTextReachesNobodyUnsanitized) {
    EXPECT_EQ(shutdownCommunication(shutdown("05 61 0a 1b 62 ff")), "a??b?");
    EXPECT_EQ(shutdownCommunication(shutdown("03 e2 82 ac")), "\u20ac");
    EXPECT_EQ(describe(shutdown("04 0d 0a 30 30")), "Cease: administrative shutdown: \"??00\"");
}

TEST(Notification, aCommunicationOfTheWrongLengthIsNone) {
    EXPECT_EQ(shutdownCommunication(shutdown("")), std::nullopt);
    EXPECT_EQ(shutdownCommunication(shutdown("00")), std::nullopt);
    EXPECT_EQ(shutdownCommunication(shutdown("04 616161")), std::nullopt);
    EXPECT_EQ(shutdownCommunication(shutdown("ff 616161")), std::nullopt);
    EXPECT_EQ(shutdownCommunication(Notification{Cease::ConnectionRejected, hex("01 61")}), std::nullopt);
    EXPECT_EQ(shutdownCommunication(shutdown("01 61 62")), "a") << "what follows is passed over";
}

TEST(Notification, ourCommunicationIsCutBetweenCharacters) {
    std::string text(254, 'a');
    text += "\u20ac";
    const auto notification = cease(Cease::AdministrativeShutdown, text);
    EXPECT_EQ(notification.data.size(), 255u);
    EXPECT_EQ(notification.data.front(), 254);
    EXPECT_TRUE(cease(Cease::AdministrativeShutdown).data.empty());
}

TEST(Notification, aHardResetUnwrapsToWhatItWraps) {
    const auto inside = cease(Cease::AdministrativeShutdown, "x");
    EXPECT_EQ(insideHardReset(hardReset(inside)), inside);
    EXPECT_EQ(insideHardReset(inside), std::nullopt);
    EXPECT_EQ(insideHardReset(Notification{Cease::HardReset, hex("06")}), std::nullopt);
}

TEST(Notification, hardResetsInsideOneAnotherAreNotFollowed) {
    auto nested = cease(Cease::AdministrativeShutdown);
    for (int i = 0; i < 2000; ++i)
        nested = hardReset(nested);
    EXPECT_EQ(describe(nested), "Cease: hard reset");
}
