#include "app/understudy/rehearsals.h"

#include <utility>

#include <QEvent>
#include <QMessageBox>

#include "core/base/clock.h"
#include "core/ops/rehearsal/operator_name.h"
#include "core/ops/rehearsal/plan_file.h"
#include "ui/dialogs/rehearsal_dialog.h"
#include "ui/format/words.h"
#include "ui/main_window.h"

namespace understudy {

using namespace Qt::StringLiterals;
using ui::RehearsalDialog;

Rehearsals::Rehearsals(ui::MainWindow& window, Obstacle obstacle)
    : m_window(window), m_obstacle(std::move(obstacle)) {
    connect(&window, &ui::MainWindow::rehearseWanted, this, &Rehearsals::open);
    window.installEventFilter(this);
}

Rehearsals::~Rehearsals() {
    leave();
}

QString Rehearsals::refusal() {
    return u"A rehearsal is running: nothing else changes the cluster until it is over. Abort it first, in "
           u"its "
           "dialog."_s;
}

QString Rehearsals::folder() const {
    return ui::text(ops::reportFolderOf(m_clusterFile));
}

void Rehearsals::setCluster(ops::Engine& engine, const ops::ClusterFile& file) {
    leave();
    m_engine = &engine;
    m_clusterFile = file.path();
    m_context = std::make_unique<QObject>();
    loadReports();
}

void Rehearsals::leave() {
    m_runner.reset();
    m_window.refuseChanges({});
    m_window.setHistoryFindings({});
    delete m_dialog;
    m_context.reset();
    if (m_reader)
        m_reader->wait();
    m_reader.reset();
    m_readAgain = false;
    m_reports.clear();
    m_engine = nullptr;
}

void Rehearsals::open() {
    if (m_dialog) {
        m_dialog->show();
        m_dialog->raise();
        return m_dialog->activateWindow();
    }
    if (!m_engine)
        return;
    m_dialog = new RehearsalDialog(m_engine->snapshot(), base::systemClock(), &m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_engine, &ops::Engine::snapshotChanged, m_dialog, &RehearsalDialog::setSnapshot);
    connect(m_dialog, &RehearsalDialog::startWanted, this, &Rehearsals::start);
    connect(m_dialog, &RehearsalDialog::abortWanted, this, [this] {
        if (m_runner)
            m_runner->abort("aborted by the operator");
    });
    connect(m_dialog, &RehearsalDialog::savePlanWanted, this, [this](const ops::SavedPlan& plan) {
        if (const auto saved = ops::savePlan(ops::planFileOf(m_clusterFile), plan); !saved)
            m_dialog->complain(ui::text(saved.error().what));
        loadPlans();
    });
    connect(m_dialog, &RehearsalDialog::removePlanWanted, this, [this](const QString& name) {
        if (const auto done = ops::removePlan(ops::planFileOf(m_clusterFile), name.toStdString()); !done)
            m_dialog->complain(ui::text(done.error().what));
        loadPlans();
    });
    connect(m_dialog, &RehearsalDialog::reportChosen, this, [this](const QString& path) {
        auto report = ops::readReport(path.toStdString());
        if (!report)
            return m_dialog->complain(ui::text(report.error().what));
        m_dialog->showReport(std::make_shared<const cluster::Report>(*std::move(report)),
                             u"Kept as %1"_s.arg(path));
    });
    connect(m_dialog, &RehearsalDialog::windowMayClose, &m_window, &QWidget::close, Qt::QueuedConnection);
    loadPlans();
    m_dialog->setHistory(m_reports, folder());
    m_dialog->show();
}

void Rehearsals::start(const cluster::RehearsalPlan& plan) {
    if (m_runner)
        return;
    if (const auto why = m_obstacle(); !why.isEmpty()) {
        auto* box = new QMessageBox(QMessageBox::Warning, u"Not started"_s, why, QMessageBox::Ok, m_dialog);
        box->setAttribute(Qt::WA_DeleteOnClose);
        return box->open();
    }
    m_window.refuseChanges(refusal());
    m_dialog->begin(plan);
    m_runner = std::make_unique<ops::RehearsalRunner>(*m_engine, plan, ops::operatorName());
    connect(m_runner.get(), &ops::RehearsalRunner::progressed, m_dialog, &RehearsalDialog::setProgress);
    connect(m_runner.get(), &ops::RehearsalRunner::stepFinished, m_dialog, &RehearsalDialog::setOutcome);
    // Queued: the runner is still on its way out when it tells its end.
    connect(m_runner.get(), &ops::RehearsalRunner::finished, this, &Rehearsals::finish, Qt::QueuedConnection);
    m_runner->start();
}

void Rehearsals::finish(const ops::ReportPtr& report) {
    m_runner.reset();
    m_window.refuseChanges({});
    const auto kept = ops::keepReport(*report, folder().toStdString());
    const auto where = kept ? u"Kept as %1"_s.arg(ui::text(*kept))
                            : u"The report is not kept: "_s + ui::text(kept.error().what);
    const auto health = !report->restored                              ? cluster::Health::Down
                        : report->verdict == cluster::Verdict::Pass    ? cluster::Health::Up
                        : report->verdict == cluster::Verdict::Aborted ? cluster::Health::Degraded
                                                                       : cluster::Health::Down;
    const auto why = report->why.empty() ? QString{} : u": "_s + ui::text(report->why);
    m_window.showMessage(health,
                         report->restored
                             ? u"The rehearsal %1%2. Everything is as it was before."_s.arg(
                                   report->verdict == cluster::Verdict::Pass      ? u"passed"_s
                                   : report->verdict == cluster::Verdict::Aborted ? u"was aborted"_s
                                                                                  : u"failed"_s,
                                   why)
                             : u"The rehearsal is over and NOT everything is as it was before%1"_s.arg(why));
    loadReports();
    m_dialog->finish(report, where);
}

void Rehearsals::loadPlans() {
    m_dialog->setSavedPlans(ops::loadPlans(ops::planFileOf(m_clusterFile)));
}

/// On a thread: there can be many of them.
void Rehearsals::loadReports() {
    if (m_reader) {
        m_readAgain = true;
        return;
    }
    const auto read = std::make_shared<std::vector<ops::KeptReport>>();
    m_reader.reset(
        QThread::create([read, from = folder().toStdString()] { *read = ops::listReports(from); }));
    connect(m_reader.get(), &QThread::finished, m_context.get(), [this, read] {
        m_reader->wait();
        m_reader.reset();
        takeReports(std::move(*read));
        if (std::exchange(m_readAgain, false))
            loadReports();
    });
    m_reader->start();
}

void Rehearsals::takeReports(std::vector<ops::KeptReport> reports) {
    m_reports = std::move(reports);
    m_window.setHistoryFindings(cluster::examineHistory(
        *m_engine->snapshot()->cluster, ops::historyOf(m_reports), base::systemClock().wall()));
    if (m_dialog)
        m_dialog->setHistory(m_reports, folder());
}

bool Rehearsals::eventFilter(QObject* watched, QEvent* event) {
    if (watched != &m_window || event->type() != QEvent::Close || !isRunning())
        return QObject::eventFilter(watched, event);
    event->ignore();
    open();
    m_dialog->askToClose(RehearsalDialog::Closing::Window);
    return true;
}

} // namespace understudy
