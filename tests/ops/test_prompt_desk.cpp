#include "core/ops/node/prompt_desk.h"

#include <future>

#include <gtest/gtest.h>

#include "core/ops/ssh/wake.h"

using namespace understudy;
using namespace understudy::ops;

namespace {

Question passphraseOf(const std::string& instance) {
    Question question;
    question.kind = QuestionKind::Passphrase;
    question.instance = cluster::InstanceName{instance};
    question.subject = "/home/ops/.ssh/id_ed25519";
    return question;
}

/// A person who answers at once, each question with the next secret.
class Person {
public:
    explicit Person(std::vector<Answer> answers) : m_answers(std::move(answers)) {}

    Answer askedBy(const std::string& instance) { return desk.ask(passphraseOf(instance), wake); }
    int questions() const { return m_questions; }

    ssh::Wake wake;
    PromptDesk desk{[this](const Question& question) {
        desk.answer(question.id, m_answers.at(static_cast<std::size_t>(m_questions++)));
    }};

private:
    std::vector<Answer> m_answers;
    int m_questions = 0;
};

} // namespace

TEST(PromptDesk, asksOnceForWhatSeveralNodesNeed) {
    Person person{{{true, "right"}}};
    EXPECT_EQ(person.askedBy("primary").secret, "right");
    EXPECT_EQ(person.askedBy("backup1").secret, "right");
    EXPECT_EQ(person.questions(), 1);
}

TEST(PromptDesk, asksAgainWhenTheSecretWasWrong) {
    Person person{{{true, "wrong"}, {true, "right"}}};
    EXPECT_EQ(person.askedBy("primary").secret, "wrong");
    EXPECT_EQ(person.askedBy("primary").secret, "right");
    EXPECT_EQ(person.askedBy("backup1").secret, "right");
    EXPECT_EQ(person.questions(), 2);
}

TEST(PromptDesk, aWrongSecretIsGivenToNobodyElse) {
    Person person{{{true, "wrong"}, {false, ""}, {false, ""}}};
    EXPECT_EQ(person.askedBy("primary").secret, "wrong");
    EXPECT_FALSE(person.askedBy("primary").accepted);
    EXPECT_FALSE(person.askedBy("backup1").accepted);
    EXPECT_EQ(person.questions(), 3);
}

TEST(PromptDesk, aLostConnectionIsNoReasonToAskAgain) {
    Person person{{{true, "right"}}};
    person.askedBy("primary");
    person.desk.loggedIn(cluster::InstanceName{"primary"});
    EXPECT_EQ(person.askedBy("primary").secret, "right");
    EXPECT_EQ(person.questions(), 1);
}

TEST(PromptDesk, aRefusalIsNotRemembered) {
    Person person{{{false, ""}, {true, "right"}}};
    EXPECT_FALSE(person.askedBy("primary").accepted);
    EXPECT_TRUE(person.askedBy("backup1").accepted);
}

TEST(PromptDesk, whatServesOnceIsNotRemembered) {
    Person person{{{true, "123456"}, {true, "654321"}}};
    auto code = passphraseOf("primary");
    code.servesOnce = true;
    EXPECT_EQ(person.desk.ask(code, person.wake).secret, "123456");
    person.desk.loggedIn(cluster::InstanceName{"primary"});
    EXPECT_EQ(person.desk.ask(code, person.wake).secret, "654321");
}

TEST(PromptDesk, aStopEndsTheWaitWithARefusal) {
    ssh::Wake wake;
    std::promise<void> asked;
    PromptDesk desk{[&](const Question&) {
        asked.set_value();
    }};
    auto answer = std::async(std::launch::async, [&] { return desk.ask(passphraseOf("primary"), wake); });
    asked.get_future().wait();
    wake.stop();
    EXPECT_FALSE(answer.get().accepted);
    desk.answer(1, {true, "too late"});
}
