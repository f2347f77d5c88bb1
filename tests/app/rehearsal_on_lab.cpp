// Rehearsals from the window, on the cluster of a lab. Run on the lab's operator's host, without a screen:
// rehearsal_on_lab [GTEST OPTION...] CLUSTER-FILE ROUTER-TABLE-COMMAND...; pictures go to the folder
// UNDERSTUDY_PICTURES of the environment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QComboBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>

#include "app/understudy/health_report.h"
#include "core/ops/report/kept_reports.h"
#include "tests/app/lab_window.h"
#include "ui/dialogs/rehearsal_dialog.h"
#include "ui/models/instance_model.h"
#include "ui/models/rehearsal_steps_model.h"
#include "ui/pages/instance_delegate.h"
#include "ui/pages/instance_table.h"

using namespace understudy;
using test::routerHas;
using test::textIn;
using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using Steps = ui::RehearsalStepsModel;

namespace {

/// A ladder of four takes about half a minute.
constexpr int patienceMs = 150'000;

bool routerHasAll() {
    for (const auto* name : {"primary", "backup1", "spare"}) {
        if (!routerHas(name, "v4") || !routerHas(name, "v6"))
            return false;
    }
    return routerHas("backup2", "v4");
}

class RehearsalOnLab : public test::LabWindow {
protected:
    void open() {
        waitUntilHealthy();
        QTest::mouseClick(window.findChild<QToolButton*>("rehearse"), Qt::LeftButton);
        ASSERT_NE(dialog(), nullptr) << textIn(window);
        part<QSpinBox>("hold")->setValue(1);
    }
    ui::RehearsalDialog* dialog() const { return window.findChild<ui::RehearsalDialog*>(); }
    template <typename T>
    T* part(const char* name) const {
        auto* found = dialog()->findChild<T*>(name);
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    void click(const char* name) { QTest::mouseClick(part<QPushButton>(name), Qt::LeftButton); }
    /// Chosen as a keyboard does.
    void choose(const char* box, const QString& wanted) {
        auto* combo = part<QComboBox>(box);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Home);
        for (int i = 0; i < combo->count() && combo->currentText() != wanted; ++i)
            QTest::keyClick(combo, Qt::Key_Down);
        EXPECT_EQ(combo->currentText().toStdString(), wanted.toStdString());
    }
    void start() {
        waitFor("it may be started", [this] { return part<QPushButton>("startRehearsal")->isEnabled(); });
        click("startRehearsal");
    }
    std::string phase() const { return part<QLabel>("phase")->text().toStdString(); }
    std::string heading() const { return part<QLabel>("reportHeading")->text().toStdString(); }
    std::string why() const { return part<QLabel>("reportWhy")->text().toStdString(); }
    bool isOver() const { return dialog() && !dialog()->isRunning(); }
    void waitUntilOver() {
        waitFor(
            "the rehearsal is over", [this] { return isOver(); }, patienceMs);
    }
    std::vector<std::string> column(Steps::Column column) const {
        const auto* model = part<QTableView>("rehearsalSteps")->model();
        std::vector<std::string> cells;
        for (int row = 0; row < model->rowCount(); ++row)
            cells.push_back(model->index(row, column).data().toString().toStdString());
        return cells;
    }
    void clickSwitchOf(const std::string& instance) {
        auto* table = window.findChild<ui::InstanceTable*>("instances");
        const auto* model = table->model();
        for (int row = 0; row < model->rowCount(); ++row) {
            if (!model->index(row, ui::InstanceModel::Instance)
                     .data()
                     .toString()
                     .toStdString()
                     .starts_with(instance))
                continue;
            const auto cell = table->visualRect(model->index(row, ui::InstanceModel::Interface));
            QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                              ui::InstanceDelegate::switchRect(cell).center());
        }
    }
    void picture(const char* name) const { LabWindow::picture(*dialog(), name); }
    std::vector<ops::KeptReport> kept() const {
        return ops::listReports(ops::reportFolderOf(test::clusterFile().toStdString()));
    }
};

} // namespace

TEST_F(RehearsalOnLab, ASingleLinkRehearsalIsPlannedRunAndReported) {
    const auto before = kept().size();
    open();
    EXPECT_THAT(column(Steps::Forecast), testing::Contains(HasSubstr("backup1 takes over")));
    EXPECT_TRUE(routerHasAll()) << "planning has changed something";
    picture("planning-single");
    part<QSpinBox>("hold")->setValue(3);
    start();
    waitFor("the router loses the primary's routes",
            [] { return !routerHas("primary", "v4") && !routerHas("primary", "v6"); });
    EXPECT_TRUE(routerHas("backup1", "v4") && routerHas("backup1", "v6"));
    waitFor("the first step is watched", [this] { return phase().find("watching") != std::string::npos; });
    EXPECT_THAT(phase(), HasSubstr("Step 1 of 2, primary fails"));
    picture("running-single");
    clickSwitchOf("backup1");
    EXPECT_THAT(textIn(window), HasSubstr("A rehearsal is running: nothing else changes the cluster"));
    EXPECT_FALSE(desktop.open(test::clusterFile())) << "another cluster was opened in the middle of it";
    waitUntilOver();

    EXPECT_EQ(heading(), "Single, Link down: passed");
    EXPECT_THAT(why(), HasSubstr("Everything is as it was before."));
    EXPECT_THAT(column(Steps::State), Each(std::string{"passed"}));
    EXPECT_THAT(column(Steps::Serves), testing::ElementsAre("backup1", "backup1", "primary", "primary"));
    EXPECT_TRUE(routerHasAll());
    waitUntilHealthy();
    EXPECT_THAT(textIn(window), HasSubstr("The rehearsal passed. Everything is as it was before."));
    EXPECT_TRUE(routerHas("backup1", "v4")) << "the refused switch was thrown all the same";
    picture("report-single");
    ASSERT_EQ(kept().size(), before + 1);
    ASSERT_TRUE(kept().front().rehearsal);
    EXPECT_EQ(kept().front().rehearsal->verdict, cluster::Verdict::Pass);
    auto* past = part<QTableView>("pastRehearsals");
    waitFor("it is listed", [&] { return past->model()->rowCount() == static_cast<int>(before) + 1; });
    part<QTabWidget>("rehearsalTabs")->setCurrentIndex(2);
    picture("past-single");
}

