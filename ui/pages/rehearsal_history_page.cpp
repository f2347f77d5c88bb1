#include "ui/pages/rehearsal_history_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>

#include "ui/charts/gap_trend_view.h"
#include "ui/models/past_rehearsals_model.h"
#include "ui/models/readiness_model.h"
#include "ui/pages/copyable_table.h"
#include "ui/pages/labels.h"
#include "ui/pages/shape_delegate.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

QFrame* panelOf(QWidget* widget, QWidget* parent) {
    auto* panel = new QFrame(parent);
    panel->setProperty("panel", true);
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(1, 1, 1, 2);
    inside->addWidget(widget);
    return panel;
}

} // namespace

RehearsalHistoryPage::RehearsalHistoryPage(QWidget* parent)
    : QWidget(parent), m_past(new PastRehearsalsModel(this)), m_readiness(new ReadinessModel(this)),
      m_list(new CopyableTable(this)), m_instances(new CopyableTable(this)), m_trend(new GapTrendView(this)),
      m_open(new QPushButton(u"Read the report"_s, this)), m_why(dimLabel(this)), m_folder(dimLabel(this)) {
    m_list->setObjectName("pastRehearsals");
    m_list->setAccessibleName(u"Past rehearsals"_s);
    m_list->setModel(m_past);
    m_list->setItemDelegate(new ShapeDelegate(PastRehearsalsModel::HealthRole, m_list));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->horizontalHeader()->setStretchLastSection(true);
    m_instances->setObjectName("readiness");
    m_instances->setAccessibleName(u"Last success of each instance"_s);
    m_instances->setModel(m_readiness);
    m_instances->setItemDelegate(new ShapeDelegate(ReadinessModel::HealthRole, m_instances));
    m_instances->setSelectionMode(QAbstractItemView::SingleSelection);
    m_instances->horizontalHeader()->setStretchLastSection(true);
    m_why->setObjectName("pastWhy");
    m_open->setObjectName("readReport");

    connect(m_open, &QPushButton::clicked, this, &RehearsalHistoryPage::openCurrent);
    connect(m_list, &QAbstractItemView::activated, this, &RehearsalHistoryPage::openCurrent);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RehearsalHistoryPage::explain);
    connect(m_instances->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &RehearsalHistoryPage::showTrend);

    auto* below = new QHBoxLayout;
    below->addWidget(m_why, 1);
    below->addWidget(m_open, 0, Qt::AlignTop);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(10);
    columns->addWidget(panelOf(m_instances, this), 1);
    columns->addWidget(panelOf(m_trend, this), 1);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 10, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(panelOf(m_list, this), 3);
    rows->addLayout(below);
    rows->addLayout(columns, 2);
    rows->addWidget(m_folder);
}

void RehearsalHistoryPage::setReports(std::vector<ops::KeptReport> reports, const cluster::Cluster& cluster,
                                      base::WallTime now, const QString& folder) {
    m_readiness->setHistory(cluster, ops::historyOf(reports), now);
    m_past->setReports(std::move(reports));
    m_folder->setText(u"Kept in %1, the newest %2 are shown."_s.arg(folder).arg(ops::mostReports));
    m_list->resizeColumnsToContents();
    m_instances->resizeColumnsToContents();
    if (m_past->rowCount() > 0)
        m_list->selectRow(0);
    if (m_readiness->rowCount() > 0)
        m_instances->selectRow(0);
    explain();
    showTrend();
}

void RehearsalHistoryPage::openCurrent() {
    const auto current = m_list->currentIndex();
    if (current.isValid() && m_past->report(current.row()).rehearsal)
        emit reportChosen(QString::fromStdString(m_past->report(current.row()).path));
}

void RehearsalHistoryPage::explain() {
    const auto current = m_list->currentIndex();
    m_open->setEnabled(current.isValid() && m_past->report(current.row()).rehearsal.has_value());
    m_why->setText(current.isValid() ? current.data(PastRehearsalsModel::WhyRole).toString()
                                     : u"No rehearsal has been kept yet."_s);
}

void RehearsalHistoryPage::showTrend() {
    const int row = m_instances->currentIndex().row();
    if (row < 0)
        return m_trend->setPoints({}, {});
    m_trend->setPoints(m_readiness->index(row, ReadinessModel::Instance).data().toString(),
                       m_readiness->gaps(row));
}

} // namespace understudy::ui
