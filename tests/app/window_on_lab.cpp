// The desktop as the program builds it, clicked on by a test, on the cluster of a lab. Run on the lab's
// operator's host, without a screen: window_on_lab [GTEST OPTION...] CLUSTER-FILE ROUTER-TABLE-COMMAND...;
// pictures go to the folder UNDERSTUDY_PICTURES of the environment.
#include <algorithm>
#include <iostream>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include "core/ops/cluster_file.h"
#include "tests/app/lab_window.h"
#include "ui/dialogs/setup_wizard.h"
#include "ui/dialogs/take_down_dialog.h"
#include "ui/dialogs/tier_dialog.h"
#include "ui/models/instance_model.h"
#include "ui/pages/headline_bar.h"
#include "ui/pages/instance_delegate.h"
#include "ui/pages/instance_table.h"

using namespace understudy;
using test::routerHas;
using test::textIn;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using ui::InstanceModel;

namespace {

/// How long the path is that the router has from the instance; 0 without one.
int pathAtRouter(const std::string& instance, const char* family) {
    const auto table = test::routerTable();
    const auto at = table.find("[" + instance + "_" + family + " ");
    if (at == std::string::npos)
        return 0;
    const auto path = table.find(" path ", at) + 6;
    const auto line = table.substr(path, table.find('\n', path) - path);
    return 1 + static_cast<int>(std::count(line.begin(), line.end(), ' '));
}

class WindowOnLab : public test::LabWindow {
protected:
    WindowOnLab() : table(window.findChild<ui::InstanceTable*>("instances")) {}

    int rowOf(const std::string& instance) const {
        const auto* model = table->model();
        for (int row = 0; row < model->rowCount(); ++row)
            if (rowText(row, InstanceModel::Instance).starts_with(instance))
                return row;
        return -1;
    }
    std::string rowText(int row, InstanceModel::Column column) const {
        return table->model()->index(row, column).data().toString().toStdString();
    }
    std::string interfaceOf(const std::string& instance) const {
        return rowText(rowOf(instance), InstanceModel::Interface);
    }
    /// The card of a floating IP, as a screen reader reads it.
    std::string headline(std::size_t floating) const {
        return window.findChildren<ui::HeadlineCard*>()
            .at(static_cast<qsizetype>(floating))
            ->accessibleName()
            .toStdString();
    }
    bool isServedBy(const std::string& instance) const {
        return headline(0).find("served by " + instance + ",") != std::string::npos &&
               headline(1).find("served by " + instance + ",") != std::string::npos;
    }

    void clickSwitchOf(const std::string& instance) {
        const auto cell = table->visualRect(table->model()->index(rowOf(instance), InstanceModel::Interface));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          ui::InstanceDelegate::switchRect(cell).center());
    }
    void drop(const std::string& instance, const std::string& place) {
        QMimeData dragged;
        dragged.setData("application/x-understudy-instance", QByteArray::fromStdString(instance));
        const auto cell = table->visualRect(table->model()->index(rowOf(place), InstanceModel::Tier));
        QDropEvent event{QPointF(cell.center()), Qt::MoveAction, &dragged, Qt::LeftButton, Qt::NoModifier};
        // The application hands a drop only to where a real drag has entered.
        struct Opened : ui::InstanceTable {
            using ui::InstanceTable::viewportEvent;
        };
        (table->*(&Opened::viewportEvent))(&event);
    }
    ui::TierDialog* tiers() const { return window.findChild<ui::TierDialog*>(); }
    template <typename T>
    T* inTiers(const char* name) const {
        auto* found = tiers()->findChild<T*>(name);
        EXPECT_NE(found, nullptr) << name;
        return found;
    }

    /// Applies what the dialog shows once it may be, and closes it.
    void applyTiers() {
        auto* apply = inTiers<QPushButton>("apply");
        waitFor("the tiers may be applied", [apply] { return apply->isEnabled(); });
        QTest::mouseClick(apply, Qt::LeftButton);
        waitFor(
            "it is done", [this] { return inTiers<QLabel>("state")->text().startsWith("Done"); }, 60000);
        tiers()->close();
        waitFor("the dialog is gone", [this] { return tiers() == nullptr; });
    }
    /// The first two tiers, at the router, in the window and in the cluster file.
    void expectInOrder(const std::string& first, const std::string& second) {
        for (const auto* family : {"v4", "v6"}) {
            EXPECT_EQ(pathAtRouter(first, family), 1);
            EXPECT_EQ(pathAtRouter(second, family), 2);
        }
        waitFor("the first serves both", [&] { return isServedBy(first); });
        waitUntilHealthy();
        EXPECT_EQ(rowOf(first), 0);
        const auto saved = ops::ClusterFile::load(test::clusterFile().toStdString());
        ASSERT_TRUE(saved);
        EXPECT_EQ(saved->cluster().find(cluster::InstanceName{first})->tier, 0);
        EXPECT_EQ(saved->cluster().find(cluster::InstanceName{second})->tier, 1);
    }

