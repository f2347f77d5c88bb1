#include "core/bgp/open.h"

#include <gtest/gtest.h>

#include "core/bgp/session.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/vectors.h"

using namespace understudy;
using namespace understudy::bgp;
using base::Family;
using test::hex;

namespace {

/// The body of an OPEN whose optional parameters, length included, are `parameters`.
base::Bytes body(std::string_view parameters) {
    return test::joined({hex("04 fbff 00f0 a9fea9fe"), hex(parameters)});
}

Capabilities capabilitiesOf(std::string_view parameters) {
    const auto open = decodeOpen(body(parameters));
    EXPECT_TRUE(open.has_value()) << parameters;
    return open ? open->capabilities : Capabilities{};
}

Notification refusalOf(std::string_view parameters) {
    const auto open = decodeOpen(body(parameters));
    EXPECT_FALSE(open.has_value()) << parameters;
    return open ? Notification{ErrorCode{0}, 0} : open.error();
}

Open router() {
    Open open{64515, 240, {0xa9fea9fe}, {}};
    open.capabilities.multiprotocol = true;
    open.capabilities.families = Family::V4;
    open.capabilities.fourOctetAs = 64515;
    return open;
}

const OpenExpectations ours{65500, 64515, {0xc000026f}, Family::V4};

} // namespace

TEST(Open, readsEveryCapabilityThatItKnowsAndPassesOverOthers) {
    const auto all = capabilitiesOf("2f 02 2d 0104 00010001 0104 00020001 0200 0600 0901 00"
                                    "400a c078 0001 01 80 0002 01 00 4104 0000fbff 4504 0001 01 01 4600");
    EXPECT_EQ(all.families, FamilySet::both());
    EXPECT_TRUE(all.routeRefresh && all.enhancedRouteRefresh && all.extendedMessage);
    EXPECT_EQ(all.addPath, (AddPath{Family::V4, {}}));
    EXPECT_EQ(all.fourOctetAs, 64511u);
    EXPECT_EQ(all.role, 0);
    EXPECT_EQ(all.gracefulRestart, (GracefulRestart{true, true, 120, FamilySet::both(), Family::V4}));
    EXPECT_EQ(capabilitiesOf("05 02 03 4b 01 ff"), Capabilities{});
}

TEST(Open, readsInWhichFamiliesSeveralPathsAreSentAndReceived) {
    EXPECT_EQ(capabilitiesOf("10 02 0e 45 0c 0001 01 02 0002 01 03 0001 80 03").addPath,
              (AddPath{Family::V6, FamilySet::both()}));
    EXPECT_EQ(capabilitiesOf("08 02 06 45 04 0001 01 04").addPath, AddPath{}); // no mode of RFC 7911
}

TEST(Open, severalPathsOfAPrefixComeWhereOneEndReceivesAndTheOtherSendsThem) {
    PeerConfig config;
    config.localAs = 65500;
    config.families = FamilySet::both();
    config.severalPaths = Family::V4;
    const auto sent = makeOpen(config, {}, false, false);
    EXPECT_EQ(decodeOpen(base::ByteView{encode(sent)}.subspan(headerLength))->capabilities.addPath,
              (AddPath{Family::V4, {}}));
    auto received = router();
    received.capabilities.families = FamilySet::both();
    EXPECT_TRUE(negotiate(config, sent, received).pathIds.empty());
    received.capabilities.addPath = AddPath{FamilySet::both(), {}};
    EXPECT_TRUE(negotiate(config, sent, received).pathIds.empty());
    received.capabilities.addPath = AddPath{{}, FamilySet::both()};
    EXPECT_EQ(negotiate(config, sent, received).pathIds, FamilySet{Family::V4});
}

TEST(Open, unitesCapabilitiesOfSeveralParameters) {
    const auto all = capabilitiesOf("14 0206 0104 00010001 02 06 0104 00020001 0202 0200");
    EXPECT_EQ(all.families, FamilySet::both());
    EXPECT_TRUE(all.routeRefresh);
}

TEST(Open, readsExtendedParametersWhateverTheirFirstLengthSays) {
    for (const std::string first : {"ff", "01", "0b"})
        EXPECT_EQ(capabilitiesOf(first + "ff 000b 02 0008 4104 0001000e 0200").fourOctetAs, 65550u);
    const std::string unknown = "ee ff " + std::string(2 * 255, '0');
    EXPECT_EQ(capabilitiesOf("ff ff 010c 02 0109 " + unknown + "0200 4104 0001000e").fourOctetAs, 65550u);
}

