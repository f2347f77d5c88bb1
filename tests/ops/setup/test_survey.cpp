// A node's answer about itself: what it means, and that a broken one is an error.
#include "core/ops/setup/survey.h"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/base/text.h"
#include "tests/ops/setup/node_survey.h"
#include "tests/support/process.h"

using namespace understudy;
using namespace understudy::ops;
using testing::HasSubstr;

namespace {

std::string errorOf(const std::string& text) {
    const auto survey = parseSurvey(text, test::surveyRequest(), test::surveyMark);
    return survey ? std::string{} : survey.error().what;
}

} // namespace

TEST(Survey, OfABareDebian) {
    const auto survey = test::bareDebian().survey();
    EXPECT_EQ(survey.system, NodeSystem::Linux);
    EXPECT_EQ(survey.name, "Debian GNU/Linux 12 (bookworm)");
    EXPECT_TRUE(survey.root);
    EXPECT_EQ(survey.init, InitKind::Systemd);
    EXPECT_EQ(survey.keeper, NetworkKeeper::Networkd);
    EXPECT_EQ(survey.packages, PackageManager::Apt);
    EXPECT_EQ(survey.passage4, Passage::Open);
    EXPECT_FALSE(survey.bird.installed());
    EXPECT_FALSE(survey.interface.exists);
    EXPECT_EQ(survey.way4.source->toString(), "192.0.2.111");
    EXPECT_EQ(survey.way6.source->toString(), "2001:db8:1111::111");
    EXPECT_EQ(survey.addresses.size(), 2u);
}

TEST(Survey, OfARunningBirdAndItsFiles) {
    auto answer = test::debianWithBird2();
    answer.files.push_back({"/etc/bird/bird.conf", "password \"x\";\nno line end"});
    answer.parts["pristine"] = "/etc/bird/bird.conf";
    const auto survey = answer.survey();
    EXPECT_EQ(survey.bird.version, "2.0.12");
    EXPECT_TRUE(survey.bird.running && survey.bird.enabled);
    EXPECT_EQ(survey.bird.group, "bird");
    const auto* file = survey.file("/etc/bird/bird.conf");
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(file->text.reveal(), "password \"x\";\nno line end");
    EXPECT_TRUE(file->pristine);
}

TEST(Survey, EveryCutIsAnError) {
    auto answer = test::debianWithBird2();
    answer.files.push_back({"/etc/bird/bird.conf", "router id 192.0.2.111;\n"});
    const auto text = answer.text();
    for (std::size_t length = 0; length < text.size(); ++length)
        EXPECT_NE(errorOf(text.substr(0, length)), "") << "cut after " << length;
    EXPECT_EQ(errorOf(text), "");
}

TEST(Survey, StrangeAnswersAreErrors) {
    const auto with = [](const char* part, const char* said) {
        auto answer = test::bareDebian();
        answer.parts[part] = said;
        return errorOf(answer.text());
    };
    EXPECT_THAT(with("system", "Plan9\nx\n0\ny"), HasSubstr("only Linux and FreeBSD"));
    EXPECT_THAT(with("init", "upstart"), HasSubstr("init"));
    EXPECT_THAT(with("bird", "/usr/sbin/bird; reboot"), HasSubstr("strange path"));
    EXPECT_THAT(with("bird", "/usr/sbin/bird\nversion 2.0.12\ngroup $(reboot)\nconfig \nenabled yes"),
                HasSubstr("strange way"));
    EXPECT_THAT(with("way4", "169.254.169.254 via 192.0.2.254 src nobody"), HasSubstr("no address"));
    EXPECT_THAT(with("setup", "maybe"), HasSubstr("under way"));
    auto answer = test::bareDebian();
    answer.files.push_back({"/etc/$(reboot)", "", "644", "root:root"});
    EXPECT_THAT(errorOf(answer.text()), HasSubstr("strange way"));
    answer.files.back() = {"/etc/x", "", "644", "root:-rf"};
    EXPECT_THAT(errorOf(answer.text()), HasSubstr("strange way"));
    EXPECT_THAT(errorOf("nothing"), HasSubstr("no beginning"));
    EXPECT_THAT(errorOf("\nunderstudy-0123 begin\nunderstudy-0123 system 0 99999999999\nx\n"),
                HasSubstr("no proper length"));
}

TEST(Survey, OctetsThatMeanNothingAreErrors) {
    auto text = test::bareDebian().text();
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto broken = text;
        broken[at] = static_cast<char>(broken[at] ^ 0x80);
        (void)errorOf(broken);
    }
    SUCCEED() << "no exception, and nothing that a sanitizer objects to";
}

/// Where /etc/network/interfaces reads the file that Understudy wrote, it is not somebody else who makes the
/// interface.
TEST(Survey, TheNameOfAFileOfOursIsNoMention) {
    const test::TemporaryFolder folder;
    (void)folder.write("interfaces", "auto eth0\nsource /etc/network/interfaces.d/understudy-dummy1\n");
    (void)folder.write("longer", "auto dummy10\niface my-dummy1 inet manual\n");
    const auto word = folder.write("word", "auto lo dummy1 eth1\n");
    const auto value = folder.write("value", "[Match]\nName=dummy1\n");
    const auto script = surveyScript(test::surveyRequest(), "understudy-77");
    const auto begin = script.find("grep -rlE ");
    ASSERT_NE(begin, std::string::npos);
    const auto grep = script.substr(begin, script.find(" /etc/", begin) - begin);
    const test::TemporaryFolder answer;
    ASSERT_EQ(std::system((grep + " " + folder.path().string() + " >" + answer.file("mentions")).c_str()), 0);
    const auto mentions = test::contentsOf(answer.file("mentions"));
    EXPECT_THAT(base::lines(mentions), testing::UnorderedElementsAre(word, value));
}

/// The script on this machine, as its sh runs it.
TEST(Survey, ThisMachineAnswers) {
    auto request = test::surveyRequest("lo");
    const test::TemporaryFolder folder;
    const auto script = folder.write("script", surveyScript(request, "understudy-77"));
    ASSERT_EQ(std::system(("sh " + script + " >" + folder.file("answer") + " 2>/dev/null").c_str()), 0);
    const auto survey = parseSurvey(test::contentsOf(folder.file("answer")), request, "understudy-77");
    ASSERT_TRUE(survey) << survey.error().what;
    EXPECT_EQ(survey->system, NodeSystem::Linux);
    EXPECT_TRUE(survey->interface.exists);
    EXPECT_FALSE(survey->unfinished);
    EXPECT_FALSE(survey->name.empty());
}
