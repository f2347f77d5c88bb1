#include "core/bgp/update_check.h"

#include <gtest/gtest.h>

#include "core/bgp/attribute_codes.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/vectors.h"

using namespace understudy;
using namespace understudy::bgp;
using base::Family;
using test::hex;
using enum UpdateVerdict;

namespace {

const UpdateRules rules{true, FamilySet::both()};
const UpdateRules twoOctets{false, FamilySet::both()};

// A complete set of attributes, and two prefixes, that the tests spoil one by one.
const std::string origin = "400101 00";
const std::string asPath = "400206 02 01 0000fc03";
const std::string nextHop = "400304 c0000201";
const std::string mandatory = origin + asPath + nextHop;
const std::string routes = "18 c00002 20 c6336401";
const std::string mpReach6 = "800e1e 0002 01 10 20010db8000000000000000000000001 00 40 20010db800000002";
const std::string mpUnreach6 = "800f08 0002 01 20 20010db8";

UpdateReport check(const std::string& withdrawn, const std::string& attributes, const std::string& reachable,
                   const UpdateRules& by = rules) {
    return checkUpdate(test::updateBody(hex(withdrawn), hex(attributes), hex(reachable)), by);
}

/// The verdict on an UPDATE with two routes, all that is mandatory, and `attribute` besides.
UpdateVerdict verdictOn(const std::string& attribute, const UpdateRules& by = rules) {
    return check("", (by.fourOctetAs ? mandatory : origin + "400204 02 01 fc03" + nextHop) + attribute,
                 routes, by)
        .verdict;
}

/// The same with one of the mandatory ones in another form.
UpdateVerdict verdictOnOrigin(const std::string& spoilt) {
    return check("", spoilt + asPath + nextHop, routes).verdict;
}
UpdateVerdict verdictOnPath(const std::string& spoilt) {
    return check("", origin + spoilt + nextHop, routes).verdict;
}
UpdateVerdict verdictOnNextHop(const std::string& spoilt) {
    return check("", origin + asPath + spoilt, routes).verdict;
}

void isReset(const UpdateReport& report, const Notification& refusal) {
    EXPECT_EQ(report.verdict, ResetSession);
    EXPECT_EQ(report.refusal, refusal);
}

} // namespace

TEST(UpdateCheck, countsPathsThatComeWithAnIdentifierEach) {
    const UpdateRules several{true, FamilySet::both(), FamilySet::both()};
    const auto v4 =
        check("00000001 18 c00003", mandatory, "00000001 18 c00002 ffffffff 18 c00002 00000000 00", several);
    EXPECT_EQ(v4.verdict, Accept);
    EXPECT_EQ(v4.withdrawn, 1u);
    EXPECT_EQ(v4.reachable, 3u);
    const auto v6 =
        check("",
              origin + asPath +
                  "800e22 0002 01 10 20010db8000000000000000000000001 00 00000007 40 20010db800000002" +
                  "800f0c 0002 01 00000007 20 20010db8",
              "", several);
    EXPECT_EQ(v6.verdict, Accept);
    EXPECT_EQ(v6.withdrawn, 1u);
    EXPECT_EQ(v6.reachable, 1u);
    const Notification invalid{UpdateError::InvalidNetworkField};
    for (const auto* cut : {"00", "00000001", "00000001 18 c000", "00000001 21 c000020100"})
        isReset(check("", mandatory, cut, several), invalid);
    // Only of the families agreed on.
    EXPECT_EQ(check("", mandatory, routes, {true, FamilySet::both(), Family::V6}).reachable, 2u);
}

TEST(UpdateCheck, countsWhatAnUpdateCarries) {
    const auto report = check("18 c00003", mandatory + "c00804 fde80001", routes);
    EXPECT_EQ(report.verdict, Accept);
    EXPECT_EQ(report.reachable, 2u);
    EXPECT_EQ(report.withdrawn, 1u);
    const auto six = check("", mpReach6 + origin + asPath + mpUnreach6, "");
    EXPECT_EQ(six.verdict, Accept);
    EXPECT_EQ(six.reachable, 1u);
    EXPECT_EQ(six.withdrawn, 1u);
    EXPECT_EQ(check("", mandatory, "00 08 0a 19 0a000080").reachable, 3u);
}

TEST(UpdateCheck, takesAttributesInAnyOrder) {
    EXPECT_EQ(check("", nextHop + "c00804 fde80001" + asPath + origin, routes).verdict, Accept);
    EXPECT_EQ(check("", origin + asPath + mpReach6, "").verdict, Accept);
}