    ui::TakeDownDialog* dialog() const { return window.findChild<ui::TakeDownDialog*>(); }
    void takeDown(const std::string& instance) {
        clickSwitchOf(instance);
        ASSERT_NE(dialog(), nullptr) << textIn(window);
        QTest::mouseClick(dialog()->findChild<QPushButton*>("takeDown"), Qt::LeftButton);
    }

    ui::InstanceTable* table;
};

} // namespace

TEST_F(WindowOnLab, TheSwitchMovesBothFamiliesAwayAndBack) {
    waitUntilHealthy();
    waitFor("primary serves both", [this] { return isServedBy("primary"); });
    ASSERT_TRUE(routerHas("primary", "v4") && routerHas("primary", "v6"));

    clickSwitchOf("primary");
    ASSERT_NE(dialog(), nullptr);
    EXPECT_EQ(dialog()->findChild<QLabel*>("command")->text(), "ip link set dev dummy1 down");
    EXPECT_THAT(textIn(*dialog()), HasSubstr("backup1 takes over"));
    EXPECT_TRUE(routerHas("primary", "v4")) << "asking has changed something";
    QTest::mouseClick(dialog()->findChild<QPushButton*>("takeDown"), Qt::LeftButton);

    waitFor("the router loses both routes",
            [] { return !routerHas("primary", "v4") && !routerHas("primary", "v6"); });
    EXPECT_TRUE(routerHas("backup1", "v4") && routerHas("backup1", "v6"));
    waitFor("backup1 serves both", [this] { return isServedBy("backup1"); });
    waitFor("the interface is shown down, with its restore",
            [this] { return interfaceOf("primary").find("dummy1 down · restores in ") == 0; });
    waitFor("the node's answer is told", [this] {
        return textIn(window).find("Taking down dummy1 on primary: done, the node confirmed it.") !=
               std::string::npos;
    });
    EXPECT_THAT(textIn(window), AllOf(HasSubstr("restore armed on the node"), HasSubstr("interface down"),
                                      HasSubstr("ip link set dev dummy1 down")));

    clickSwitchOf("primary");
    EXPECT_EQ(dialog(), nullptr) << "bringing up asks nothing";
    waitFor("the router has both routes again",
            [] { return routerHas("primary", "v4") && routerHas("primary", "v6"); });
    waitFor("primary serves both again", [this] { return isServedBy("primary"); });
    waitUntilHealthy();
    EXPECT_EQ(interfaceOf("primary"), "dummy1 up");
    waitFor("the node's answer is told again", [this] {
        return textIn(window).find("Bringing up dummy1 on primary: done, the node confirmed it.") !=
               std::string::npos;
    });
    EXPECT_THAT(textIn(window), AllOf(HasSubstr("restore disarmed"), HasSubstr("interface up")));
}

TEST_F(WindowOnLab, CancelLeavesTheRouterAsItIs) {
    waitUntilHealthy();
    clickSwitchOf("backup1");
    ASSERT_NE(dialog(), nullptr);
    QTest::keyClick(dialog(), Qt::Key_Return); // Cancel is the default
    waitFor("the dialog is gone", [this] { return dialog() == nullptr; });
    EXPECT_TRUE(routerHas("backup1", "v4") && routerHas("backup1", "v6"));
    EXPECT_THAT(textIn(window), Not(HasSubstr("ip link set dev dummy1 down")));
}

TEST_F(WindowOnLab, TheLastAnnouncerIsTakenDownOnlyByItsName) {
    waitUntilHealthy();
    for (const auto* other : {"primary", "backup1", "backup2"}) {
        takeDown(other);
        waitFor("it is down", [&] { return interfaceOf(other).find("down") != std::string::npos; });
    }
    clickSwitchOf("spare");
    ASSERT_NE(dialog(), nullptr);
    EXPECT_THAT(textIn(*dialog()), HasSubstr("Nobody remains announcing."));
    EXPECT_FALSE(dialog()->findChild<QPushButton*>("takeDown")->isEnabled());
    dialog()->reject();
    for (const auto* other : {"primary", "backup1", "backup2"})
        clickSwitchOf(other);
    waitUntilHealthy();
    EXPECT_TRUE(routerHas("primary", "v6") && routerHas("backup2", "v4"));
}

TEST_F(WindowOnLab, ADropChangesTheTiersAtTheRouterAndAnotherBack) {
    waitUntilHealthy();
    drop("backup1", "primary");
    ASSERT_NE(tiers(), nullptr);
    auto* apply = inTiers<QPushButton>("apply");
    waitFor("the differences are read", [apply] { return apply->isEnabled(); });
    EXPECT_EQ(inTiers<QLabel>("order")->text().toStdString(),
              "In this order, who carries the traffic last:\n1. backup1 to tier 1 (not prepended)\n"
              "2. primary to tier 2 (prepended 1×)");
    const auto differences = inTiers<QPlainTextEdit>("differences")->toPlainText().toStdString();
    EXPECT_THAT(differences, AllOf(HasSubstr("backup1  /etc/bird/bird.conf"),
                                   HasSubstr("\n-            bgp_path.prepend(65500);"),
                                   HasSubstr("primary  /etc/bird/bird6.conf"),
                                   HasSubstr("\n+        bgp_path.prepend(65500);")));
    EXPECT_THAT(differences, Not(HasSubstr("password \"")));
    EXPECT_EQ(pathAtRouter("backup1", "v4"), 2) << "looking has changed something";
    EXPECT_TRUE(tiers()->findChild<QCheckBox*>("equalIsMeant")->isHidden());
    picture(*tiers(), "tiers");
    applyTiers();
    expectInOrder("backup1", "primary");

    drop("primary", "backup1");
    ASSERT_NE(tiers(), nullptr);
    applyTiers();
    expectInOrder("primary", "backup1");
}

