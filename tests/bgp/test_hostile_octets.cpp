// No octets from outside crash the decoders, make them read beyond the end, or give a message that is not
// there.
#include <gtest/gtest.h>

#include "core/bgp/message.h"
#include "core/bgp/update_check.h"
#include "tests/support/bgp/hex.h"
#include "tests/support/bgp/vectors.h"

using namespace understudy;
using namespace understudy::bgp;

namespace {

/// Copied, so that a sanitizer sees a read beyond the end.
Outcome decodeCopy(base::ByteView bytes) {
    const base::Bytes exact{bytes.begin(), bytes.end()};
    auto outcome = decodeMessage(exact);
    if (auto* decoded = std::get_if<Decoded>(&outcome)) {
        EXPECT_LE(decoded->size, bytes.size());
        if (const auto* update = std::get_if<Update>(&decoded->message)) {
            const auto report = checkUpdate(update->body, {true, FamilySet::both()});
            EXPECT_EQ(report.refusal.has_value(), report.verdict == UpdateVerdict::ResetSession);
            EXPECT_LE(report.reachable + report.withdrawn, update->body.size());
            decoded->message = Keepalive{};
        }
    }
    return outcome;
}

base::Bytes withLength(base::Bytes bytes) {
    bytes[16] = static_cast<std::uint8_t>(bytes.size() >> 8);
    bytes[17] = static_cast<std::uint8_t>(bytes.size());
    return bytes;
}

} // namespace

TEST(HostileOctets, everyBeginningOfAMessageNeedsMore) {
    for (const auto& vector : test::goodMessages()) {
        for (std::size_t length = 0; length < vector.bytes.size(); ++length) {
            const auto outcome = decodeCopy(base::ByteView{vector.bytes}.first(length));
            const auto* more = std::get_if<NeedMore>(&outcome);
            ASSERT_NE(more, nullptr) << vector.name << " cut to " << length;
            const auto next = length < headerLength ? headerLength : vector.bytes.size();
            EXPECT_EQ(length + more->missing, next) << vector.name << " cut to " << length;
        }
    }
}

TEST(HostileOctets, everyOpenCutOffBehindATrueHeaderIsRefused) {
    for (const auto& vector : test::goodMessages()) {
        if (vector.bytes[18] != 1)
            continue;
        for (std::size_t length = headerLength; length < vector.bytes.size(); ++length) {
            const auto cut =
                withLength({vector.bytes.begin(), vector.bytes.begin() + static_cast<long>(length)});
            EXPECT_TRUE(std::holds_alternative<Refusal>(decodeCopy(cut)))
                << vector.name << " cut to " << length;
        }
    }
}

TEST(HostileOctets, noUpdateCutOffBehindATrueHeaderPassesForMoreThanItHolds) {
    for (const auto& vector : test::goodMessages()) {
        if (vector.bytes[18] != 2)
            continue;
        const auto whole =
            checkUpdate(base::ByteView{vector.bytes}.subspan(headerLength), {true, FamilySet::both()});
        for (std::size_t length = headerLength; length < vector.bytes.size(); ++length) {
            const base::Bytes cut{vector.bytes.begin() + headerLength,
                                  vector.bytes.begin() + static_cast<long>(length)};
            const auto report = checkUpdate(cut, {true, FamilySet::both()});
            EXPECT_LE(report.reachable, whole.reachable) << vector.name << " cut to " << length;
            EXPECT_EQ(report.endOfRib, std::nullopt) << vector.name << " cut to " << length;
        }
    }
}

TEST(HostileOctets, everyChangeOfOneOctetIsAnswered) {
    for (const auto& vector : test::goodMessages()) {
        auto bytes = vector.bytes;
        for (std::size_t at = 0; at < bytes.size(); ++at) {
            const auto original = bytes[at];
            for (int value = 0; value < 256; ++value) {
                bytes[at] = static_cast<std::uint8_t>(value);
                const auto outcome = decodeCopy(bytes);
                if (const auto* refusal = std::get_if<Refusal>(&outcome)) {
                    EXPECT_LE(encode(*refusal).size(), maxLength);
                }
            }
            bytes[at] = original;
        }
    }
}

TEST(HostileOctets, theLongestPathAndTheMostAttributesAreCheckedInPlace) {
    base::ByteWriter path;
    for (int segment = 0; segment < 15; ++segment) {
        path.u8(2);
        path.u8(64);
        for (int i = 0; i < 64; ++i)
            path.u32(65500);
    }
    auto attributes = test::hex("40010100 400304 c0000201 5002");
    attributes.push_back(static_cast<std::uint8_t>(path.size() >> 8));
    attributes.push_back(static_cast<std::uint8_t>(path.size()));
    const auto all = test::joined({attributes, path.view()});
    EXPECT_EQ(
        checkUpdate(test::updateBody({}, all, test::hex("20 c0000202")), {true, base::Family::V4}).reachable,
        1u);

    base::ByteWriter many;
    for (int code = 36; code < 256; ++code)
        many.bytes(base::Bytes{0xc0, static_cast<std::uint8_t>(code), 0});
    const auto crowd = test::joined({test::hex("40010100 400200 400304 c0000201"), many.view()});
    EXPECT_EQ(checkUpdate(test::updateBody({}, crowd, test::hex("00")), {true, base::Family::V4}).verdict,
              UpdateVerdict::Accept);
}
