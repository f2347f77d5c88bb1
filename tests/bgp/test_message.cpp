#include "core/bgp/message.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/vectors.h"

using namespace understudy;
using namespace understudy::bgp;
using test::hex;

namespace {

const std::string marker = "ffffffffffffffffffffffffffffffff";

template <typename T>
T decodedAs(base::ByteView bytes, std::size_t limit = maxLength) {
    const auto outcome = decodeMessage(bytes, limit);
    EXPECT_TRUE(std::holds_alternative<Decoded>(outcome)) << test::toHex(bytes);
    if (!std::holds_alternative<Decoded>(outcome))
        return {};
    const auto& decoded = std::get<Decoded>(outcome);
    EXPECT_EQ(decoded.size, bytes.size());
    EXPECT_TRUE(std::holds_alternative<T>(decoded.message));
    const auto* message = std::get_if<T>(&decoded.message);
    return message ? *message : T{};
}

Notification refusalOf(base::ByteView bytes, std::size_t limit = maxLength) {
    const auto outcome = decodeMessage(bytes, limit);
    const auto* refusal = std::get_if<Refusal>(&outcome);
    EXPECT_NE(refusal, nullptr) << test::toHex(bytes);
    return refusal ? *refusal : Notification{ErrorCode{0}, 0};
}

template <typename T>
void isReadAndWritten(const std::string& rest, const T& message) {
    const auto bytes = hex(marker + rest);
    EXPECT_EQ(decodedAs<T>(bytes), message);
    EXPECT_EQ(test::toHex(encode(message)), test::toHex(bytes));
}

Capabilities multiprotocol(FamilySet families) {
    Capabilities capabilities;
    capabilities.multiprotocol = true;
    capabilities.families = families;
    return capabilities;
}

} // namespace

TEST(Message, keepaliveBothWays) {
    isReadAndWritten("0013 04", Keepalive{});
}

TEST(Message, notificationBothWays) {
    isReadAndWritten("0015 03 04 00", Notification{ErrorCode::HoldTimerExpired, 0});
    isReadAndWritten("001a 03 06 02 04 6d6f7665", cease(Cease::AdministrativeShutdown, "move"));
    isReadAndWritten("001a 03 06 09 06 02 02 6869",
                     hardReset(Notification{Cease::AdministrativeShutdown, hex("026869")}));
    isReadAndWritten("0017 03 02 01 0004", Notification{OpenError::UnsupportedVersion, hex("0004")});
}

TEST(Message, routeRefreshBothWays) {
    using Subtype = RouteRefresh::Subtype;
    isReadAndWritten("0017 05 0001 00 01", RouteRefresh{base::Family::V4, Subtype::Request});
    isReadAndWritten("0017 05 0002 01 01", RouteRefresh{base::Family::V6, Subtype::Begin});
    isReadAndWritten("0017 05 0002 02 01", RouteRefresh{base::Family::V6, Subtype::End});
    const auto strange = decodedAs<RouteRefresh>(hex(marker + "0017 05 4004 00 47"));
    EXPECT_EQ(strange.family(), std::nullopt);
}

TEST(Message, openBothWays) {
    isReadAndWritten("001d 01 04 0001 00b4 01010101 00", Open{1, 180, {0x01010101}, {}});
    isReadAndWritten("0025 01 04 0001 00b4 01010101 08 02 06 01 04 0001 00 01",
                     Open{1, 180, {0x01010101}, multiprotocol(base::Family::V4)});
    auto ours = multiprotocol(FamilySet::both());
    ours.routeRefresh = true;
    ours.extendedMessage = true;
    ours.gracefulRestart = GracefulRestart{true, false, 20, FamilySet::both(), base::Family::V6};
    ours.fourOctetAs = 4200000001;
    ours.enhancedRouteRefresh = true;
    isReadAndWritten("0043 01 04 5ba0 0009 c000026f 26 02 24 0104 00010001 0104 00020001 0200 0600"
                     "400a 8014 00010100 00020180 4104 fa56ea01 4600",
                     Open{asTrans, 9, {0xc000026f}, ours});
}

