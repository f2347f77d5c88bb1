#include "ui/dialogs/rehearsal_dialog.h"

#include <utility>

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QStyle>
#include <QTabBar>
#include <QTabWidget>

#include "ui/format/fonts.h"
#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"
#include "ui/models/rehearsal_steps_model.h"
#include "ui/pages/copyable_table.h"
#include "ui/pages/labels.h"
#include "ui/pages/rehearsal_history_page.h"
#include "ui/pages/rehearsal_plan_form.h"
#include "ui/pages/rehearsal_run_panel.h"
#include "ui/pages/report_page.h"
#include "ui/pages/shape_delegate.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using Column = RehearsalStepsModel::Column;

namespace {

constexpr int formWidth = 370;
enum Tab { StepsTab, ReportTab, PastTab };

} // namespace

RehearsalDialog::RehearsalDialog(cluster::SnapshotPtr snapshot, const base::Clock& clock, QWidget* parent)
    : QDialog(parent), m_snapshot(std::move(snapshot)), m_clock(clock),
      m_steps(new RehearsalStepsModel(this)), m_tabs(new QTabWidget(this)),
      m_form(new RehearsalPlanForm(this)), m_run(new RehearsalRunPanel(this)),
      m_table(new CopyableTable(this)), m_why(plainLabel({}, this)), m_about(plainLabel({}, this)),
      m_problemsPlace(new QVBoxLayout), m_report(new ReportPage(this)),
      m_history(new RehearsalHistoryPage(this)), m_complaint(plainLabel({}, this)) {
    setWindowTitle(u"Rehearse %1"_s.arg(text(m_snapshot->cluster->name)));
    resize(1180, 780);
    m_tabs->setObjectName("rehearsalTabs");
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->addTab(buildPlanning(), u"Rehearse"_s);
    m_tabs->addTab(m_report, u"Report"_s);
    m_tabs->addTab(m_history, u"Past rehearsals"_s);
    m_tabs->setTabEnabled(ReportTab, false);
    m_complaint->setObjectName("complaint");
    m_complaint->setProperty("warn", true);
    m_complaint->hide();

    auto* buttons = new QDialogButtonBox(this);
    m_start = buttons->addButton(u"Start the rehearsal"_s, QDialogButtonBox::ActionRole);
    m_abort = buttons->addButton(u"Abort and restore"_s, QDialogButtonBox::ActionRole);
    m_again = buttons->addButton(u"Plan another one"_s, QDialogButtonBox::ActionRole);
    m_close = buttons->addButton(QDialogButtonBox::Close);
    m_start->setObjectName("startRehearsal");
    m_abort->setObjectName("abortRehearsal");
    m_again->setObjectName("planAnother");
    // Return in a field starts and closes nothing.
    for (auto* button : {m_start, m_abort, m_again, m_close})
        button->setAutoDefault(false);
    for (auto* button : {m_start, m_abort}) {
        button->setProperty("danger", true);
        button->style()->polish(button); // the box polished it before it had the property
    }
    connect(m_start, &QPushButton::clicked, this, [this] { emit startWanted(m_form->plan()); });
    connect(m_abort, &QPushButton::clicked, this, [this] {
        m_run->setAborting();
        m_abort->setEnabled(false);
        emit abortWanted();
    });
    connect(m_again, &QPushButton::clicked, this, &RehearsalDialog::planAnew);
    connect(buttons, &QDialogButtonBox::rejected, this, &RehearsalDialog::reject);
    connect(m_form, &RehearsalPlanForm::changed, this, &RehearsalDialog::judge);
    connect(m_form, &RehearsalPlanForm::saveWanted, this, &RehearsalDialog::savePlanWanted);
    connect(m_form, &RehearsalPlanForm::removeWanted, this, &RehearsalDialog::removePlanWanted);
    connect(m_history, &RehearsalHistoryPage::reportChosen, this, &RehearsalDialog::reportChosen);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(16, 10, 16, 14);
    rows->setSpacing(10);
    rows->addWidget(m_tabs, 1);
    rows->addWidget(m_complaint);
    rows->addWidget(buttons);
    m_form->setSnapshot(*m_snapshot);
    planAnew();
}