TEST_F(RehearsalOnLab, ALadderGoesDownToTheLastBackupAndUpAgain) {
    open();
    choose("plan", "Ladder");
    EXPECT_EQ(column(Steps::Step).size(), 12u);
    picture("planning-ladder");
    start();
    waitFor(
        "only the last backup is left at the router",
        [] {
            const auto table = test::routerTable();
            return table.find("[spare_v4 ") != std::string::npos &&
                   table.find("[primary_v4 ") == std::string::npos &&
                   table.find("[backup1_v4 ") == std::string::npos &&
                   table.find("[backup2_v4 ") == std::string::npos;
        },
        patienceMs);
    picture("running-ladder");
    waitUntilOver();
    EXPECT_EQ(heading(), "Ladder, Link down: passed");
    EXPECT_THAT(column(Steps::State), Each(std::string{"passed"}));
    EXPECT_EQ(column(Steps::Serves), column(Steps::ShouldServe));
    EXPECT_TRUE(routerHasAll());
    waitUntilHealthy();
    picture("report-ladder");
}

TEST_F(RehearsalOnLab, AbortInTheMiddleRestoresEverything) {
    open();
    choose("plan", "Ladder");
    part<QSpinBox>("hold")->setValue(20);
    start();
    waitFor("the first step is made", [] { return !routerHas("primary", "v4"); });
    waitFor("and watched", [this] { return phase().find("watching") != std::string::npos; });
    click("abortRehearsal");
    EXPECT_FALSE(part<QPushButton>("abortRehearsal")->isEnabled());
    waitUntilOver();
    EXPECT_EQ(heading(), "Ladder, Link down: aborted");
    EXPECT_THAT(why(),
                AllOf(StartsWith("aborted by the operator"), HasSubstr("Everything is as it was before.")));
    auto states = column(Steps::State);
    EXPECT_EQ(states.at(0), "aborted");
    states.erase(states.begin(), states.begin() + 2); // of both addresses
    EXPECT_THAT(states, Each(std::string{"not carried out"}));
    EXPECT_TRUE(routerHasAll());
    waitUntilHealthy();
    picture("report-aborted");
    EXPECT_EQ(kept().front().rehearsal->verdict, cluster::Verdict::Aborted);
    EXPECT_TRUE(kept().front().rehearsal->restored);
}

TEST_F(RehearsalOnLab, ClosingTheWindowRestoresEverythingFirst) {
    open();
    part<QSpinBox>("hold")->setValue(30);
    start();
    waitFor("the first step is made", [] { return !routerHas("primary", "v4"); });
    EXPECT_FALSE(window.close());
    auto* box = dialog()->findChild<QMessageBox*>("abortQuestion");
    ASSERT_NE(box, nullptr);
    EXPECT_THAT(box->text().toStdString(), HasSubstr("A rehearsal is running. Abort it?"));
    QTest::keyClick(box, Qt::Key_Escape);
    EXPECT_TRUE(dialog()->isRunning()) << "not asked, but aborted";
    EXPECT_FALSE(window.close());
    for (auto* candidate : dialog()->findChildren<QMessageBox*>("abortQuestion")) {
        if (candidate->isVisible())
            box = candidate;
    }
    QTest::mouseClick(box->findChild<QPushButton*>("confirmAbort"), Qt::LeftButton);
    EXPECT_TRUE(window.isVisible());
    waitFor(
        "the window closes", [this] { return !window.isVisible(); }, patienceMs);
    EXPECT_TRUE(routerHasAll()) << "closed before everything was restored";
    EXPECT_EQ(kept().front().rehearsal->verdict, cluster::Verdict::Aborted);
    EXPECT_TRUE(kept().front().rehearsal->restored);
}

/// Somebody else's lock is on the primary.
TEST_F(RehearsalOnLab, TheSecondOperatorReadsWhoHoldsTheLock) {
    open();
    start();
    waitUntilOver();
    EXPECT_EQ(heading(), "Single, Link down: aborted");
    EXPECT_THAT(
        why(), AllOf(HasSubstr("ada@desk rehearses since 2026-01-02"), HasSubstr("Everything is as it was")));
    EXPECT_THAT(textIn(window), HasSubstr("ada@desk rehearses since 2026-01-02"));
    EXPECT_THAT(textIn(window), Not(HasSubstr("ip link set dev dummy1 down")));
    EXPECT_TRUE(routerHasAll());
    picture("report-locked");
}

int main(int argc, char** argv) {
    return test::runOnLab(argc, argv);
}
