#include "core/ops/probe/icmp_codec.h"

#include <random>
#include <vector>

#include <gtest/gtest.h>

using namespace understudy::ops;
using understudy::base::Family;

namespace {

constexpr EchoIdentity identity{.cookie = 0x0123456789abcdef, .identifier = 0x4711};
constexpr std::uint64_t sequence = 0x1'0002'fffe;

class EchoCodec : public testing::TestWithParam<Family> {
protected:
    EchoPacket request() const { return echoRequest(GetParam(), identity, sequence); }

    /// What the target makes of the request.
    EchoPacket reply() const { return withChecksum(turned(request())); }

    EchoPacket turned(EchoPacket packet) const {
        packet[0] = GetParam() == Family::V4 ? 0 : 129;
        return packet;
    }

    static EchoPacket withChecksum(EchoPacket packet) {
        packet[2] = packet[3] = 0;
        const auto sum = internetChecksum(packet);
        packet[2] = static_cast<std::uint8_t>(sum >> 8);
        packet[3] = static_cast<std::uint8_t>(sum & 0xff);
        return packet;
    }

    std::optional<std::uint64_t> read(std::span<const std::uint8_t> packet) const {
        return sequenceOfReply(GetParam(), packet, identity);
    }
};

} // namespace

TEST(InternetChecksum, isThatOfRfc1071) {
    const std::vector<std::uint8_t> example{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    EXPECT_EQ(internetChecksum(example), 0x220d);
    EXPECT_EQ(internetChecksum(std::vector<std::uint8_t>{0x01}), 0xfeff);
    EXPECT_EQ(internetChecksum({}), 0xffff);
}

TEST_P(EchoCodec, writesTheHeaderOfAnEchoRequest) {
    const auto packet = request();
    EXPECT_EQ(packet[0], GetParam() == Family::V4 ? 8 : 128);
    EXPECT_EQ(packet[1], 0);
    EXPECT_EQ(packet[4], 0x47);
    EXPECT_EQ(packet[5], 0x11);
    EXPECT_EQ(packet[6], 0xff);
    EXPECT_EQ(packet[7], 0xfe);
}

TEST(EchoRequest, carriesAChecksumWithIpv4) {
    EXPECT_EQ(internetChecksum(echoRequest(Family::V4, identity, sequence)), 0);
}

TEST_P(EchoCodec, findsTheWholeSequenceInTheReply) {
    EXPECT_EQ(read(reply()), sequence);
}

TEST_P(EchoCodec, refusesARequest) {
    EXPECT_EQ(read(request()), std::nullopt);
}

TEST_P(EchoCodec, refusesAnyOtherSize) {
    const auto packet = reply();
    std::vector<std::uint8_t> longer(packet.begin(), packet.end());
    longer.push_back(0);
    EXPECT_EQ(read(longer), std::nullopt);
    for (std::size_t size = 0; size < packet.size(); ++size)
        EXPECT_EQ(read(std::span(packet).first(size)), std::nullopt) << size;
}

TEST_P(EchoCodec, refusesAReplyWithAnyByteChangedEvenIfTheChecksumFits) {
    const auto good = reply();
    for (std::size_t i = 0; i < good.size(); ++i) {
        const bool inChecksum = i == 2 || i == 3;
        const bool makesAnotherRequest = i >= 16 && i < 22; // the sequence, without its low 16 bits
        if (inChecksum || makesAnotherRequest)
            continue;
        auto packet = good;
        packet[i] ^= 0x10;
        EXPECT_EQ(read(withChecksum(packet)), std::nullopt) << "byte " << i;
    }
}

TEST_P(EchoCodec, refusesAReplyToSomeoneElse) {
    auto other = identity;
    ++other.cookie;
    EXPECT_EQ(sequenceOfReply(GetParam(), reply(), other), std::nullopt);
    other = identity;
    ++other.identifier;
    EXPECT_EQ(sequenceOfReply(GetParam(), reply(), other), std::nullopt);
}

TEST_P(EchoCodec, survivesAnyBytes) {
    std::mt19937 random{1};
    for (int i = 0; i < 20'000; ++i) {
        std::vector<std::uint8_t> bytes(random() % 100);
        for (auto& byte : bytes)
            byte = static_cast<std::uint8_t>(random());
        EXPECT_EQ(read(bytes), std::nullopt);
        EXPECT_EQ(quotedRequest(GetParam(), bytes, identity), std::nullopt);
        EXPECT_EQ(sequenceOfSentFrame(bytes, identity.cookie), std::nullopt);
        EXPECT_LE(withoutIpv4Header(bytes).size(), bytes.size());
    }
}

TEST_P(EchoCodec, recognizesARequestThatIsQuotedInFull) {
    const auto quoted = quotedRequest(GetParam(), request(), identity);
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->sequence, sequence);
    EXPECT_EQ(quoted->sequenceLow, 0xfffe);
}

TEST_P(EchoCodec, recognizesARequestOfWhichOnlyTheHeaderIsQuoted) {
    const auto packet = request();
    const auto quoted = quotedRequest(GetParam(), std::span(packet).first<8>(), identity);
    ASSERT_TRUE(quoted);
    EXPECT_EQ(quoted->sequence, std::nullopt);
    EXPECT_EQ(quoted->sequenceLow, 0xfffe);
    EXPECT_EQ(quotedRequest(GetParam(), std::span(packet).first<7>(), identity), std::nullopt);
}

TEST_P(EchoCodec, refusesAQuotedRequestOfSomeoneElse) {
    for (const std::size_t changed : {0U, 1U, 4U, 6U, 8U, 16U + 7U}) {
        auto packet = request();
        packet[changed] ^= 1;
        EXPECT_EQ(quotedRequest(GetParam(), packet, identity), std::nullopt) << "byte " << changed;
    }
}

TEST_P(EchoCodec, findsTheRequestAtTheEndOfASentFrame) {
    std::vector<std::uint8_t> frame(14 + 40, 0xee);
    const auto packet = request();
    frame.insert(frame.end(), packet.begin(), packet.end());
    EXPECT_EQ(sequenceOfSentFrame(frame, identity.cookie), sequence);
    EXPECT_EQ(sequenceOfSentFrame(frame, identity.cookie + 1), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Families, EchoCodec, testing::Values(Family::V4, Family::V6),
                         [](const auto& family) { return family.param == Family::V4 ? "v4" : "v6"; });

TEST(Ipv4Header, isTakenOffWithItsOptions) {
    std::vector<std::uint8_t> packet(24 + 8);
    packet[0] = 0x46;
    packet[9] = 1;
    EXPECT_EQ(withoutIpv4Header(packet).size(), 8U);
    EXPECT_EQ(withoutIpv4Header(packet).data(), packet.data() + 24);
}

TEST(Ipv4Header, isRefusedWhenItIsNone) {
    std::vector<std::uint8_t> packet(40);
    packet[9] = 1;
    for (const std::uint8_t first : std::initializer_list<std::uint8_t>{0x00, 0x44, 0x4f, 0x65}) {
        packet[0] = first;
        EXPECT_TRUE(withoutIpv4Header(packet).empty()) << int{first};
    }
    packet[0] = 0x45;
    packet[9] = 17;
    EXPECT_TRUE(withoutIpv4Header(packet).empty());
}
