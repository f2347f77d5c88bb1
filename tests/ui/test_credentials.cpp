// The credentials page where there is no keyring, and what asks for secrets. With a keyring:
// tests/ops/credentials.
#include <set>

#include <gtest/gtest.h>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "tests/support/example_cluster.h"
#include "tests/support/process.h"
#include "tests/ui/text.h"
#include "ui/dialogs/credentials_dialog.h"
#include "ui/dialogs/new_secret_dialog.h"
#include "ui/dialogs/question_dialogs.h"
#include "ui/dialogs/rotation_dialog.h"
#include "ui/models/credential_model.h"

using namespace understudy;
using ops::KeyringState;
using ops::SecretHolding;
using ops::SecretKey;
using ui::CredentialModel;

namespace {

template <typename T>
T* part(QWidget& of, const char* name) {
    auto* found = of.findChild<T*>(name);
    EXPECT_NE(found, nullptr) << name;
    return found;
}

class CredentialsPage : public testing::Test {
protected:
    CredentialsPage() {
        dialog.setCluster(cluster);
        dialog.show();
        table = part<QTableView>(dialog, "credentials");
    }

    QString where(int row) const {
        return table->model()->index(row, CredentialModel::Where).data().toString();
    }
    bool shows(int row, const QString& words) const {
        return QTest::qWaitFor([&] { return where(row).contains(words); }, 20000);
    }
    /// Types a secret into the dialog that asks for one, twice.
    void type(const QString& first, const QString& second) {
        auto* asking = dialog.findChild<ui::NewSecretDialog*>();
        ASSERT_NE(asking, nullptr);
        part<QLineEdit>(*asking, "newSecret")->setText(first);
        part<QLineEdit>(*asking, "newSecretAgain")->setText(second);
    }
    QPushButton* accept() {
        return part<QPushButton>(*dialog.findChild<ui::NewSecretDialog*>(), "acceptSecret");
    }
    void click(const char* name) { QTest::mouseClick(part<QPushButton>(dialog, name), Qt::LeftButton); }

    test::TemporaryFolder folder;
    test::ScopedEnvironment home{"HOME", folder.path().string()};
    test::ScopedEnvironment runtime{"XDG_RUNTIME_DIR", folder.path().string()};
    test::ScopedEnvironment bus{"DBUS_SESSION_BUS_ADDRESS", ""};
    test::ScopedEnvironment desktop{"XDG_CURRENT_DESKTOP", ""};
    cluster::Cluster cluster = test::exampleCluster();
    ops::CredentialStore store;
    ui::CredentialsDialog dialog{store};
    QTableView* table = nullptr;
};

} // namespace

TEST_F(CredentialsPage, saysThatThereIsNoKeyringAndWhatThatMeans) {
    ASSERT_TRUE(shows(0, "not stored: there is no session bus"));
    auto* banner = part<QWidget>(dialog, "keyringBanner");
    EXPECT_TRUE(banner->isVisible());
    EXPECT_TRUE(banner->accessibleName().contains("There is no session bus"));
    EXPECT_TRUE(banner->accessibleName().contains("kept in memory until the window is closed"));
}

TEST_F(CredentialsPage, listsWhatTheClusterCanHave) {
    const auto kind = [&](int row) {
        return table->model()->index(row, CredentialModel::Kind).data().toString();
    };
    EXPECT_EQ(kind(0), "BGP password");
    EXPECT_EQ(table->model()->index(0, CredentialModel::Subject).data().toString(), "169.254.169.254");
    EXPECT_EQ(kind(table->model()->rowCount() - 1), "API key");
}

TEST_F(CredentialsPage, keepsASecretInMemoryAndLetsItGo) {
    ASSERT_TRUE(shows(0, "not stored"));
    EXPECT_FALSE(part<QPushButton>(dialog, "testSecret")->isEnabled());
    EXPECT_FALSE(part<QPushButton>(dialog, "removeSecret")->isEnabled());
    click("setSecret");
    type("hunter2", "hunter2");
    QTest::mouseClick(accept(), Qt::LeftButton);
    ASSERT_TRUE(shows(0, "in memory until the window is closed"));
    EXPECT_TRUE(part<QPushButton>(dialog, "testSecret")->isEnabled());
    for (const auto* label : dialog.findChildren<QLabel*>())
        EXPECT_FALSE(label->text().contains("hunter2"));
    click("removeSecret");
    auto* box = dialog.findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    QTest::mouseClick(part<QPushButton>(*box, "confirmRemoval"), Qt::LeftButton);
    EXPECT_TRUE(shows(0, "not stored"));
}

TEST_F(CredentialsPage, takesNoPasswordThatBirdWouldNot) {
    click("setSecret");
    EXPECT_FALSE(accept()->isEnabled());
    type("hunter2", "hunter3");
    EXPECT_FALSE(accept()->isEnabled());
    type("with\"quote", "with\"quote");
    EXPECT_FALSE(accept()->isEnabled());
    type("hunter2", "hunter2");
    EXPECT_TRUE(accept()->isEnabled());
    EXPECT_EQ(part<QLineEdit>(*dialog.findChild<ui::NewSecretDialog*>(), "newSecret")->echoMode(),
              QLineEdit::Password);
}

