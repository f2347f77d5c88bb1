#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QComboBox>
#include <QFile>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

#include "tests/ops/rehearsal/made_up_report.h"
#include "tests/support/example_cluster.h"
#include "tests/ui/text.h"
#include "ui/dialogs/rehearsal_dialog.h"
#include "ui/models/rehearsal_steps_model.h"
#include "ui/pages/report_page.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::FailureKind;
using cluster::InstanceName;
using cluster::PlanKind;
using Steps = ui::RehearsalStepsModel;

namespace {

QString allText(const QWidget& widget) {
    QStringList texts;
    for (const auto* label : widget.findChildren<QLabel*>()) {
        if (label->isVisible())
            texts << label->text();
    }
    return texts.join('\n');
}

class Rehearsing : public testing::Test {
protected:
    Rehearsing() {
        dialog.show();
        QObject::connect(&dialog, &ui::RehearsalDialog::startWanted, &dialog,
                         [this](const cluster::RehearsalPlan& plan) { started = plan; });
        QObject::connect(&dialog, &ui::RehearsalDialog::abortWanted, &dialog, [this] { ++aborts; });
    }

    template <typename T>
    T* part(const char* name) {
        auto* found = dialog.findChild<T*>(name);
        EXPECT_NE(found, nullptr) << name;
        return found;
    }
    QPushButton* button(const char* name) { return part<QPushButton>(name); }
    void choose(const char* box, int index) {
        auto* combo = part<QComboBox>(box);
        combo->setCurrentIndex(index);
        emit combo->activated(index);
    }
    void show() { dialog.setSnapshot(std::make_shared<const cluster::Snapshot>(snapshot)); }
    QString step(int row, int column) {
        return part<QTableView>("rehearsalSteps")->model()->index(row, column).data().toString();
    }
    int rows() { return part<QTableView>("rehearsalSteps")->model()->rowCount(); }
    /// Of the plan that is started now.
    std::vector<std::string> order() {
        QTest::mouseClick(button("startRehearsal"), Qt::LeftButton);
        std::vector<std::string> names;
        for (const auto& name : started.value_or(cluster::RehearsalPlan{}).order)
            names.push_back(name.value());
        return names;
    }
    ops::ReportPtr report(bool restored = true) {
        auto made = ops::test::madeUpReport();
        made.restored = restored;
        if (!restored)
            made.notRestored = {"primary announces nothing"};
        cluster::conclude(made, std::nullopt);
        return std::make_shared<const cluster::Report>(made);
    }
    QMessageBox* question() { return dialog.findChild<QMessageBox*>("abortQuestion"); }
    void click(QMessageBox* box, const char* name) {
        for (auto* one : box->buttons()) {
            if (one->objectName() == name)
                one->click();
        }
    }

    test::StillClock clock;
    cluster::Snapshot snapshot = test::healthySnapshot(clock);
    ui::RehearsalDialog dialog{std::make_shared<const cluster::Snapshot>(snapshot), clock};
    std::optional<cluster::RehearsalPlan> started;
    int aborts = 0;
};

} // namespace

TEST_F(Rehearsing, showsWhatWouldHappenBeforeAnythingDoes) {
    ASSERT_EQ(rows(), 4);
    EXPECT_EQ(step(0, Steps::Step), "primary fails");
    EXPECT_TRUE(step(0, Steps::Forecast).contains("backup1 takes over"));
    EXPECT_TRUE(button("startRehearsal")->isEnabled());
    EXPECT_FALSE(button("abortRehearsal")->isVisible());
    EXPECT_FALSE(started);
}

TEST_F(Rehearsing, returnInAFieldStartsAndClosesNothing) {
    QTest::keyClick(part<QSpinBox>("hold"), Qt::Key_Return);
    QTest::keyClick(&dialog, Qt::Key_Return);
    EXPECT_FALSE(started);
    EXPECT_TRUE(dialog.isVisible());
}

TEST_F(Rehearsing, startsThePlanThatIsShown) {
    choose("plan", 1);
    choose("failure", 3);
    part<QSpinBox>("hold")->setValue(7);
    part<QSpinBox>("outageLimit")->setValue(20);
    part<QSpinBox>("tolerance")->setValue(250);
    part<QSpinBox>("cleanFor")->setValue(9);
    part<QSpinBox>("interval")->setValue(50);
    EXPECT_EQ(rows(), 12);
    QTest::mouseClick(button("startRehearsal"), Qt::LeftButton);
    ASSERT_TRUE(started);
    EXPECT_EQ(started->kind, PlanKind::Ladder);
    EXPECT_EQ(started->failure, FailureKind::Silent);
    EXPECT_EQ(started->hold, 7s);
    EXPECT_EQ(started->outageLimit, 20s);
    EXPECT_EQ(started->gapTolerance, 250ms);
    EXPECT_EQ(started->cleanFor, 9s);
    EXPECT_EQ(started->probeInterval, 50ms);
    EXPECT_FALSE(started->mayGoDark);
}