QWidget* RehearsalDialog::buildPlanning() {
    auto* page = new QWidget(this);
    auto* scroll = new QScrollArea(page);
    auto* inside = new QWidget;
    auto* place = new QVBoxLayout(inside);
    place->setContentsMargins(0, 0, 8, 0);
    place->addWidget(m_form);
    place->addStretch();
    scroll->setWidget(inside);
    inside->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFixedWidth(formWidth);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_planSide = scroll;

    buildTable();
    auto* panel = new QFrame(page);
    panel->setProperty("panel", true);
    auto* tablePlace = new QVBoxLayout(panel);
    tablePlace->setContentsMargins(1, 1, 1, 2);
    tablePlace->addWidget(m_table);
    m_why->setObjectName("stepWhy");
    m_why->setMinimumHeight(3 * fontMetrics().height());
    m_why->setAlignment(Qt::AlignTop);
    m_about->setObjectName("about");
    m_about->setProperty("dim", true);

    auto* right = new QVBoxLayout;
    right->setSpacing(10);
    right->addWidget(m_run);
    right->addWidget(panel, 1);
    right->addWidget(m_why);
    right->addLayout(m_problemsPlace);
    right->addWidget(m_about);
    right->addWidget(buildConfirmation());
    auto* columns = new QHBoxLayout(page);
    columns->setContentsMargins(0, 12, 0, 0);
    columns->setSpacing(14);
    columns->addWidget(m_planSide);
    columns->addLayout(right, 1);
    return page;
}

void RehearsalDialog::buildTable() {
    m_table->setObjectName("rehearsalSteps");
    m_table->setAccessibleName(u"Steps of the rehearsal"_s);
    m_table->setModel(m_steps);
    m_table->setItemDelegate(new ShapeDelegate(RehearsalStepsModel::HealthRole, m_table));
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 8);
    m_table->horizontalHeader()->setSectionResizeMode(Column::Forecast, QHeaderView::Stretch);
    const std::pair<Column, const char*> widths[] = {{Column::Number, "00"},
                                                     {Column::Step, "backup1 comes back"},
                                                     {Column::Address, "2001:db8:2222::1/64"},
                                                     {Column::Predicted, "at most 240 s"},
                                                     {Column::ShouldServe, "Should serve"},
                                                     {Column::Serves, "backup11"},
                                                     {Column::Measured, "99.99 s ± 20 ms"},
                                                     {Column::State, "not carried out"}};
    for (const auto& [column, sample] : widths)
        m_table->setColumnWidth(column, fontMetrics().horizontalAdvance(QLatin1StringView{sample}) + 34);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RehearsalDialog::explainRow);
    connect(m_steps, &QAbstractItemModel::dataChanged, this, &RehearsalDialog::explainRow);
    connect(m_steps, &QAbstractItemModel::modelReset, this, &RehearsalDialog::explainRow);
}

QWidget* RehearsalDialog::buildConfirmation() {
    m_nameRow = new QWidget(this);
    m_name = new QLineEdit(m_nameRow);
    m_name->setObjectName("typedClusterName");
    m_name->setAccessibleName(u"Name of the cluster, typed to confirm"_s);
    m_nameLabel = plainLabel({}, m_nameRow);
    m_nameLabel->setBuddy(m_name);
    auto* rows = new QVBoxLayout(m_nameRow);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_nameLabel);
    rows->addWidget(m_name);
    connect(m_name, &QLineEdit::textChanged, this, &RehearsalDialog::judge);
    return m_nameRow;
}

void RehearsalDialog::setSnapshot(cluster::SnapshotPtr snapshot) {
    m_snapshot = std::move(snapshot);
    setWindowTitle(u"Rehearse %1"_s.arg(text(m_snapshot->cluster->name)));
    if (!m_running && !m_over)
        m_form->setSnapshot(*m_snapshot);
}

void RehearsalDialog::setSavedPlans(const base::Result<std::vector<ops::SavedPlan>>& plans) {
    m_form->setSavedPlans(plans);
}

void RehearsalDialog::setHistory(std::vector<ops::KeptReport> reports, const QString& folder) {
    m_report->setHistory(ops::historyOf(reports));
    m_history->setReports(std::move(reports), *m_snapshot->cluster, m_clock.wall(), folder);
}

/// What would happen now, and whether it may be started.
void RehearsalDialog::judge() {
    if (m_running || m_over)
        return;
    const auto plan = m_form->plan();
    const auto problems = cluster::problemsOf(plan, *m_snapshot);
    const auto forecast = cluster::forecastOf(plan, *m_snapshot);
    m_steps->setForecast(forecast, *m_snapshot);
    if (!m_table->currentIndex().isValid())
        m_table->selectRow(0);
    showProblems(problems);
    m_about->setText(
        u"Takes about %1. Every instance restores itself, whatever becomes of this window."_s.arg(
            seconds(std::chrono::ceil<std::chrono::seconds>(cluster::durationOf(plan, forecast)))));
    m_about->setVisible(problems.empty());
    const auto name = text(m_snapshot->cluster->name);
    m_nameLabel->setText(
        u"The floating IPs will be dark for some of these steps. Type the cluster's name, %1, to start:"_s
            .arg(name));
    m_nameRow->setVisible(plan.mayGoDark && problems.empty());
    m_start->setEnabled(problems.empty() && (!plan.mayGoDark || m_name->text() == name));
}

