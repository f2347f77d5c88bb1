// What programs that click in the desktop on a lab's cluster share.
#pragma once

#include <functional>
#include <string>

#include <gtest/gtest.h>
#include <QTest>

#include "app/understudy/desktop.h"
#include "core/base/clock.h"
#include "ui/main_window.h"

namespace understudy::test {

/// The cluster file that the program was started with.
QString clusterFile();

/// The router's own words: a line a route, `[INSTANCE_v4 ...] ... path ...`.
std::string routerTable();
/// `family`: v4 or v6.
bool routerHas(const std::string& instance, const char* family);

/// All that can be read below a widget: labels, buttons, and the cells of tables, also in tabs that lie
/// behind.
std::string textIn(const QWidget& widget);

/// The desktop as the program builds it, with the cluster file open.
class LabWindow : public testing::Test {
protected:
    LabWindow();

    void waitFor(const char* what, const std::function<bool()>& condition, int milliseconds = 20000);
    void waitUntilHealthy();
    /// For people to look at: NAME.png in the folder UNDERSTUDY_PICTURES of the environment, if it is set.
    static void picture(QWidget& widget, const char* name);

    ui::MainWindow window{base::systemClock()};
    Desktop desktop{window};
};

/// Runs all tests without a screen: PROGRAM [GTEST OPTION...] CLUSTER-FILE ROUTER-TABLE-COMMAND...
int runOnLab(int argc, char** argv);

} // namespace understudy::test