TEST_F(CredentialsPage, takesNoApiKeyThatDoesNotFitIntoAHeader) {
    table->selectRow(table->model()->rowCount() - 1);
    click("setSecret");
    type("VLTR 123", "VLTR 123");
    EXPECT_FALSE(accept()->isEnabled());
    type("VLTR-123", "VLTR-123");
    EXPECT_TRUE(accept()->isEnabled());
}

TEST_F(CredentialsPage, rotatesOnlyAfterTheNewPasswordWasTypedTwice) {
    QSignalSpy wanted{&dialog, &ui::CredentialsDialog::rotateWanted};
    click("rotateSecret");
    type("hunter2", "hunter2");
    EXPECT_EQ(wanted.count(), 0);
    QTest::mouseClick(accept(), Qt::LeftButton);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].value<base::Secret>().reveal(), "hunter2");
    table->selectRow(table->model()->rowCount() - 1);
    EXPECT_FALSE(part<QPushButton>(dialog, "rotateSecret")->isEnabled())
        << "an API key is not the instances'";
}

TEST(CredentialModel, neverTakesWhatIsNotKnownForAbsent) {
    const auto key = SecretKey::apiKey("vultr");
    CredentialModel model;
    model.setKeys({key});
    const auto where = [&] {
        return model.index(0, CredentialModel::Where).data().toString();
    };
    EXPECT_TRUE(where().startsWith("asking"));
    for (const auto state : {KeyringState::Locked, KeyringState::TimedOut, KeyringState::Failed}) {
        model.setHolding(key, {state, false, "why"});
        EXPECT_TRUE(where().startsWith("not known: ")) << where().toStdString();
    }
    model.setHolding(key, {KeyringState::Present, false, {}});
    EXPECT_EQ(where(), "in the keyring");
}

TEST(CredentialModel, tellsEveryStateOfTheKeyringApart) {
    std::set<QString> words;
    for (const auto state :
         {KeyringState::Present, KeyringState::Absent, KeyringState::Locked, KeyringState::NoKeyring,
          KeyringState::NoBus, KeyringState::TimedOut, KeyringState::Failed})
        words.insert(ui::sentence({state, false, {}}));
    words.insert(ui::sentence({KeyringState::Absent, true, {}}));
    EXPECT_EQ(words.size(), 8u);
}

TEST(RememberInTheKeyring, isOfferedWhereItCanBe) {
    ops::Question question;
    question.kind = ops::QuestionKind::Password;
    question.subject = "root@192.0.2.111";
    const auto offered = [&](KeyringState state) {
        ui::SecretDialog dialog{question, {state, false, {}}};
        dialog.show();
        return part<QCheckBox>(dialog, "remember")->isVisible();
    };
    EXPECT_TRUE(offered(KeyringState::Absent));
    EXPECT_TRUE(offered(KeyringState::Locked));
    EXPECT_FALSE(offered(KeyringState::NoKeyring));
    EXPECT_FALSE(offered(KeyringState::NoBus));
    question.servesOnce = true;
    EXPECT_FALSE(offered(KeyringState::Absent));
}

TEST(RememberInTheKeyring, isNotDoneUnlessWanted) {
    ops::Question question;
    question.kind = ops::QuestionKind::Passphrase;
    ui::SecretDialog dialog{question, {KeyringState::Present, false, {}}};
    EXPECT_EQ(dialog.memory(), ops::Memory::Session);
    EXPECT_TRUE(part<QLabel>(dialog, "note")->text().contains("the keyring has was refused"));
    part<QCheckBox>(dialog, "remember")->setChecked(true);
    EXPECT_EQ(dialog.memory(), ops::Memory::Keyring);
    EXPECT_TRUE(part<QLabel>(dialog, "note")->text().contains("stored once you are logged in"));
}

TEST(RotationDialog, showsEveryInstanceAndIsNotClosedWhileItRuns) {
    const cluster::InstanceName backup{"backup1"};
    const cluster::InstanceName primary{"primary"};
    using ops::RotationState;
    ui::RotationDialog dialog{
        {{backup, RotationState::NotTouched, {}}, {primary, RotationState::NotTouched, {}}}};
    dialog.show();
    QSignalSpy cancelled{&dialog, &ui::RotationDialog::cancelWanted};
    dialog.showStep({backup, RotationState::Changing, {}});
    EXPECT_TRUE(part<QLabel>(dialog, "rotation-backup1")->text().contains("changing"));
    QTest::keyClick(&dialog, Qt::Key_Escape);
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_EQ(cancelled.count(), 1);
    dialog.showEnd(
        {false,
         "it did not work",
         {{backup, RotationState::Restored, "no session"}, {primary, RotationState::NotTouched, {}}}},
        {});
    EXPECT_EQ(part<QLabel>(dialog, "rotation-primary")->text(), "not touched");
    EXPECT_EQ(part<QLabel>(dialog, "rotationEnd")->text(), "it did not work.");
    QTest::keyClick(&dialog, Qt::Key_Escape);
    EXPECT_FALSE(dialog.isVisible());
}