TEST_F(WindowOnLab, EqualTiersAreAChoice) {
    waitUntilHealthy();
    table->selectRow(rowOf("backup2"));
    QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
    ASSERT_NE(tiers(), nullptr);
    inTiers<QSpinBox>("tier-backup2")->setValue(4);
    waitFor("the differences are read",
            [this] { return !inTiers<QPlainTextEdit>("differences")->toPlainText().isEmpty(); });
    auto* meant = inTiers<QCheckBox>("equalIsMeant");
    EXPECT_TRUE(meant->isVisible() && !meant->isChecked());
    EXPECT_THAT(meant->text().toStdString(),
                HasSubstr("backup2 and spare share the traffic at random (ECMP)"));
    auto* apply = inTiers<QPushButton>("apply");
    EXPECT_FALSE(apply->isEnabled());
    meant->setChecked(true);
    EXPECT_TRUE(apply->isEnabled());
    QTest::keyClick(tiers(), Qt::Key_Escape);
    waitFor("the dialog is gone", [this] { return tiers() == nullptr; });
    EXPECT_EQ(pathAtRouter("backup2", "v4"), 3);
}

/// Standard input: the name of a bare instance, a speaker of the wizard's list or nothing, the sessions'
/// password.
TEST_F(WindowOnLab, TheWizardSetsUpABareInstance) {
    std::string instance;
    std::string speaker;
    std::string password;
    for (auto* line : {&instance, &speaker, &password})
        std::getline(std::cin, *line);
    ASSERT_FALSE(password.empty());
    waitFor("the instance is there", [&] { return rowOf(instance) >= 0; });
    emit table->setUpRequested(cluster::InstanceName{instance});
    auto* wizard = window.findChild<ui::SetupWizard*>();
    ASSERT_NE(wizard, nullptr);
    auto* apply = wizard->findChild<QPushButton*>("apply");
    const auto state = [&] {
        return wizard->findChild<QLabel*>("state")->text().toStdString();
    };
    waitFor("it has looked",
            [&] { return state().find("no password for the session with") != std::string::npos; });
    EXPECT_FALSE(apply->isEnabled()) << "without a password";
    if (!speaker.empty()) {
        auto* choice = wizard->findChild<QComboBox*>("speaker");
        choice->setCurrentText(QString::fromStdString(speaker));
        ASSERT_EQ(choice->currentText().toStdString(), speaker);
    }
    QTest::keyClicks(wizard->findChild<QLineEdit*>("password"), QString::fromStdString(password));
    waitFor("it may be applied", [&] { return apply->isEnabled(); });
    const auto differences = wizard->findChild<QPlainTextEdit*>("differences")->toPlainText().toStdString();
    EXPECT_THAT(differences, AllOf(HasSubstr("ip link add dev dummy1 type dummy"),
                                   HasSubstr(speaker == "understudyd" ? "+++ /etc/understudyd.conf"
                                                                      : "+++ /etc/bird/bird.conf"),
                                   Not(HasSubstr(password))));
    picture(*wizard, "wizard");
    ASSERT_FALSE(routerHas(instance, "v4"));
    QTest::mouseClick(apply, Qt::LeftButton);
    waitFor(
        "it is done", [&] { return state().find("announces its floating addresses") != std::string::npos; },
        120000);
    EXPECT_TRUE(routerHas(instance, "v4"));
    EXPECT_THAT(textIn(window), Not(HasSubstr(password)));
    QTest::mouseClick(wizard->findChild<QPushButton*>("lookAgain"), Qt::LeftButton);
    waitFor("nothing is left to do",
            [&] { return state().find("Nothing is to be done") != std::string::npos; });
}

/// Run where neither sockets nor the program may ping, until somebody does as the window says.
TEST_F(WindowOnLab, SaysHowToPermitPing) {
    waitFor("the sysctl is named", [this] {
        return textIn(window).find("sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"") !=
               std::string::npos;
    });
    EXPECT_THAT(textIn(window),
                HasSubstr("Whether the floating IPs answer is not known: ping is not permitted here"));
    EXPECT_THAT(headline(0), HasSubstr("not probed"));
    ASSERT_EQ(QProcess::execute("sysctl", {"-q", "-w", "net.ipv4.ping_group_range=0 2147483647"}), 0);
    waitFor("it probes by itself", [this] { return isServedBy("primary"); });
    EXPECT_THAT(textIn(window), HasSubstr("The floating IPs are probed again."));
}

int main(int argc, char** argv) {
    return test::runOnLab(argc, argv);
}
