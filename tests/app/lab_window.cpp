#include "tests/app/lab_window.h"

#include <cstdio>

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QProcess>
#include <QTemporaryDir>

#include "app/understudy/health_report.h"
#include "ui/theme.h"

namespace understudy::test {
namespace {

QString theClusterFile;
QStringList routerTableCommand;

} // namespace

QString clusterFile() {
    return theClusterFile;
}

std::string routerTable() {
    QProcess program;
    program.start(routerTableCommand.first(), routerTableCommand.mid(1));
    program.waitForFinished();
    EXPECT_EQ(program.exitCode(), 0) << program.readAllStandardError().toStdString();
    return program.readAllStandardOutput().toStdString();
}

bool routerHas(const std::string& instance, const char* family) {
    return routerTable().find("[" + instance + "_" + family + " ") != std::string::npos;
}

std::string textIn(const QWidget& widget) {
    QStringList texts;
    for (const auto* label : widget.findChildren<QLabel*>())
        texts << label->text();
    for (const auto* view : widget.findChildren<QAbstractItemView*>()) {
        const auto* model = view->model();
        for (int row = 0; model && row < model->rowCount(); ++row)
            for (int column = 0; column < model->columnCount(); ++column)
                texts << model->index(row, column).data().toString();
    }
    return texts.join('\n').toStdString();
}

LabWindow::LabWindow() {
    window.resize(1440, 900);
    window.show();
    EXPECT_TRUE(desktop.open(clusterFile()));
}

void LabWindow::waitFor(const char* what, const std::function<bool()>& condition, int milliseconds) {
    ASSERT_TRUE(QTest::qWaitFor(condition, milliseconds)) << "not in time: " << what << "\n"
                                                          << textIn(window);
}

void LabWindow::waitUntilHealthy() {
    waitFor("all is shown healthy", [this] { return unhealthy(window.shown()).isEmpty(); });
}

void LabWindow::picture(QWidget& widget, const char* name) {
    const auto folder = qEnvironmentVariable("UNDERSTUDY_PICTURES");
    if (folder.isEmpty())
        return;
    QTest::qWait(300);
    widget.grab().save(QDir{folder}.filePath(QString::fromLatin1(name) + ".png"));
}

int runOnLab(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir settings;
    qputenv("XDG_CONFIG_HOME", settings.path().toUtf8());
    testing::InitGoogleTest(&argc, argv);
    QApplication application{argc, argv};
    QApplication::setApplicationName("understudy");
    QApplication::setOrganizationName("understudy");
    const auto arguments = QApplication::arguments();
    if (arguments.size() < 3) {
        std::fputs("usage: PROGRAM [GTEST OPTION...] CLUSTER-FILE ROUTER-TABLE-COMMAND...\n", stderr);
        return 2;
    }
    theClusterFile = arguments[1];
    routerTableCommand = arguments.mid(2);
    const auto dark = qEnvironmentVariable("UNDERSTUDY_THEME") == QLatin1StringView{"dark"};
    const ui::Theme theme{application, dark ? ui::ThemeChoice::Dark : ui::ThemeChoice::Light};
    return RUN_ALL_TESTS();
}

} // namespace understudy::test
