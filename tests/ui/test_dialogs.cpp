#include <gtest/gtest.h>

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "tests/support/example_cluster.h"
#include "tests/ui/text.h"
#include "ui/dialogs/instance_dialog.h"
#include "ui/dialogs/new_cluster_dialog.h"
#include "ui/dialogs/question_dialogs.h"
#include "ui/dialogs/take_down_dialog.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::InstanceName;

namespace {

template <typename T>
T* part(QWidget& of, const char* name) {
    auto* found = of.findChild<T*>(name);
    EXPECT_NE(found, nullptr) << name;
    return found;
}

QString allText(const QWidget& widget) {
    QStringList texts;
    for (const auto* label : widget.findChildren<QLabel*>())
        texts << label->text();
    return texts.join('\n');
}

class TakeDown : public testing::Test {
protected:
    void open(const char* instance = "primary") {
        dialog = std::make_unique<ui::TakeDownDialog>(std::make_shared<const cluster::Snapshot>(snapshot),
                                                      InstanceName{instance});
        dialog->show();
        button = part<QPushButton>(*dialog, "takeDown");
        typed = part<QLineEdit>(*dialog, "typedName");
    }
    void leaveOnly(std::size_t announcer) {
        for (std::size_t node = 0; node < snapshot.nodes.size(); ++node) {
            if (node != announcer)
                test::takeInterfaceDown(snapshot, node);
        }
    }

    test::StillClock clock;
    cluster::Snapshot snapshot = test::healthySnapshot(clock);
    std::unique_ptr<ui::TakeDownDialog> dialog;
    QPushButton* button = nullptr;
    QLineEdit* typed = nullptr;
};

} // namespace

TEST_F(TakeDown, showsTheExactCommandAndWhoTakesOver) {
    open();
    EXPECT_EQ(part<QLabel>(*dialog, "command")->text(), "ip link set dev dummy1 down");
    EXPECT_TRUE(allText(*dialog).contains("backup1 takes over, < 0.1 s without replies"));
    EXPECT_TRUE(allText(*dialog).contains("Still announcing: backup1, backup2 and backup3."));
}

TEST_F(TakeDown, cancelIsTheDefault) {
    open();
    QTest::keyClick(dialog.get(), Qt::Key_Return);
    EXPECT_FALSE(dialog->isVisible());
    EXPECT_EQ(dialog->result(), QDialog::Rejected);
}

TEST_F(TakeDown, decidesOnTheSnapshotThatWasShown) {
    snapshot.revision = 41;
    open();
    part<QSpinBox>(*dialog, "restoreAfter")->setValue(300);
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_EQ(dialog->result(), QDialog::Accepted);
    EXPECT_EQ(dialog->options().restoreAfter, 300s);
    EXPECT_FALSE(dialog->options().force);
    EXPECT_EQ(dialog->options().revision, 41U);
}

TEST_F(TakeDown, theLastAnnouncerNeedsItsNameTyped) {
    leaveOnly(0);
    open();
    EXPECT_TRUE(typed->isVisible());
    EXPECT_FALSE(button->isEnabled());
    QTest::keyClicks(typed, "primar");
    EXPECT_FALSE(button->isEnabled());
    QTest::keyClicks(typed, "y");
    EXPECT_TRUE(button->isEnabled());
    QTest::mouseClick(button, Qt::LeftButton);
    EXPECT_TRUE(dialog->options().force);
}

TEST_F(TakeDown, becomesTheLastAnnouncersWhileItIsOpen) {
    open();
    EXPECT_TRUE(button->isEnabled());
    leaveOnly(0);
    ++snapshot.revision;
    dialog->setSnapshot(std::make_shared<const cluster::Snapshot>(snapshot));
    EXPECT_FALSE(button->isEnabled());
    EXPECT_TRUE(typed->isVisible());
}

TEST_F(TakeDown, anUnknownNodeCannotBeTakenDownByTyping) {
    test::loseNode(snapshot, 0, clock.steady(), "no answer");
    open();
    EXPECT_FALSE(button->isEnabled());
    typed->setText("primary");
    EXPECT_FALSE(button->isEnabled());
}

