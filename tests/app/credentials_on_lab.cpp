// The credentials dialog on the cluster of a lab, with a real keyring. Run on the lab's operator's host,
// without a screen, inside a session that has a keyring: credentials_on_lab [GTEST OPTION...] CLUSTER-FILE
// ROUTER-TABLE-COMMAND...; secrets come by standard input, a line each. Pictures go to the folder
// UNDERSTUDY_PICTURES of the environment.
#include <iostream>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include "tests/app/lab_window.h"
#include "ui/dialogs/credentials_dialog.h"
#include "ui/dialogs/new_secret_dialog.h"
#include "ui/dialogs/rotation_dialog.h"
#include "ui/models/credential_model.h"

using namespace understudy;
using test::textIn;
using testing::HasSubstr;
using testing::Not;
using ui::CredentialModel;

namespace {

/// BGP password of the IPv4 neighbor.
constexpr int row = 0;
/// Every instance is asked in turn, and a keyring may take its time.
constexpr int patienceMs = 60'000;

std::string secretFromInput() {
    std::string line;
    std::getline(std::cin, line);
    EXPECT_FALSE(line.empty()) << "standard input has no further secret";
    return line;
}

class CredentialsOnLab : public test::LabWindow {
protected:
    void SetUp() override {
        waitUntilHealthy();
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        dialog = window.findChild<ui::CredentialsDialog*>();
        ASSERT_NE(dialog, nullptr);
        table = part<QTableView>(dialog, "credentials");
        const auto cell = table->visualRect(table->model()->index(row, CredentialModel::Kind));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, cell.center());
        waitFor("the keyring has answered", [this] { return where().find("asking") == std::string::npos; });
    }

    template <typename T>
    static T* part(const QWidget* of, const char* name) {
        auto* found = of->findChild<T*>(name);
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    static void click(const QWidget* of, const char* name) {
        QTest::mouseClick(part<QPushButton>(of, name), Qt::LeftButton);
    }

    std::string where() const {
        return table->model()->index(row, CredentialModel::Where).data().toString().toStdString();
    }
    std::string result() const { return part<QLabel>(dialog, "credentialResult")->text().toStdString(); }
    void waitForResult(const std::string& words) {
        waitFor(
            words.c_str(), [&] { return result().find(words) != std::string::npos; }, patienceMs);
    }

    /// Into the dialog that `button` opens, as a person does.
    void typeSecret(const char* button, const std::string& secret) {
        click(dialog, button);
        auto* asking = dialog->findChild<ui::NewSecretDialog*>();
        ASSERT_NE(asking, nullptr);
        for (const auto* line : {"newSecret", "newSecretAgain"})
            QTest::keyClicks(part<QLineEdit>(asking, line), QString::fromStdString(secret));
        picture(*asking, button);
        click(asking, "acceptSecret");
        waitFor("it is taken", [this] { return dialog->findChild<ui::NewSecretDialog*>() == nullptr; });
    }
    void set(const std::string& secret) {
        typeSecret("setSecret", secret);
        waitForResult("Stored in the keyring.");
        waitFor("it is shown there", [this] { return where() == "in the keyring"; });
    }
    void expectNowhere(const std::string& secret) const {
        EXPECT_THAT(textIn(window), Not(HasSubstr(secret)));
    }

    ui::CredentialsDialog* dialog = nullptr;
    QTableView* table = nullptr;
};

} // namespace

/// Standard input: the sessions' password, another one.
TEST_F(CredentialsOnLab, TestTellsTheRightPasswordFromAWrongOne) {
    const auto right = secretFromInput();
    const auto wrong = secretFromInput();
    EXPECT_EQ(where(), "not stored");
    picture(*dialog, "credentials-absent");
    set(right);
    click(dialog, "testSecret");
    waitForResult("with the session up");
    EXPECT_EQ(result(), "It is the one on primary, backup1, backup2, spare, with the session up.");
    picture(*dialog, "credentials-right");
    set(wrong);
    click(dialog, "testSecret");
    waitForResult("Another password is on primary, backup1, backup2, spare.");
    picture(*dialog, "credentials-wrong");
    expectNowhere(right);
    expectNowhere(wrong);
}

/// Standard input: a new password. Prints `changing INSTANCE` when the router has to take it for that one.
TEST_F(CredentialsOnLab, RotateGivesItToOneInstanceAfterTheOther) {
    const auto password = secretFromInput();
    typeSecret("rotateSecret", password);
    auto* rotation = dialog->findChild<ui::RotationDialog*>();
    ASSERT_NE(rotation, nullptr);
    const auto* end = part<QLabel>(rotation, "rotationEnd");
    std::set<QString> told;
    waitFor(
        "the rotation has ended",
        [&] {
            for (const auto* state : rotation->findChildren<QLabel*>()) {
                const auto name = state->objectName();
                if (name.startsWith("rotation-") && state->text().startsWith("changing") &&
                    told.insert(name).second) {
                    std::cout << "changing " << name.mid(9).toStdString() << std::endl;
                    picture(*rotation, "rotation-running");
                }
            }
            return !end->text().isEmpty();
        },
        240'000);
    EXPECT_EQ(end->text().toStdString(), "All instances have the new password, and their sessions are up. "
                                         "The keyring has it, too.")
        << textIn(*rotation);
    EXPECT_EQ(told.size(), 4u);
    picture(*rotation, "rotation-done");
    click(rotation, "rotationButton");
    waitFor("the dialog is gone", [this] { return dialog->findChild<ui::RotationDialog*>() == nullptr; });
    for (const auto* instance : {"primary", "backup1", "backup2", "spare"})
        EXPECT_TRUE(test::routerHas(instance, "v4")) << instance;
    waitUntilHealthy();
    click(dialog, "testSecret");
    waitForResult("It is the one on primary, backup1, backup2, spare, with the session up.");
    table->selectRow(row + 1); // IPv6
    click(dialog, "testSecret");
    waitForResult("No session with 2001:19f0:ffff::1 is on backup2.");
    EXPECT_THAT(result(), HasSubstr("It is the one on primary, backup1, spare, with the session up."));
    expectNowhere(password);
}

TEST_F(CredentialsOnLab, RemoveTakesItOutOfTheKeyringAndNothingElse) {
    EXPECT_EQ(where(), "in the keyring");
    click(dialog, "removeSecret");
    auto* box = dialog->findChild<QMessageBox*>();
    ASSERT_NE(box, nullptr);
    picture(*box, "credentials-remove");
    click(box, "confirmRemoval");
    waitForResult("Removed.");
    waitFor("it is shown gone", [this] { return where() == "not stored"; });
    EXPECT_FALSE(part<QPushButton>(dialog, "testSecret")->isEnabled());
    waitUntilHealthy();
}

int main(int argc, char** argv) {
    return test::runOnLab(argc, argv);
}