TEST(Open, refusesParametersThatDoNotFill) {
    const Notification unspecific{OpenError::Unspecific};
    for (const auto* parameters : {
             "01",                    // more promised than there is
             "00 02",                 // more than promised
             "01 02",                 // a parameter without its length
             "02 02 01",              // a parameter's value is missing
             "03 02 01 01",           // a capability without its length
             "04 02 02 02 01",        // a capability's value is missing
             "ff",                    // no parameter at all
             "ff ff",                 // no extended length
             "ff ff 00",              // half of it
             "ff ff 0001 02",         // extended: no parameter length
             "ff ff 0002 02 00",      // extended: half of it
             "ff ff 0003 02 0001",    // extended: three octets that promise one more
             "ff ff 0004 02 ffff 00", // extended: far more than there is
             "ff ff ffff 02 0000",    // the whole is far more
         })
        EXPECT_EQ(refusalOf(parameters), unspecific) << parameters;
}

TEST(Open, refusesCapabilitiesOfTheWrongLength) {
    const Notification unspecific{OpenError::Unspecific};
    for (const auto* parameters : {
             "07 02 05 01 03 000100",      // multiprotocol, short
             "09 02 07 01 05 0001000100",  // multiprotocol, long
             "05 02 03 02 01 00",          // route refresh with a value
             "04 02 02 41 00",             // four-octet AS without one
             "07 02 05 41 03 000001",      // short
             "04 02 02 40 00",             // graceful restart without its head
             "05 02 03 40 01 00",          // half of it
             "09 02 07 40 05 0078 000101", // a family cut off
             "04 02 02 09 00",             // an empty role
             "05 02 03 46 01 00",          // enhanced refresh with a value
             "07 02 05 45 03 000101",      // a family of several paths cut off
         })
        EXPECT_EQ(refusalOf(parameters), unspecific) << parameters;
}

TEST(Open, refusesParametersItDoesNotKnowAndOtherVersions) {
    EXPECT_EQ(refusalOf("03 01 01 00"), Notification{OpenError::UnsupportedOptionalParameter});
    const auto old = decodeOpen(hex("03 fbff 00f0 a9fea9fe 00"));
    ASSERT_FALSE(old);
    EXPECT_EQ(old.error(), (Notification{OpenError::UnsupportedVersion, hex("0004")}));
}

TEST(CheckOpen, acceptsThePeerThatWasMeant) {
    EXPECT_EQ(checkOpen(router(), ours), std::nullopt);
    auto old = router();
    old.capabilities = {};
    EXPECT_EQ(checkOpen(old, ours), std::nullopt) << "no capability means IPv4";
}

TEST(CheckOpen, refusesAnotherAs) {
    auto other = router();
    other.capabilities.fourOctetAs = 64516;
    EXPECT_EQ(checkOpen(other, ours), Notification{OpenError::BadPeerAs});
    other.capabilities.fourOctetAs = 0;
    EXPECT_EQ(checkOpen(other, ours), Notification{OpenError::BadPeerAs});
    other.capabilities.fourOctetAs.reset();
    other.myAs = 0;
    EXPECT_EQ(checkOpen(other, {65500, 0, {1}, Family::V4}), Notification{OpenError::BadPeerAs})
        << "RFC 7607";
}

TEST(CheckOpen, aRouterIdIsAnythingButZeroAndMayBeOursInAnotherAs) {
    auto open = router();
    open.routerId = {0};
    EXPECT_EQ(checkOpen(open, ours), Notification{OpenError::BadIdentifier});
    open.routerId = ours.routerId;
    EXPECT_EQ(checkOpen(open, ours), std::nullopt) << "RFC 6286";
    open.routerId = {0xe0000001};
    EXPECT_EQ(checkOpen(open, ours), std::nullopt) << "need not be an address";
    open.capabilities.fourOctetAs = 65500;
    open.routerId = ours.routerId;
    EXPECT_EQ(checkOpen(open, {65500, 65500, ours.routerId, Family::V4}),
              Notification{OpenError::BadIdentifier});
}

TEST(CheckOpen, holdTimeIsZeroOrThreeSecondsAndMore) {
    auto open = router();
    for (const int time : {0, 3, 240, 65535}) {
        open.holdTime = static_cast<std::uint16_t>(time);
        EXPECT_EQ(checkOpen(open, ours), std::nullopt) << time;
    }
    for (const int time : {1, 2}) {
        open.holdTime = static_cast<std::uint16_t>(time);
        EXPECT_EQ(checkOpen(open, ours), Notification{OpenError::UnacceptableHoldTime}) << time;
    }
}

TEST(CheckOpen, namesTheFamilyThatThePeerLacks) {
    auto expectations = ours;
    expectations.families = Family::V6;
    const Notification lacksIpv6{OpenError::UnsupportedCapability, hex("0104 0002 00 01")};
    EXPECT_EQ(checkOpen(router(), expectations), lacksIpv6);
    auto old = router();
    old.capabilities = {};
    EXPECT_EQ(checkOpen(old, expectations), lacksIpv6);
    auto both = router();
    both.capabilities.families = FamilySet::both();
    EXPECT_EQ(checkOpen(both, expectations), std::nullopt);
}