TEST(UpdateCheck, knowsTheEndOfRib) {
    EXPECT_EQ(check("", "", "").endOfRib, Family::V4);
    EXPECT_EQ(check("", "800f03 0002 01", "").endOfRib, Family::V6);
    EXPECT_EQ(check("", "900f0003 0002 01", "").endOfRib, Family::V6);
    EXPECT_EQ(check("18 c00002", "", "").endOfRib, std::nullopt);
    EXPECT_EQ(check("18 c00002", "800f03 0002 01", "").endOfRib, std::nullopt);
    EXPECT_EQ(check("", mpUnreach6, "").endOfRib, std::nullopt);
    EXPECT_EQ(check("", mandatory + "800f03 0002 01", routes).endOfRib, std::nullopt);
    EXPECT_EQ(check("", "800f03 0001 80", "").endOfRib, std::nullopt) << "of a family that is unknown here";
    EXPECT_EQ(check("", "", "", {true, Family::V6}).endOfRib, std::nullopt);
}

TEST(UpdateCheck, passesOverFamiliesThatWereNotAgreedOn) {
    const UpdateRules v4{true, Family::V4};
    EXPECT_EQ(check("", mpReach6 + origin + asPath, "", v4).reachable, 0u);
    EXPECT_EQ(check("", mpReach6 + origin + asPath, "", v4).verdict, Accept);
    EXPECT_EQ(check("", mpUnreach6, "", v4).withdrawn, 0u);
    EXPECT_EQ(check("", "800e07 4004 47 00 00 ffff" + origin + asPath, "").verdict, Accept);
    EXPECT_EQ(check("18 c00002", mandatory, routes, {true, Family::V6}).reachable, 0u);
}