TEST_F(Rehearsing, theForecastFollowsEverySnapshot) {
    test::takeInterfaceDown(snapshot, 1);
    show();
    EXPECT_TRUE(step(0, Steps::Forecast).contains("backup2 takes over"));
}

TEST_F(Rehearsing, aPlanThatCannotSucceedSaysWhyAndCannotBeStarted) {
    for (const std::size_t node : {1U, 2U, 3U})
        test::takeInterfaceDown(snapshot, node);
    show();
    EXPECT_FALSE(button("startRehearsal")->isEnabled());
    EXPECT_TRUE(allText(dialog).contains("would be left without an announcer when primary fails"));
    snapshot = test::healthySnapshot(clock);
    show();
    EXPECT_TRUE(button("startRehearsal")->isEnabled());
    EXPECT_FALSE(allText(dialog).contains("would be left without an announcer"));
}

TEST_F(Rehearsing, everyProblemIsShown) {
    choose("plan", 1);
    for (const std::size_t node : {1U, 2U})
        test::takeInterfaceDown(snapshot, node);
    auto* list = part<QListWidget>("order");
    list->item(0)->setCheckState(Qt::Unchecked);
    list->item(0)->setCheckState(Qt::Checked); // edited: it stays as it is
    show();
    EXPECT_TRUE(allText(dialog).contains("backup1 announces no floating IP now"));
    EXPECT_TRUE(allText(dialog).contains("backup2 announces no floating IP now"));
}

TEST_F(Rehearsing, darknessOnPurposeNeedsTheClustersName) {
    choose("plan", 2);
    auto* name = part<QLineEdit>("typedClusterName");
    EXPECT_TRUE(name->isVisible());
    EXPECT_FALSE(button("startRehearsal")->isEnabled());
    QTest::keyClicks(name, "web-am");
    EXPECT_FALSE(button("startRehearsal")->isEnabled());
    QTest::keyClicks(name, "s");
    ASSERT_TRUE(button("startRehearsal")->isEnabled());
    QTest::mouseClick(button("startRehearsal"), Qt::LeftButton);
    EXPECT_TRUE(started->mayGoDark);
    choose("plan", 1);
    EXPECT_FALSE(name->isVisible());
}

TEST_F(Rehearsing, theOrderCanBeEditedByKeyboard) {
    choose("plan", 1);
    auto* list = part<QListWidget>("order");
    dialog.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&dialog));
    list->setFocus();
    list->setCurrentRow(1);
    QTest::keyClick(list, Qt::Key_Up, Qt::AltModifier);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Space);
    EXPECT_EQ(order(), (std::vector<std::string>{"backup1", "primary", "backup3"}));
    show();
    EXPECT_EQ(order(), (std::vector<std::string>{"backup1", "primary", "backup3"})) << "a snapshot undid it";
}

TEST_F(Rehearsing, aSinglePlanHasOneInstance) {
    auto* list = part<QListWidget>("order");
    list->item(2)->setCheckState(Qt::Checked);
    EXPECT_EQ(order(), (std::vector<std::string>{"backup2"}));
    choose("plan", 1);
    EXPECT_EQ(order().size(), 4u);
}

TEST_F(Rehearsing, plansAreSavedChosenAndRemoved) {
    QSignalSpy removed{&dialog, &ui::RehearsalDialog::removePlanWanted};
    std::optional<ops::SavedPlan> saved;
    QObject::connect(&dialog, &ui::RehearsalDialog::savePlanWanted, &dialog,
                     [&](const ops::SavedPlan& plan) { saved = plan; });
    choose("failure", 1);
    QTest::mouseClick(part<QToolButton>("savePlan"), Qt::LeftButton);
    auto* asks = dialog.findChild<QInputDialog*>();
    ASSERT_NE(asks, nullptr);
    asks->setTextValue("weekly");
    asks->accept();
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->name, "weekly");
    EXPECT_EQ(saved->plan.failure, FailureKind::Session);

    saved->plan.kind = PlanKind::Ladder;
    saved->plan.order = {InstanceName{"backup2"}, InstanceName{"primary"}};
    saved->plan.hold = 42s;
    dialog.setSavedPlans(std::vector{*saved});
    choose("savedPlans", 1);
    EXPECT_EQ(part<QSpinBox>("hold")->value(), 42);
    EXPECT_EQ(order(), (std::vector<std::string>{"backup2", "primary"}));
    QTest::mouseClick(part<QToolButton>("removePlan"), Qt::LeftButton);
    ASSERT_EQ(removed.size(), 1);
    EXPECT_EQ(removed[0][0].toString(), "weekly");
}

