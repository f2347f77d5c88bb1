#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTextBrowser>
#include <QToolButton>

#include "tests/support/example_cluster.h"
#include "tests/ui/text.h"
#include "ui/dialogs/take_down_dialog.h"
#include "ui/main_window.h"
#include "ui/models/instance_model.h"
#include "ui/pages/instance_delegate.h"
#include "ui/pages/instance_table.h"

using namespace understudy;
using namespace std::chrono_literals;
using cluster::InstanceName;
using ui::InstanceModel;
using ui::MainWindow;

namespace {

class Window : public testing::Test {
protected:
    Window() {
        for (auto& ring : rings)
            ring = std::make_unique<ops::SampleRing>(1000);
        window.resize(1440, 900);
        window.show();
        window.openCluster(current(), {rings[0].get(), rings[1].get()});
        table = window.findChild<ui::InstanceTable*>("instances");
    }

    cluster::SnapshotPtr current() { return std::make_shared<const cluster::Snapshot>(snapshot); }
    void show() {
        ++snapshot.revision;
        window.setSnapshot(current());
    }
    void clickSwitch(int row) {
        const auto cell = table->visualRect(table->model()->index(row, InstanceModel::Interface));
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          ui::InstanceDelegate::switchRect(cell).center());
    }
    ui::TakeDownDialog* dialog() { return window.findChild<ui::TakeDownDialog*>(); }

    test::StillClock clock;
    cluster::Snapshot snapshot = test::healthySnapshot(clock);
    std::array<std::unique_ptr<ops::SampleRing>, 2> rings;
    MainWindow window{clock};
    ui::InstanceTable* table = nullptr;
};

} // namespace

TEST_F(Window, takesAnInterfaceDownOnlyAfterAsking) {
    QSignalSpy decided{&window, &MainWindow::takeDownDecided};
    clickSwitch(0);
    ASSERT_NE(dialog(), nullptr);
    EXPECT_EQ(decided.count(), 0);
    QTest::mouseClick(dialog()->findChild<QPushButton*>("takeDown"), Qt::LeftButton);
    ASSERT_EQ(decided.count(), 1);
    EXPECT_EQ(decided[0][0].value<InstanceName>(), InstanceName{"primary"});
    const auto options = decided[0][1].value<ops::TakeDownOptions>();
    EXPECT_EQ(options.restoreAfter, 120s);
    EXPECT_FALSE(options.force);
    EXPECT_EQ(options.revision, snapshot.revision);
}

/// By the mouse it is done on a lab, see tests/app/window_on_lab.
TEST_F(Window, wantsTheTiersChangedByTheKeyboard) {
    QSignalSpy wanted{&window, &MainWindow::tiersWanted};
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_T, Qt::ControlModifier);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_TRUE(wanted[0][0].value<std::vector<cluster::TierMove>>().empty());
}

TEST_F(Window, doesNothingWhenTheAnswerIsCancel) {
    QSignalSpy decided{&window, &MainWindow::takeDownDecided};
    clickSwitch(0);
    ASSERT_NE(dialog(), nullptr);
    QTest::keyClick(dialog(), Qt::Key_Return);
    EXPECT_EQ(decided.count(), 0);
    EXPECT_TRUE(table->isVisible());
}

TEST_F(Window, judgesAnewWhatChangesWhileItAsks) {
    clickSwitch(0);
    ASSERT_NE(dialog(), nullptr);
    for (const std::size_t node : {1U, 2U, 3U})
        test::takeInterfaceDown(snapshot, node);
    show();
    EXPECT_FALSE(dialog()->findChild<QPushButton*>("takeDown")->isEnabled());
}

TEST_F(Window, bringsUpWithoutAsking) {
    test::takeInterfaceDown(snapshot, 1);
    show();
    QSignalSpy wanted{&window, &MainWindow::bringUpWanted};
    clickSwitch(1);
    ASSERT_EQ(wanted.count(), 1);
    EXPECT_EQ(wanted[0][0].value<InstanceName>(), InstanceName{"backup1"});
    EXPECT_EQ(dialog(), nullptr);
}