void RehearsalDialog::showProblems(const std::vector<cluster::PlanProblem>& problems) {
    QString shown;
    for (const auto& problem : problems)
        shown += text(problem.why) + '\n';
    if (shown == m_shownProblems && (m_problems || problems.empty()))
        return;
    m_shownProblems = shown;
    delete std::exchange(m_problems, nullptr);
    if (problems.empty())
        return;
    m_problems = new QWidget(this);
    m_problems->setObjectName("problems");
    auto* grid = new QGridLayout(m_problems);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const auto& problem : problems) {
        auto* shape = new StatusShape(14, m_problems);
        shape->setHealth(cluster::Health::Down);
        grid->addWidget(shape, row, 0, Qt::AlignTop);
        grid->addWidget(plainLabel(text(problem.why), m_problems), row++, 1);
    }
    m_problemsPlace->addWidget(m_problems);
    m_problems->show();
}

void RehearsalDialog::explainRow() {
    const auto current = m_table->currentIndex();
    m_why->setText(current.isValid() ? current.data(RehearsalStepsModel::WhyRole).toString() : QString{});
}

/// Forecasts need room for a sentence, measurements for columns.
void RehearsalDialog::showColumns() {
    const bool planning = !m_running && !m_over;
    m_planSide->setVisible(planning);
    m_run->setVisible(m_running);
    for (const auto column : {Column::ShouldServe, Column::Serves, Column::Measured, Column::State})
        m_table->setColumnHidden(column, planning);
    m_about->setVisible(planning);
    m_start->setVisible(planning);
    m_abort->setVisible(m_running);
    m_abort->setEnabled(m_running);
    m_again->setVisible(m_over);
    m_tabs->setTabText(StepsTab, planning ? u"Rehearse"_s : u"Steps"_s);
}

void RehearsalDialog::begin(const cluster::RehearsalPlan& plan) {
    const auto forecast = cluster::forecastOf(plan, *m_snapshot);
    m_steps->setForecast(forecast, *m_snapshot);
    m_running = true;
    m_closing = Closing::Nothing;
    m_complaint->hide();
    m_nameRow->hide();
    showProblems({});
    m_run->start(plan, forecast.size(), cluster::durationOf(plan, forecast));
    showColumns();
    m_tabs->setCurrentIndex(StepsTab);
    m_abort->setFocus();
}

void RehearsalDialog::setProgress(const ops::RehearsalProgress& progress) {
    m_steps->setProgress(progress);
    m_run->setProgress(progress, m_steps->nameOf(progress.step));
    if (progress.phase == ops::RehearsalPhase::Changing) {
        m_table->selectRow(m_steps->rowOf(progress.step));
        m_table->scrollTo(m_table->currentIndex());
    }
    if (progress.phase >= ops::RehearsalPhase::Restoring)
        m_abort->setEnabled(false);
}

void RehearsalDialog::setOutcome(std::size_t step, const cluster::StepOutcome& outcome) {
    m_steps->setOutcome(step, outcome);
}

void RehearsalDialog::finish(const ops::ReportPtr& report, const QString& where) {
    m_running = false;
    m_over = true;
    m_name->clear();
    m_steps->setReport(*report);
    showColumns();
    showReport(report, where);
    const auto closing = std::exchange(m_closing, Closing::Nothing);
    // Nobody leaves without having seen that something is not as it was.
    if (!report->restored)
        return;
    if (closing == Closing::Dialog)
        close();
    if (closing == Closing::Window)
        emit windowMayClose();
}

void RehearsalDialog::showReport(const ops::ReportPtr& report, const QString& where) {
    m_report->show(report, where);
    m_tabs->setTabEnabled(ReportTab, true);
    m_tabs->setCurrentIndex(ReportTab);
}

void RehearsalDialog::complain(const QString& what) {
    m_complaint->setText(what);
    m_complaint->show();
}

void RehearsalDialog::planAnew() {
    m_over = false;
    m_complaint->hide();
    showColumns();
    m_tabs->setCurrentIndex(StepsTab);
    m_form->setSnapshot(*m_snapshot);
}

void RehearsalDialog::askToClose(Closing what) {
    if (findChild<QMessageBox*>("abortQuestion"))
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, u"A rehearsal is running"_s,
                                u"A rehearsal is running. Abort it?"_s, QMessageBox::NoButton, this);
    box->setObjectName("abortQuestion");
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(u"Everything is restored and looked at again; then the %1 closes."_s.arg(
        what == Closing::Window ? u"window"_s : u"dialog"_s));
    auto* keep = box->addButton(u"Let it run"_s, QMessageBox::RejectRole);
    auto* abort = box->addButton(u"Abort and restore"_s, QMessageBox::DestructiveRole);
    abort->setObjectName("confirmAbort");
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(abort, &QPushButton::clicked, this, [this, what] {
        if (!m_running)
            return;
        m_closing = what;
        m_abort->click();
    });
    box->open();
}

void RehearsalDialog::reject() {
    if (m_running)
        return askToClose(Closing::Dialog);
    QDialog::reject();
}

} // namespace understudy::ui
