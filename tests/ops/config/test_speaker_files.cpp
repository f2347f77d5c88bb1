#include "core/ops/config/speaker_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace understudy;
using namespace understudy::ops;
using base::Family;
using testing::HasSubstr;

namespace {

std::string answer(const std::string& header, const std::string& greeting, const std::string& path,
                   const std::string& text) {
    return header + " " + std::to_string(text.size()) + "\n" + greeting + "\n" + path + "\n" + text + "\n";
}

const std::string bird1 = answer("daemon birdc 640 bird:bird yes", "BIRD 1.6.8 ready.", "/etc/bird/bird.conf",
                                 "router id 1.2.3.4;\nend\n");
const std::string bird6 =
    answer("daemon birdc6 640 bird:bird no", "BIRD 1.6.8 ready.", "/etc/bird/bird6.conf", "no end");

} // namespace

TEST(SpeakerFiles, areReadWithTheirAttributes) {
    const auto files = parseSpeakerFiles(bird1 + bird6 + "end\n");
    ASSERT_TRUE(files) << files.error().what;
    ASSERT_EQ(files->size(), 2u);
    const auto& four = files->at(0);
    EXPECT_EQ(four.client, "birdc");
    EXPECT_EQ(four.greeting.version, "1.6.8");
    EXPECT_EQ(four.path, "/etc/bird/bird.conf");
    EXPECT_EQ(four.text, "router id 1.2.3.4;\nend\n") << "a line of the file is no line of the answer";
    EXPECT_EQ(four.mode, "640");
    EXPECT_EQ(four.owner, "bird:bird");
    EXPECT_TRUE(four.writable);
    EXPECT_EQ(four.kind(), bird::ConfigFile::Bird1Ipv4);
    EXPECT_TRUE(four.speaks(Family::V4));
    EXPECT_FALSE(four.speaks(Family::V6));
    EXPECT_FALSE(files->at(1).writable);
    EXPECT_EQ(files->at(1).text, "no end");
    EXPECT_EQ(files->at(1).kind(), bird::ConfigFile::Bird1Ipv6);
    EXPECT_FALSE(files->at(1).speaks(Family::V4));
}

TEST(SpeakerFiles, ofUnderstudydAreForBothFamilies) {
    const auto files =
        parseSpeakerFiles(answer("daemon understudyc 640 root:bird yes",
                                 "BIRD 2.0.0 (understudyd 0.1.0) ready.", "/etc/understudyd.conf", "") +
                          "end\n");
    ASSERT_TRUE(files) << files.error().what;
    EXPECT_EQ(files->at(0).greeting.kind, bird::SpeakerKind::Understudyd);
    EXPECT_EQ(files->at(0).kind(), bird::ConfigFile::Bird2);
    EXPECT_TRUE(files->at(0).speaks(Family::V4) && files->at(0).speaks(Family::V6));
}

TEST(SpeakerFiles, mayBeNone) {
    const auto files = parseSpeakerFiles("end\n");
    ASSERT_TRUE(files);
    EXPECT_TRUE(files->empty());
}

TEST(SpeakerFiles, cutAnywhereAreAnError) {
    const auto whole = bird1 + bird6 + "end\n";
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(parseSpeakerFiles(whole.substr(0, size))) << size;
}

TEST(SpeakerFiles, withStrangePathsOrSizesAreAnError) {
    const auto one = [](const std::string& path) {
        return parseSpeakerFiles(answer("daemon birdc 640 bird:bird yes", "BIRD 2.0.12 ready.", path, "") +
                                 "end\n");
    };
    EXPECT_TRUE(one("/etc/bird/bird.conf"));
    EXPECT_FALSE(one("bird.conf"));
    EXPECT_FALSE(one("/etc/\"bird\".conf"));
    EXPECT_FALSE(
        parseSpeakerFiles("daemon birdc 640 bird:bird yes 99999999999\nBIRD 2.0.12 ready.\n/a\n\nend\n"));
    EXPECT_FALSE(parseSpeakerFiles("daemon birdc 640 bird:bird yes x\nBIRD 2.0.12 ready.\n/a\n\nend\n"));
}
