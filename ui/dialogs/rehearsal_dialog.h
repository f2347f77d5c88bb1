// Rehearsals: planned with a live forecast, watched while they run, read and compared when they are over.
// Beside the window, not in front of it: the timeline goes on there.
#pragma once

#include <QDialog>

#include "core/base/clock.h"
#include "core/ops/rehearsal/plan_file.h"
#include "core/ops/rehearsal/runner.h"
#include "core/ops/report/kept_reports.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QTabWidget;
class QVBoxLayout;

namespace understudy::ui {

class CopyableTable;
class RehearsalHistoryPage;
class RehearsalPlanForm;
class RehearsalRunPanel;
class RehearsalStepsModel;
class ReportPage;

class RehearsalDialog : public QDialog {
    Q_OBJECT

public:
    /// `clock` outlives the dialog.
    RehearsalDialog(cluster::SnapshotPtr snapshot, const base::Clock& clock, QWidget* parent = nullptr);

    /// The forecast and what speaks against the plan are judged anew.
    void setSnapshot(cluster::SnapshotPtr snapshot);
    void setSavedPlans(const base::Result<std::vector<ops::SavedPlan>>& plans);
    void setHistory(std::vector<ops::KeptReport> reports, const QString& folder);

    /// It has started: from now on its steps are shown, and closing asks.
    void begin(const cluster::RehearsalPlan& plan);
    void setProgress(const ops::RehearsalProgress& progress);
    void setOutcome(std::size_t step, const cluster::StepOutcome& outcome);
    /// It is over. `where`: where the report is kept, or why it is not.
    void finish(const ops::ReportPtr& report, const QString& where);
    /// An earlier report.
    void showReport(const ops::ReportPtr& report, const QString& where);
    /// Inside the dialog, until the next one.
    void complain(const QString& what);

    bool isRunning() const { return m_running; }

    enum class Closing : std::uint8_t { Nothing, Dialog, Window };
    /// While it runs: asks whether to abort it, and closes this once everything is restored.
    void askToClose(Closing what);

signals:
    void startWanted(const understudy::cluster::RehearsalPlan& plan);
    void abortWanted();
    void savePlanWanted(const understudy::ops::SavedPlan& plan);
    void removePlanWanted(const QString& name);
    void reportChosen(const QString& path);
    /// What askToClose(Window) was about may go on.
    void windowMayClose();

public slots:
    /// Esc and closing; asks while a rehearsal runs.
    void reject() override;

private:
    QWidget* buildPlanning();
    void buildTable();
    QWidget* buildConfirmation();
    void judge();
    void showProblems(const std::vector<cluster::PlanProblem>& problems);
    void explainRow();
    void showColumns();
    void planAnew();

    cluster::SnapshotPtr m_snapshot;
    const base::Clock& m_clock;
    RehearsalStepsModel* m_steps;
    QTabWidget* m_tabs;
    RehearsalPlanForm* m_form;
    RehearsalRunPanel* m_run;
    QWidget* m_planSide = nullptr;
    CopyableTable* m_table;
    QLabel* m_why;
    QLabel* m_about;
    QVBoxLayout* m_problemsPlace;
    QWidget* m_problems = nullptr;
    QString m_shownProblems;
    QWidget* m_nameRow = nullptr;
    QLabel* m_nameLabel = nullptr;
    QLineEdit* m_name = nullptr;
    ReportPage* m_report;
    RehearsalHistoryPage* m_history;
    QLabel* m_complaint;
    QPushButton* m_start;
    QPushButton* m_abort;
    QPushButton* m_again;
    QPushButton* m_close;
    bool m_running = false;
    bool m_over = false; ///< the steps are those of a rehearsal that has ended
    Closing m_closing = Closing::Nothing;
};

} // namespace understudy::ui
