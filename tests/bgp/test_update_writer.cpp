#include "core/bgp/update_writer.h"

#include <gtest/gtest.h>

#include "core/bgp/message.h"
#include "core/bgp/update_check.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/property.h"
#include "tests/support/bgp/route_reader.h"

using namespace understudy;
using namespace understudy::bgp;
using base::Family;
using base::IpAddress;
using base::Prefix;

namespace {

const std::string marker = "ffffffffffffffffffffffffffffffff";

Prefix prefix(std::string_view text) {
    return *Prefix::parse(text);
}

PathAttributes attributes(std::string_view nextHop, std::vector<AsNumber> path) {
    PathAttributes all;
    all.asPath = std::move(path);
    all.nextHop = *IpAddress::parse(nextHop);
    return all;
}

std::string announced(std::vector<Prefix> prefixes, const PathAttributes& with, bool fourOctetAs = true) {
    std::span<const Prefix> rest{prefixes};
    const auto bytes = encodeAnnounce(rest, with, fourOctetAs);
    EXPECT_TRUE(rest.empty());
    return test::toHex(bytes);
}

std::string octets(const std::string& rest) {
    return test::toHex(test::hex(marker + rest));
}

base::ByteView bodyOf(const base::Bytes& bytes) {
    return base::ByteView{bytes}.subspan(headerLength);
}

/// All of `prefixes` in as many UPDATEs as it takes, read back by the router's end.
Routes throughTheWire(const std::vector<Prefix>& prefixes, const PathAttributes& with, bool fourOctetAs,
                      std::size_t& messages) {
    test::RouterTable table{fourOctetAs};
    std::span<const Prefix> rest{prefixes};
    for (messages = 0; !rest.empty(); ++messages) {
        const auto bytes = encodeAnnounce(rest, with, fourOctetAs);
        EXPECT_LE(bytes.size(), maxLength);
        EXPECT_EQ(checkUpdate(bodyOf(bytes), {fourOctetAs, FamilySet::both()}).verdict,
                  UpdateVerdict::Accept);
        const auto fed = table.feed(bodyOf(bytes));
        EXPECT_TRUE(fed) << fed.error().what;
    }
    return table.routes();
}

std::vector<Prefix> slash24s(std::size_t count) {
    std::vector<Prefix> all;
    for (std::size_t i = 0; i < count; ++i)
        all.emplace_back(
            IpAddress::v4({10, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i), 0}), 24);
    return all;
}

std::vector<Prefix> slash64s(std::size_t count) {
    std::vector<Prefix> all;
    for (std::size_t i = 0; i < count; ++i)
        all.emplace_back(IpAddress::v6({0x20, 1, 0xd, 0xb8, 0, 0, static_cast<std::uint8_t>(i >> 8),
                                        static_cast<std::uint8_t>(i)}),
                         64);
    return all;
}

} // namespace

TEST(UpdateWriter, writesWhatExaBgpWrites) {
    EXPECT_EQ(announced({prefix("10.0.0.0/24")}, attributes("10.0.1.254", {65533})),
              octets("002f 02 0000 0014 40010100 4002 06 0201 0000fffd 400304 0a0001fe 18 0a0000"));
    EXPECT_EQ(test::toHex(encodeEndOfRib(Family::V4)), octets("0017 02 0000 0000"));
}

TEST(UpdateWriter, writesEveryAttributeThatAFilterCanSet) {
    auto all = attributes("192.0.2.111", {65500, 65500});
    all.origin = Origin::Incomplete;
    all.med = 50;
    all.communities = {{0xfc58fc03}, gracefulShutdown};
    all.extendedCommunities = {{0x0002fde800000001}};
    all.largeCommunities = {{20473, 6000, 1}};
    EXPECT_EQ(announced({prefix("192.0.2.2/32")}, all),
              octets("0060 02 0000 0044 400101 02 40020a 0202 0000ffdc 0000ffdc 400304 c000026f"
                     "800404 00000032 c00808 fc58fc03 ffff0000 c01008 0002fde800000001"
                     "c0200c 00004ff9 00001770 00000001 20 c0000202"));
}

TEST(UpdateWriter, ipv6GoesFirstAndWithEitherNextHop) {
    auto six = attributes("2001:db8:1111::1", {65500});
    EXPECT_EQ(announced({prefix("2001:db8:2222::/64")}, six),
              octets("0045 02 0000 002e 800e1e 0002 01 10 20010db8111100000000000000000001 00"
                     "40 20010db822220000 40010100 400206 0201 0000ffdc"));
    six.linkLocalNextHop = *IpAddress::parse("fe80::1");
    EXPECT_EQ(
        announced({prefix("2001:db8:2222::/64")}, six),
        octets("0055 02 0000 003e 800e2e 0002 01 20 20010db8111100000000000000000001"
               "fe800000000000000000000000000001 00 40 20010db822220000 40010100 400206 0201 0000ffdc"));
}

TEST(UpdateWriter, withdrawsAndEndsTheRib) {
    const std::vector<Prefix> four{prefix("192.0.2.2/32"), prefix("0.0.0.0/0")};
    std::span<const Prefix> rest{four};
    EXPECT_EQ(test::toHex(encodeWithdraw(rest)), octets("001d 02 0006 20 c0000202 00 0000"));
    const std::vector<Prefix> six{prefix("2001:db8:2222::/64")};
    rest = six;
    EXPECT_EQ(test::toHex(encodeWithdraw(rest)),
              octets("0026 02 0000 000f 800f0c 0002 01 40 20010db822220000"));
    EXPECT_EQ(test::toHex(encodeEndOfRib(Family::V6)), octets("001d 02 0000 0006 800f03 0002 01"));
}

