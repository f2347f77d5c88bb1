// Rehearsals from the window: joins the dialog to the runner, the saved plans and the kept reports of
// whatever cluster file is open.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include <QObject>
#include <QPointer>
#include <QThread>

#include "core/ops/cluster_file.h"
#include "core/ops/engine.h"
#include "core/ops/rehearsal/runner.h"
#include "core/ops/report/kept_reports.h"

namespace understudy::ui {
class MainWindow;
class RehearsalDialog;
} // namespace understudy::ui

namespace understudy {

class Rehearsals : public QObject {
    Q_OBJECT

public:
    /// Why none may start now, because something else changes the cluster; empty: one may.
    using Obstacle = std::function<QString()>;

    /// The window outlives this.
    Rehearsals(ui::MainWindow& window, Obstacle obstacle);
    ~Rehearsals() override;

    /// Another cluster; not while a rehearsal runs. Both live until the next call, or leave().
    void setCluster(ops::Engine& engine, const ops::ClusterFile& file);
    /// What was told by setCluster() ends. A rehearsal that still runs ends with it: the instances restore
    /// themselves.
    void leave();

    bool isRunning() const { return m_runner != nullptr; }
    /// What is said to who wants to change the cluster meanwhile.
    static QString refusal();

protected:
    /// Closing the window asks, while a rehearsal runs.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void open();
    void start(const cluster::RehearsalPlan& plan);
    void finish(const ops::ReportPtr& report);
    void loadPlans();
    void loadReports();
    void takeReports(std::vector<ops::KeptReport> reports);
    QString folder() const;

    ui::MainWindow& m_window;
    Obstacle m_obstacle;
    QPointer<ui::RehearsalDialog> m_dialog;
    ops::Engine* m_engine = nullptr;
    std::string m_clusterFile;
    std::unique_ptr<ops::RehearsalRunner> m_runner;
    std::vector<ops::KeptReport> m_reports;
    std::unique_ptr<QObject> m_context; ///< what is on its way to this of a cluster ends with it
    std::unique_ptr<QThread> m_reader;  ///< of kept reports
    bool m_readAgain = false;
};

} // namespace understudy
