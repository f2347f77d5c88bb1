#include <gmock/gmock.h>

#include "tests/ops/ssh/ssh_fixture.h"
#include "tests/support/pam_sshd.h"

namespace understudy::ops::ssh {
namespace {

using test::PamService;
using testing::HasSubstr;
using testing::Not;

constexpr const char* right = "correct horse";
constexpr const char* code = "424242";

/// Logs in without keys: by what the prompter answers.
class PasswordTest : public SshTest {
protected:
    cluster::SshTarget without(const test::Sshd& server) {
        auto target = targetOf(server);
        target.identityFile.clear();
        return target;
    }

    std::string refusal(const cluster::SshTarget& target) {
        const auto opened = open(target);
        if (opened)
            throw std::runtime_error("it was let in");
        EXPECT_EQ(opened.error().failure, Failure::Refused);
        return opened.error().what;
    }

    std::size_t questions() const { return prompter.passwordQuestions.size(); }
};

TEST_F(PasswordTest, TheRightOneLetsIn) {
    const PamService pam(right);
    test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {right};
    const auto connection = mustOpen(without(server));
    EXPECT_EQ(connection->exec("id -un", "", in(std::chrono::seconds{10}))->out, "root\n");
    ASSERT_EQ(questions(), 1u);
    EXPECT_EQ(prompter.passwordQuestions[0].who, "root@[127.0.0.1]:" + std::to_string(server.port()));
    EXPECT_EQ(prompter.passwordQuestions[0].prompt, "");
    EXPECT_FALSE(prompter.passwordQuestions[0].servesOnce);
    EXPECT_TRUE(server.logs("Accepted password for root")) << server.log();
}

TEST_F(PasswordTest, AWrongOneIsAskedForAgain) {
    const PamService pam(right);
    test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {"hunter2", "hunter3", right};
    EXPECT_TRUE(open(without(server)));
    EXPECT_EQ(questions(), 3u);
}

TEST_F(PasswordTest, WrongThreeTimesIsRefusedWithASentence) {
    const PamService pam(right);
    test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {"hunter2"};
    const auto what = refusal(without(server));
    EXPECT_EQ(questions(), 3u);
    EXPECT_THAT(what, HasSubstr("does not let root in. Tried: password (what was given was wrong)."));
    EXPECT_THAT(what, Not(HasSubstr("hunter2")));
}

TEST_F(PasswordTest, NoAnswerIsNoTry) {
    const PamService pam(right);
    test::Sshd server(PamService::settings("password"), "127.0.0.1", pam.wrapper());
    EXPECT_THAT(refusal(without(server)), HasSubstr("password (no answer was given)"));
    EXPECT_EQ(questions(), 1u);
    EXPECT_THAT(server.log(), Not(HasSubstr("Failed password")));
}

TEST_F(PasswordTest, KeyboardInteractiveAsksInTheServersWordsOneAfterTheOther) {
    const PamService pam(right, code);
    test::Sshd server(PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {right, code};
    EXPECT_TRUE(open(without(server)));
    ASSERT_EQ(questions(), 2u);
    EXPECT_THAT(prompter.passwordQuestions[0].prompt, HasSubstr("Password:"));
    EXPECT_FALSE(prompter.passwordQuestions[0].servesOnce);
    EXPECT_THAT(prompter.passwordQuestions[1].prompt, HasSubstr("The code of your token"));
    EXPECT_TRUE(prompter.passwordQuestions[1].servesOnce);
    EXPECT_TRUE(server.logs("Accepted keyboard-interactive/pam for root")) << server.log();
}

TEST_F(PasswordTest, AWrongCodeIsAskedForAgainBehindThePassword) {
    const PamService pam(right, code);
    test::Sshd server(PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {right, "000000", right, "111111", right, code};
    EXPECT_TRUE(open(without(server)));
    EXPECT_EQ(questions(), 6u);
}

TEST_F(PasswordTest, AWrongCodeThreeTimesIsRefusedWithASentence) {
    const PamService pam(right, code);
    test::Sshd server(PamService::settings("keyboard-interactive"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {right, "000000"};
    const auto what = refusal(without(server));
    EXPECT_EQ(questions(), 6u);
    EXPECT_THAT(what, HasSubstr("keyboard-interactive (what was given was wrong)"));
    for (const auto* secret : {right, "000000"})
        EXPECT_THAT(what, Not(HasSubstr(secret)));
}

TEST_F(PasswordTest, MayBeWantedBesideTheKey) {
    const PamService pam(right, code);
    test::Sshd server(PamService::settings("publickey,keyboard-interactive"), "127.0.0.1", pam.wrapper());
    prompter.passwordAnswers = {right, code};
    EXPECT_TRUE(open(targetOf(server)));
    EXPECT_EQ(questions(), 2u);
}

} // namespace
} // namespace understudy::ops::ssh