TEST_F(Rehearsing, aDamagedPlanFileIsSaidAndNotWrittenOver) {
    dialog.setSavedPlans(base::failure("web.plans.json:3: plans[0].holdMs: expected"));
    EXPECT_TRUE(allText(dialog).contains("web.plans.json:3: plans[0].holdMs"));
    EXPECT_FALSE(part<QToolButton>("savePlan")->isEnabled());
}

TEST_F(Rehearsing, anInstanceThatIsGoneFromTheClusterIsAProblemOfItsSavedPlan) {
    ops::SavedPlan saved{"old", {}};
    saved.plan.order = {InstanceName{"retired"}, InstanceName{"primary"}};
    dialog.setSavedPlans(std::vector{saved});
    choose("savedPlans", 1);
    EXPECT_TRUE(allText(dialog).contains("there is no instance retired"));
    EXPECT_FALSE(button("startRehearsal")->isEnabled());
}

TEST_F(Rehearsing, stepsTickWhileItRuns) {
    const auto plan = cluster::makePlan(PlanKind::Single, FailureKind::Silent, snapshot);
    dialog.begin(plan);
    EXPECT_FALSE(part<QSpinBox>("hold")->isVisible());
    EXPECT_FALSE(button("startRehearsal")->isVisible());
    dialog.setProgress({ops::RehearsalPhase::Holding, 0, {}});
    EXPECT_EQ(part<QLabel>("phase")->text(), "Step 1 of 2, primary fails: watching the outcome");
    EXPECT_EQ(step(0, Steps::State), "watching");
    test::takeInterfaceDown(snapshot, 1);
    show();
    EXPECT_TRUE(step(0, Steps::Forecast).contains("backup1")) << "the forecast changed under the run";
    dialog.setOutcome(0, ops::test::madeUpReport().steps[0]);
    EXPECT_EQ(step(0, Steps::Measured), u"6.00 s ± 20 ms");
    QTest::mouseClick(button("abortRehearsal"), Qt::LeftButton);
    EXPECT_EQ(aborts, 1);
    EXPECT_FALSE(button("abortRehearsal")->isEnabled());
    EXPECT_EQ(part<QLabel>("phase")->text(), "Aborting");
}

TEST_F(Rehearsing, closingWhileItRunsAsksAbortsAndWaits) {
    dialog.begin(cluster::makePlan(PlanKind::Single, FailureKind::Link, snapshot));
    QTest::keyClick(&dialog, Qt::Key_Escape);
    EXPECT_TRUE(dialog.isVisible());
    ASSERT_NE(question(), nullptr);
    question()->reject();
    QTest::qWait(0);
    EXPECT_EQ(aborts, 0);
    EXPECT_FALSE(dialog.close());
    ASSERT_NE(question(), nullptr);
    click(question(), "confirmAbort");
    EXPECT_EQ(aborts, 1);
    EXPECT_TRUE(dialog.isVisible()) << "closed before everything was restored";
    dialog.finish(report(), {});
    EXPECT_FALSE(dialog.isVisible());
}

TEST_F(Rehearsing, nobodyLeavesBeforeHavingSeenThatSomethingIsNotRestored) {
    QSignalSpy window{&dialog, &ui::RehearsalDialog::windowMayClose};
    dialog.begin(cluster::makePlan(PlanKind::Single, FailureKind::Link, snapshot));
    dialog.askToClose(ui::RehearsalDialog::Closing::Window);
    click(question(), "confirmAbort");
    dialog.finish(report(false), {});
    EXPECT_EQ(window.size(), 0);
    EXPECT_TRUE(dialog.isVisible());
    EXPECT_TRUE(part<QLabel>("reportHeading")->text().contains("NOT RESTORED"));
    EXPECT_TRUE(part<QLabel>("reportWhy")->text().contains("primary announces nothing"));
}

