#include "core/base/bytes.h"

#include <gtest/gtest.h>

using namespace understudy::base;

TEST(ByteReader, readsNumbersInNetworkOrder) {
    const Bytes bytes{1, 2, 3, 4, 5, 6, 7, 8};
    ByteReader reader{bytes};
    EXPECT_EQ(reader.u8(), 0x01);
    EXPECT_EQ(reader.u16(), 0x0203);
    EXPECT_EQ(reader.u32(), 0x04050607u);
    EXPECT_EQ(reader.remaining(), 1u);
    EXPECT_TRUE(reader.ok());
}

TEST(ByteReader, neverReadsBeyondTheEndAndRemembersThatItWasAsked) {
    const Bytes bytes{0xff, 0xff, 0xff};
    ByteReader reader{bytes};
    EXPECT_EQ(reader.u32(), 0u);
    EXPECT_FALSE(reader.ok());
    EXPECT_TRUE(reader.empty());
    EXPECT_EQ(reader.u8(), 0);
    EXPECT_FALSE(reader.ok());
}

TEST(ByteReader, takesPiecesAndRefusesLongerOnes) {
    const Bytes bytes{1, 2, 3};
    ByteReader reader{bytes};
    EXPECT_EQ(reader.take(2).size(), 2u);
    EXPECT_EQ(reader.rest().front(), 3);
    EXPECT_TRUE(reader.take(0).empty());
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE(reader.take(static_cast<std::size_t>(-1)).empty());
    EXPECT_FALSE(reader.ok());
}

TEST(ByteWriter, writesWhatTheReaderReads) {
    ByteWriter writer;
    writer.u8(0x01);
    writer.u16(0x0203);
    writer.u32(0x04050607);
    writer.text("ab");
    writer.bytes(Bytes{9});
    EXPECT_EQ(writer.size(), 10u);
    EXPECT_EQ(writer.release(), (Bytes{1, 2, 3, 4, 5, 6, 7, 'a', 'b', 9}));
    EXPECT_EQ(writer.size(), 0u);
}

TEST(ByteWriter, patchesOnlyInside) {
    ByteWriter writer;
    EXPECT_FALSE(writer.patchU8(0, 1));
    writer.u8(0);
    EXPECT_FALSE(writer.patchU16(0, 0x0102));
    writer.u16(0);
    EXPECT_TRUE(writer.patchU16(1, 0x0102));
    EXPECT_FALSE(writer.patchU16(2, 0xffff));
    EXPECT_TRUE(writer.patchU8(0, 7));
    EXPECT_EQ(writer.release(), (Bytes{7, 1, 2}));
}