TEST(Message, aStreamIsCutWhereMessagesEnd) {
    const auto keepalive = encode(Keepalive{});
    const auto refresh = encode(RouteRefresh{base::Family::V4, RouteRefresh::Subtype::Request});
    const auto stream = test::joined({keepalive, refresh, keepalive});
    const auto first = decodeMessage(stream);
    ASSERT_TRUE(std::holds_alternative<Decoded>(first));
    EXPECT_EQ(std::get<Decoded>(first).size, keepalive.size());
    const auto second = decodeMessage(base::ByteView{stream}.subspan(keepalive.size()));
    EXPECT_EQ(std::get<Decoded>(second).size, refresh.size());
}

TEST(Message, aHeaderThatIsWrongIsRefusedBeforeItsBodyArrives) {
    EXPECT_EQ(refusalOf(hex("fffe")), Notification{HeaderError::NotSynchronized});
    EXPECT_EQ(refusalOf(hex("fffffffffffffffffffffffffffffffe 0013 04")),
              Notification{HeaderError::NotSynchronized});
    EXPECT_EQ(refusalOf(hex(marker + "0012 04")), Notification(HeaderError::BadLength, hex("0012")));
    EXPECT_EQ(refusalOf(hex(marker + "1001 02")), Notification(HeaderError::BadLength, hex("1001")));
    EXPECT_EQ(refusalOf(hex(marker + "0014 04")), Notification(HeaderError::BadLength, hex("0014")));
    EXPECT_EQ(refusalOf(hex(marker + "001c 01")), Notification(HeaderError::BadLength, hex("001c")));
    EXPECT_EQ(refusalOf(hex(marker + "0016 02")), Notification(HeaderError::BadLength, hex("0016")));
    EXPECT_EQ(refusalOf(hex(marker + "0014 03")), Notification(HeaderError::BadLength, hex("0014")));
    EXPECT_EQ(refusalOf(hex(marker + "0013 06")), Notification(HeaderError::BadType, hex("06")));
    EXPECT_EQ(refusalOf(hex(marker + "0013 00")), Notification(HeaderError::BadType, hex("00")));
}

TEST(Message, extendedLengthIsForUpdatesOfSessionsThatAgreedOnIt) {
    const auto update = hex(marker + "1001 02");
    EXPECT_TRUE(std::holds_alternative<NeedMore>(decodeMessage(update, maxExtendedLength)));
    EXPECT_EQ(refusalOf(hex(marker + "1001 01"), maxExtendedLength),
              Notification(HeaderError::BadLength, hex("1001")));
}

TEST(Message, refreshOfWrongLengthIsRefusedByItsSubtype) {
    const auto begin = hex(marker + "0018 05 0001 01 01 00");
    EXPECT_EQ(refusalOf(begin), Notification(RefreshError::InvalidLength, begin));
    EXPECT_EQ(refusalOf(hex(marker + "0018 05 0001 00 01 00")),
              Notification(HeaderError::BadLength, hex("0018")));
    EXPECT_EQ(refusalOf(hex(marker + "0013 05")), Notification(HeaderError::BadLength, hex("0013")));
}

TEST(Message, everyGoodVectorIsDecodedWhole) {
    for (const auto& vector : test::goodMessages()) {
        const auto outcome = decodeMessage(vector.bytes);
        ASSERT_TRUE(std::holds_alternative<Decoded>(outcome)) << vector.name;
        EXPECT_EQ(std::get<Decoded>(outcome).size, vector.bytes.size()) << vector.name;
    }
}

TEST(Message, dataOfANotificationIsCutToTheLongestMessage) {
    const Notification huge{UpdateError::OptionalAttribute, base::Bytes(70000, 1)};
    EXPECT_EQ(encode(huge).size(), maxLength);
    EXPECT_EQ(decodedAs<Notification>(encode(huge)).data.size(), maxLength - 21);
}