TEST_F(Window, neverSwitchesWhatIsUnknown) {
    test::loseNode(snapshot, 0, clock.steady(), "no answer");
    show();
    QSignalSpy down{&window, &MainWindow::takeDownDecided};
    QSignalSpy up{&window, &MainWindow::bringUpWanted};
    clickSwitch(0);
    EXPECT_EQ(dialog(), nullptr);
    EXPECT_EQ(down.count() + up.count(), 0);
    EXPECT_FALSE(window.findChild<QPushButton*>("switchInterface")->isEnabled());
}

TEST_F(Window, theSpaceBarIsTheSwitch) {
    table->selectRow(2);
    QTest::keyClick(table, Qt::Key_Space);
    ASSERT_NE(dialog(), nullptr);
    EXPECT_EQ(dialog()->instance(), InstanceName{"backup2"});
}

TEST_F(Window, copiesRowsAsText) {
    table->selectRow(1);
    QTest::keySequence(table, QKeySequence::Copy);
    const auto copied = QGuiApplication::clipboard()->text();
    EXPECT_TRUE(copied.startsWith("2\tbackup1, 192.0.2.112\tdummy1 up\tEstablished")) << copied.toStdString();
    EXPECT_TRUE(copied.contains("65500 65500"));
}

TEST_F(Window, filtersInstances) {
    table->setFilter("backup");
    EXPECT_EQ(table->model()->rowCount(), 3);
    table->setFilter({});
    EXPECT_EQ(table->model()->rowCount(), 4);
}

TEST_F(Window, refreshesWithF5) {
    QSignalSpy refresh{&window, &MainWindow::refreshWanted};
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_F5);
    EXPECT_EQ(refresh.count(), 1);
}

TEST_F(Window, saysWhyThereIsNoProbeAndWhenThereIsOneAgain) {
    const auto says = [this](const QString& words) {
        const auto labels = window.findChildren<QLabel*>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
            return label->isVisible() && label->text().contains(words);
        });
    };
    EXPECT_FALSE(says("sysctl"));
    snapshot.targets[1].error = "ping is not permitted here. Permit it with: sysctl -w x";
    show();
    EXPECT_TRUE(says("ping is not permitted here. Permit it with: sysctl -w x"));
    snapshot.targets[1].error.reset();
    show();
    EXPECT_FALSE(says("sysctl"));
    EXPECT_TRUE(says("probed again"));
}

TEST_F(Window, opensTheManualWithF1) {
    window.activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    QTest::keyClick(&window, Qt::Key_F1);
    const auto* manual = window.findChild<QTextBrowser*>("manual");
    ASSERT_NE(manual, nullptr);
    EXPECT_TRUE(manual->isVisible());
    const auto text = manual->toPlainText();
    for (const auto* words :
         {"Taking an interface down", "The dead man", "When something is not permitted", "Keys"})
        EXPECT_TRUE(text.contains(words)) << words;
    EXPECT_FALSE(text.contains("|-")) << "a table is not understood";
}

TEST_F(Window, offersTheDemoWhereThereIsOne) {
    window.closeCluster();
    auto* demo = window.findChild<QPushButton*>("welcomeDemo");
    EXPECT_FALSE(demo->isVisible());
    window.offerDemo();
    QSignalSpy wanted{&window, &MainWindow::demoWanted};
    QTest::mouseClick(demo, Qt::LeftButton);
    EXPECT_EQ(wanted.count(), 1);
    window.setDemoRuns(true);
    EXPECT_FALSE(demo->isEnabled());
}

TEST_F(Window, everyControlHasANameForScreenReaders) {
    for (const auto* button : window.findChildren<QAbstractButton*>()) {
        // Qt's own: the corner of a table, the clear button inside a line.
        const bool isOurs = (button->inherits("QToolButton") || button->inherits("QPushButton")) &&
                            !button->parentWidget()->inherits("QLineEdit");
        EXPECT_TRUE(!isOurs || !button->text().isEmpty() || !button->accessibleName().isEmpty())
            << button->objectName().toStdString();
    }
    for (const auto* view : window.findChildren<ui::CopyableTable*>())
        EXPECT_FALSE(view->accessibleName().isEmpty()) << view->metaObject()->className();
}

TEST_F(Window, remembersItsLayout) {
    window.resize(1200, 800);
    const auto layout = window.layoutState();
    MainWindow another{clock};
    another.restoreLayout(layout);
    EXPECT_EQ(another.size(), QSize(1200, 800));
    another.restoreLayout("not a layout");
    EXPECT_EQ(another.size(), QSize(1200, 800));
}