TEST(UpdateCheck, malformedMandatoryAttributesAreTreatedAsWithdraw) {
    const auto report = check("", "400101 03" + asPath + nextHop, routes);
    EXPECT_EQ(report.verdict, TreatAsWithdraw);
    EXPECT_EQ(report.culprit, 1);
    EXPECT_EQ(report.reachable, 0u);
    EXPECT_EQ(report.withdrawn, 2u);
    EXPECT_EQ(verdictOnOrigin("400100"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnOrigin("400102 0000"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnOrigin("400101 02"), Accept);
    EXPECT_EQ(verdictOnNextHop("400300"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnNextHop("400303 c00002"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnNextHop("400305 c000020101"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnNextHop("400304 00000000"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnNextHop("400304 e0000001"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnNextHop("400304 7f000001"), TreatAsWithdraw);
}

TEST(UpdateCheck, anAsPathFillsItsLengthWithSegmentsOfKnownTypes) {
    EXPECT_EQ(verdictOnPath("400200"), Accept);
    EXPECT_EQ(verdictOnPath("40020c 02 01 0000fc03 01 01 00000001"), Accept);
    EXPECT_EQ(verdictOnPath("400202 02 00"), TreatAsWithdraw) << "empty segment";
    EXPECT_EQ(verdictOnPath("400206 05 01 0000fc03"), TreatAsWithdraw) << "unknown type";
    EXPECT_EQ(verdictOnPath("400206 03 01 0000fc03"), TreatAsWithdraw) << "confederation";
    EXPECT_EQ(verdictOnPath("400206 02 02 0000fc03"), TreatAsWithdraw) << "overrun";
    EXPECT_EQ(verdictOnPath("400207 02 01 0000fc03 02"), TreatAsWithdraw) << "underrun";
    EXPECT_EQ(verdictOnPath("400204 02 01 fc03"), TreatAsWithdraw) << "two octets where four were agreed";
    EXPECT_EQ(verdictOnPath("400206 02 01 00000000"), TreatAsWithdraw) << "AS 0";
    EXPECT_EQ(check("", origin + "400204 02 01 fc03" + nextHop, routes, twoOctets).verdict, Accept);
}

TEST(UpdateCheck, missingMandatoryAttributesAreTreatedAsWithdraw) {
    EXPECT_EQ(check("", origin + asPath, routes).culprit, 3);
    EXPECT_EQ(check("", origin + nextHop, routes).culprit, 2);
    EXPECT_EQ(check("", asPath + nextHop, routes).culprit, 1);
    EXPECT_EQ(check("", "", routes).verdict, TreatAsWithdraw);
    EXPECT_EQ(check("", mpReach6 + origin, "").verdict, TreatAsWithdraw);
    EXPECT_EQ(check("", mpReach6 + origin + asPath, "").verdict, Accept) << "its next hop is inside";
}

TEST(UpdateCheck, communitiesComeInWholesAndAtLeastOnce) {
    const auto isTakenInMultiplesOf = [](const std::string& head, unsigned size) {
        const auto attribute = [&](unsigned length) {
            return head + test::toHex(base::Bytes{static_cast<std::uint8_t>(length)}) +
                   test::toHex(base::Bytes(length, 1));
        };
        EXPECT_EQ(verdictOn(attribute(0)), TreatAsWithdraw) << head;
        EXPECT_EQ(verdictOn(attribute(size - 1)), TreatAsWithdraw) << head;
        EXPECT_EQ(verdictOn(attribute(size)), Accept) << head;
        EXPECT_EQ(verdictOn(attribute(size + 1)), TreatAsWithdraw) << head;
        EXPECT_EQ(verdictOn(attribute(2 * size)), Accept) << head;
    };
    isTakenInMultiplesOf("c008", 4);
    isTakenInMultiplesOf("c010", 8);
    isTakenInMultiplesOf("c019", 20);
    isTakenInMultiplesOf("c020", 12);
}

TEST(UpdateCheck, otherAttributesByTheirOwnRules) {
    EXPECT_EQ(verdictOn("800404 00000001"), Accept);
    EXPECT_EQ(verdictOn("800400"), TreatAsWithdraw) << "MED";
    EXPECT_EQ(verdictOn("800403 000001"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("c02304 0000fc03"), Accept);
    EXPECT_EQ(verdictOn("c02303 00fc03"), TreatAsWithdraw) << "OTC";
    EXPECT_EQ(verdictOn("400600"), Accept);
    EXPECT_EQ(verdictOn("400601 00"), DiscardAttribute) << "ATOMIC_AGGREGATE";
    EXPECT_EQ(verdictOn("c00708 0000fc03 01010101"), Accept);
    EXPECT_EQ(verdictOn("c00706 fc03 01010101"), DiscardAttribute) << "AGGREGATOR";
    EXPECT_EQ(verdictOn("c00708 00000000 01010101"), DiscardAttribute) << "AS 0";
    EXPECT_EQ(verdictOn("c00706 fc03 01010101", twoOctets), Accept);
    EXPECT_EQ(verdictOn("c00708 0000fc03 01010101", twoOctets), DiscardAttribute);
    EXPECT_EQ(verdictOn("400504 00000064"), DiscardAttribute) << "LOCAL_PREF of an external neighbor";
    EXPECT_EQ(verdictOn("800904 01010101"), DiscardAttribute) << "ORIGINATOR_ID";
    EXPECT_EQ(verdictOn("800a04 01010101"), DiscardAttribute) << "CLUSTER_LIST";
}

TEST(UpdateCheck, as4PathIsForSessionsOfTwoOctets) {
    EXPECT_EQ(verdictOn("c01106 02 01 0000fc03"), DiscardAttribute);
    EXPECT_EQ(verdictOn("c01208 0000fc03 01010101"), DiscardAttribute);
    EXPECT_EQ(verdictOn("c01106 02 01 0000fc03", twoOctets), Accept);
    EXPECT_EQ(verdictOn("c01208 0000fc03 01010101", twoOctets), Accept);
    EXPECT_EQ(verdictOn("c01100", twoOctets), DiscardAttribute);
    EXPECT_EQ(verdictOn("c01106 02 02 0000fc03", twoOctets), DiscardAttribute);
    EXPECT_EQ(verdictOn("c01106 02 01 00000000", twoOctets), DiscardAttribute);
}

TEST(UpdateCheck, unknownAttributesPassUnlessTheyClaimToBeWellKnown) {
    EXPECT_EQ(verdictOn("c0c800"), Accept);
    EXPECT_EQ(verdictOn("e0c802 0102"), Accept);
    EXPECT_EQ(verdictOn("80c801 00"), Accept);
    isReset(check("", mandatory + "40c802 0102", routes),
            Notification{UpdateError::UnrecognizedWellKnown, hex("40c802 0102")});
}

TEST(UpdateCheck, flagsThatAreWrongAreTreatedAsWithdraw) {
    EXPECT_EQ(verdictOnOrigin("c00101 00"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnOrigin("000101 00"), TreatAsWithdraw);
    EXPECT_EQ(verdictOnOrigin("4f0101 00"), Accept) << "the low bits are ignored";
    EXPECT_EQ(verdictOn("400804 fde80001"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("c00404 00000001"), TreatAsWithdraw);
    EXPECT_EQ(check("", "c00e1e" + mpReach6.substr(6) + origin + asPath, "").verdict, TreatAsWithdraw);
}

TEST(UpdateCheck, ofAnAttributeThatComesTwiceTheFirstCounts) {
    EXPECT_EQ(check("", mandatory + "400101 09", routes).verdict, DiscardAttribute);
    EXPECT_EQ(check("", "400101 09" + mandatory, routes).verdict, TreatAsWithdraw);
    EXPECT_EQ(verdictOn("c0c800 c0c800"), DiscardAttribute);
    isReset(check("", mpReach6 + mpReach6 + origin + asPath, ""),
            Notification{UpdateError::MalformedAttributeList});
    isReset(check("", mpUnreach6 + mpUnreach6, ""), Notification{UpdateError::MalformedAttributeList});
}

TEST(UpdateCheck, lengthsThatDoNotAgreeResetTheSession) {
    const Notification malformed{UpdateError::MalformedAttributeList};
    isReset(checkUpdate(hex("0001 0000"), rules), malformed);
    isReset(checkUpdate(hex("0000 0001"), rules), malformed);
    isReset(checkUpdate(hex("ffff 0000 00"), rules), malformed);
    isReset(checkUpdate(hex("0000 ffff 00"), rules), malformed);
}

TEST(UpdateCheck, prefixesThatDoNotFillTheirFieldResetTheSession) {
    const Notification invalid{UpdateError::InvalidNetworkField};
    isReset(check("", mandatory, "21 c000020101"), invalid);
    isReset(check("", mandatory, "18 c000"), invalid);
    isReset(check("18 c0", "", ""), invalid);
    isReset(check("ff", "", ""), invalid);
    const auto six =
        check("", "800e16 0002 01 10 20010db8000000000000000000000001 00 81" + origin + asPath, "");
    EXPECT_EQ(six.verdict, ResetSession);
    EXPECT_EQ(six.refusal->subcode, static_cast<std::uint8_t>(UpdateError::OptionalAttribute));
    EXPECT_EQ(check("", "800f05 0002 01 20 20", "").verdict, ResetSession);
}

TEST(UpdateCheck, multiprotocolAttributesThatCannotBeReadResetTheSession) {
    for (const auto* attribute : {"800e00", "800e04 0002 01 00", "800e05 0002 01 01 00", "800e03 000201",
                                  "800e05 0002 01 00 00", "800e06 0002 01 01 01 00"})
        EXPECT_EQ(check("", attribute + origin + asPath, "").verdict, ResetSession) << attribute;
    EXPECT_EQ(check("", "800e0d 0001 01 08 c0000201c0000201 00" + origin + asPath, "").verdict, ResetSession);
    EXPECT_EQ(check("", "800e0a 0001 01 04 c0000201 00 00" + origin + asPath, "").reachable, 1u);
    EXPECT_EQ(check("", "800f00", "").verdict, ResetSession);
    EXPECT_EQ(check("", "800f02 0002", "").verdict, ResetSession);
}

TEST(UpdateCheck, anAttributeBeyondTheEndIsTreatedAsWithdrawUnlessItHidesRoutes) {
    EXPECT_EQ(verdictOn("c0"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("c008"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("c008ff 00"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("d00800"), TreatAsWithdraw) << "half of an extended length";
    EXPECT_EQ(verdictOn("d008ffff 00"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("800eff 0002"), ResetSession);
    EXPECT_EQ(verdictOn("800fff 0002"), ResetSession);
}

TEST(UpdateCheck, anErrorWithoutReachableRoutesResetsTheSession) {
    const Notification malformed{UpdateError::MalformedAttributeList};
    isReset(check("", "400101 09", ""), malformed);
    isReset(check("18 c00002", "c008ff 00", ""), malformed);
    isReset(check("", mpUnreach6 + "c00800", ""), malformed);
    EXPECT_EQ(check("18 c00002", "400601 00", "").verdict, DiscardAttribute);
    EXPECT_EQ(check("", "c00f08" + mpUnreach6.substr(6), "").verdict, TreatAsWithdraw)
        << "MP_UNREACH_NLRI alone hides nothing";
}

TEST(UpdateCheck, theStrongestOfSeveralErrorsCounts) {
    EXPECT_EQ(verdictOn("400601 00 800400"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("800400 400601 00"), TreatAsWithdraw);
    EXPECT_EQ(verdictOn("800400 40c800"), ResetSession);
    EXPECT_EQ(verdictOn("40c800 800400"), ResetSession);
}

TEST(UpdateCheck, whatOtherSpeakersSendIsInOrder) {
    for (const auto& vector : test::goodMessages()) {
        if (vector.bytes[18] != 2)
            continue;
        const bool narrow = vector.name == "update with two-octet numbers";
        const auto body = base::ByteView{vector.bytes}.subspan(19);
        EXPECT_LE(checkUpdate(body, narrow ? twoOctets : rules).verdict, DiscardAttribute) << vector.name;
    }
}