TEST(UpdateWriter, largeAsNumbersOfASessionOfTwoOctetsGoIntoAs4Path) {
    EXPECT_EQ(announced({prefix("10.0.0.0/24")}, attributes("10.0.1.254", {4200000001, 65500}), false),
              octets("003c 02 0000 0021 40010100 400206 0202 5ba0 ffdc 400304 0a0001fe"
                     "c0110a 0202 fa56ea01 0000ffdc 18 0a0000"));
    EXPECT_EQ(announced({prefix("10.0.0.0/24")}, attributes("10.0.1.254", {65500}), false),
              octets("002d 02 0000 0012 40010100 400204 0201 ffdc 400304 0a0001fe 18 0a0000"));
}

TEST(UpdateWriter, hostBitsStayAtHome) {
    EXPECT_EQ(announced({prefix("2001:db8:2222::1/64")}, attributes("2001:db8:1111::1", {1})),
              announced({prefix("2001:db8:2222::/64")}, attributes("2001:db8:1111::1", {1})));
}

TEST(UpdateWriter, fillsMessagesToTheBrim) {
    std::size_t messages = 0;
    EXPECT_EQ(throughTheWire(slash24s(5000), attributes("192.0.2.1", {65500}), true, messages).size(), 5000u);
    EXPECT_EQ(messages, 5u) << "1013 prefixes fit into one";
    EXPECT_EQ(throughTheWire(slash64s(2000), attributes("2001:db8::1", {65500}), true, messages).size(),
              2000u);
    EXPECT_EQ(messages, 5u) << "447 prefixes fit into one";
}

TEST(UpdateWriter, withdrawsThousandsInFewMessages) {
    for (const auto& prefixes : {slash24s(5000), slash64s(2000)}) {
        std::span<const Prefix> rest{prefixes};
        std::size_t withdrawn = 0;
        int messages = 0;
        for (; !rest.empty(); ++messages) {
            const auto bytes = encodeWithdraw(rest);
            EXPECT_LE(bytes.size(), maxLength);
            withdrawn += test::readUpdate(bodyOf(bytes), true)->withdrawn.size();
        }
        EXPECT_EQ(withdrawn, prefixes.size());
        EXPECT_EQ(messages, 5);
    }
}

TEST(UpdateWriter, longPathsTakeSeveralSegments) {
    std::size_t messages = 0;
    for (const std::size_t length : {0U, 1U, 254U, 255U, 256U, 511U, 600U}) {
        const auto with = attributes("192.0.2.1", std::vector<AsNumber>(length, 4200000001));
        ASSERT_TRUE(attributesFit(with)) << length;
        for (const bool fourOctets : {true, false})
            EXPECT_EQ(throughTheWire(slash24s(1), with, fourOctets, messages).begin()->second, with)
                << length;
    }
}

TEST(UpdateWriter, knowsAttributesThatLeaveNoRoom) {
    auto with = attributes("192.0.2.1", {65500});
    with.communities.assign(1000, {1});
    EXPECT_TRUE(attributesFit(with));
    std::size_t messages = 0;
    EXPECT_EQ(throughTheWire(slash24s(20), with, true, messages).size(), 20u);
    with.communities.assign(1100, {1});
    EXPECT_FALSE(attributesFit(with));
    EXPECT_FALSE(attributesFit(attributes("192.0.2.1", std::vector<AsNumber>(2000, 1))));
}

TEST(UpdateWriter, whateverIsAnnouncedArrives) {
    const auto held = test::holds("routes through the wire", [] {
        const bool v6 = *rc::gen::arbitrary<bool>();
        const auto prefixes =
            *rc::gen::container<std::vector<Prefix>>(
                rc::gen::apply(
                    [v6](std::array<std::uint8_t, 16> bytes, std::uint8_t length) {
                        const auto address = v6 ? IpAddress::v6(bytes)
                                                : IpAddress::v4({bytes[0], bytes[1], bytes[2], bytes[3]});
                        return Prefix{address, length % (v6 ? 129 : 33)}.network();
                    },
                    rc::gen::arbitrary<std::array<std::uint8_t, 16>>(), rc::gen::arbitrary<std::uint8_t>()));
        auto with = attributes(v6 ? "2001:db8::1" : "192.0.2.1", {});
        with.asPath = *rc::gen::container<std::vector<AsNumber>>(rc::gen::positive<AsNumber>());
        if (*rc::gen::arbitrary<bool>())
            with.med = *rc::gen::arbitrary<std::uint32_t>();
        for (const auto value : *rc::gen::arbitrary<std::vector<std::uint32_t>>())
            with.communities.push_back({value});
        for (const auto value : *rc::gen::arbitrary<std::vector<std::uint64_t>>())
            with.extendedCommunities.push_back({value});
        std::size_t messages = 0;
        const auto routes = throughTheWire(prefixes, with, *rc::gen::arbitrary<bool>(), messages);
        const std::set<Prefix> distinct{prefixes.begin(), prefixes.end()};
        RC_ASSERT(routes.size() == distinct.size());
        for (const auto& wanted : distinct)
            RC_ASSERT(routes.at(wanted) == with);
    });
    EXPECT_TRUE(held);
}