TEST(HostKey, acceptingIsNotTheDefault) {
    ops::Question question;
    question.host = "192.0.2.111";
    question.fingerprint = "SHA256:abc";
    ui::HostKeyDialog dialog{question};
    dialog.show();
    EXPECT_EQ(part<QLabel>(dialog, "fingerprint")->text(), "SHA256:abc");
    QTest::keyClick(&dialog, Qt::Key_Return);
    EXPECT_EQ(dialog.result(), QDialog::Rejected);
    EXPECT_FALSE(dialog.isVisible());
}

TEST(Secret, isHiddenWhileTyped) {
    ops::Question question;
    question.kind = ops::QuestionKind::Passphrase;
    question.subject = "/root/.ssh/id_ed25519";
    ui::SecretDialog dialog{question, {ops::KeyringState::Absent, false, {}}};
    auto* line = part<QLineEdit>(dialog, "secret");
    EXPECT_EQ(line->echoMode(), QLineEdit::Password);
    QTest::keyClicks(line, "open sesame");
    EXPECT_EQ(dialog.secret(), "open sesame");
}

TEST(Secret, isAskedForInTheServersWords) {
    ops::Question question;
    question.kind = ops::QuestionKind::Password;
    question.subject = "root@192.0.2.111";
    question.prompt = "The code <b>of</b> your token:";
    question.servesOnce = true;
    ui::SecretDialog dialog{question, {ops::KeyringState::Absent, false, {}}};
    EXPECT_EQ(part<QLabel>(dialog, "prompt")->text(), "The code <b>of</b> your token:");
    EXPECT_EQ(part<QLabel>(dialog, "prompt")->textFormat(), Qt::PlainText);
    EXPECT_EQ(part<QLineEdit>(dialog, "secret")->echoMode(), QLineEdit::Password);
}

TEST(InstanceDialog, refusesWhatTheClusterFileWouldRefuse) {
    const auto cluster = test::exampleCluster();
    ui::InstanceDialog dialog{cluster, ui::InstanceDialog::proposal(cluster)};
    auto* name = part<QLineEdit>(dialog, "name");
    auto* host = part<QLineEdit>(dialog, "host");
    auto* interface = part<QLineEdit>(dialog, "interface");
    auto* save = part<QPushButton>(dialog, "save");
    EXPECT_FALSE(save->isEnabled());
    name->setText("backup4");
    host->setText("192.0.2.115");
    ASSERT_TRUE(save->isEnabled());
    name->setText("primary");
    EXPECT_FALSE(save->isEnabled()) << "the name is taken";
    name->setText("backup4");
    interface->setText("dummy1; reboot");
    EXPECT_FALSE(save->isEnabled());
    interface->setText("dummy1");
    host->setText("-oProxyCommand=x");
    EXPECT_FALSE(save->isEnabled());
}

TEST(InstanceDialog, proposesTheNextTier) {
    const auto cluster = test::exampleCluster();
    ui::InstanceDialog dialog{cluster, ui::InstanceDialog::proposal(cluster)};
    part<QLineEdit>(dialog, "name")->setText("backup4");
    part<QLineEdit>(dialog, "host")->setText("192.0.2.115");
    const auto instance = dialog.instance();
    ASSERT_TRUE(instance);
    EXPECT_EQ(instance->tier, 4);
    EXPECT_EQ(instance->interface, "dummy1");
    EXPECT_FALSE(instance->ssh.port);
}

TEST(InstanceDialog, changesNothingByItself) {
    const auto cluster = test::exampleCluster();
    const ui::InstanceDialog dialog{cluster, cluster.instances[1]};
    EXPECT_EQ(dialog.instance(), cluster.instances[1]);
}

TEST(NewCluster, needsANameAndAFloatingIp) {
    ui::NewClusterDialog dialog;
    auto* create = part<QPushButton>(dialog, "create");
    part<QLineEdit>(dialog, "name")->setText("web-ams");
    EXPECT_FALSE(create->isEnabled());
    auto* floating = part<QPlainTextEdit>(dialog, "floating");
    floating->setPlainText("192.0.2.2/33");
    EXPECT_FALSE(create->isEnabled());
    floating->setPlainText("192.0.2.2/32\n\n2001:db8:2222::1/64\n");
    ASSERT_TRUE(create->isEnabled());
    const auto cluster = dialog.cluster();
    ASSERT_TRUE(cluster);
    EXPECT_EQ(cluster->floating.size(), 2U);
    EXPECT_EQ(cluster->cloud.neighbor4.toString(), "169.254.169.254");
    EXPECT_TRUE(dialog.path().endsWith("/web-ams.understudy"));
}