TEST_F(Rehearsing, theWindowMayCloseOnceEverythingIsRestored) {
    QSignalSpy window{&dialog, &ui::RehearsalDialog::windowMayClose};
    dialog.begin(cluster::makePlan(PlanKind::Single, FailureKind::Link, snapshot));
    dialog.askToClose(ui::RehearsalDialog::Closing::Window);
    click(question(), "confirmAbort");
    EXPECT_EQ(window.size(), 0);
    dialog.finish(report(), {});
    EXPECT_EQ(window.size(), 1);
}

TEST_F(Rehearsing, theEndIsAReportThatIsReadSavedAndCompared) {
    QTemporaryDir folder;
    dialog.begin(cluster::makePlan(PlanKind::Single, FailureKind::Silent, snapshot));
    dialog.finish(report(), "Kept as x.json");
    EXPECT_EQ(part<QTabWidget>("rehearsalTabs")->currentIndex(), 1);
    EXPECT_EQ(part<QLabel>("reportHeading")->text(), "Single, Silent death: failed");
    EXPECT_TRUE(part<QLabel>("reportWhy")->text().contains("Everything is as it was before."));
    EXPECT_TRUE(part<QTextBrowser>("reportText")->toPlainText().contains("primary fails"));
    auto* page = dialog.findChild<ui::ReportPage*>();
    ASSERT_NE(page, nullptr);
    for (const auto* name : {"r.html", "r.pdf", "r.json", "r.md"}) {
        EXPECT_TRUE(page->saveAs(folder.filePath(name))) << name;
        EXPECT_GT(QFile{folder.filePath(name)}.size(), 200) << name;
    }
    EXPECT_FALSE(page->saveAs("/nonexistent/r.html"));
    EXPECT_TRUE(part<QLabel>("reportWhere")->text().contains("/nonexistent/r.html"));

    auto older = ops::test::madeUpReport();
    older.startedAt -= 24h;
    older.endedAt -= 24h;
    dialog.setHistory({{"/k/a.json", cluster::summarize(older)}}, "/k");
    EXPECT_EQ(part<QTableView>("comparison")->model()->columnCount(), 5);

    QTest::mouseClick(button("planAnother"), Qt::LeftButton);
    EXPECT_TRUE(button("startRehearsal")->isVisible());
    EXPECT_EQ(step(0, Steps::Measured), "");
}

TEST_F(Rehearsing, aKeptReportIsChosenByKeyboardAndADamagedOneCannotBe) {
    QSignalSpy chosen{&dialog, &ui::RehearsalDialog::reportChosen};
    dialog.setHistory({{"/k/b.json", base::failure("b.json:1: broken")},
                       {"/k/a.json", cluster::summarize(ops::test::madeUpReport())}},
                      "/k");
    part<QTabWidget>("rehearsalTabs")->setCurrentIndex(2);
    auto* list = part<QTableView>("pastRehearsals");
    EXPECT_FALSE(button("readReport")->isEnabled());
    EXPECT_EQ(part<QLabel>("pastWhy")->text(), "b.json:1: broken");
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    EXPECT_TRUE(button("readReport")->isEnabled());
    QTest::keyClick(list, Qt::Key_Return);
    ASSERT_EQ(chosen.size(), 1);
    EXPECT_EQ(chosen[0][0].toString(), "/k/a.json");
}

TEST_F(Rehearsing, everyControlHasANameForScreenReaders) {
    dialog.begin(cluster::makePlan(PlanKind::Single, FailureKind::Link, snapshot));
    dialog.finish(report(), {});
    for (const auto* widget : dialog.findChildren<QWidget*>()) {
        const bool control =
            qobject_cast<const QComboBox*>(widget) || qobject_cast<const QSpinBox*>(widget) ||
            qobject_cast<const QTableView*>(widget) || qobject_cast<const QListWidget*>(widget) ||
            qobject_cast<const QProgressBar*>(widget);
        EXPECT_FALSE(control && widget->accessibleName().isEmpty()) << widget->objectName().toStdString();
    }
    for (const auto* line : dialog.findChildren<QLineEdit*>()) {
        const auto* parent = line->parentWidget();
        const bool inside = qobject_cast<const QAbstractSpinBox*>(parent) != nullptr;
        EXPECT_TRUE(inside || !line->accessibleName().isEmpty()) << line->objectName().toStdString();
    }
}
