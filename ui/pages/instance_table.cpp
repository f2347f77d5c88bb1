#include "ui/pages/instance_table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QSortFilterProxyModel>

#include "ui/models/instance_model.h"
#include "ui/pages/instance_delegate.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

InstanceTable::InstanceTable(InstanceModel& model, QWidget* parent)
    : CopyableTable(parent), m_model(model), m_filter(new QSortFilterProxyModel(this)) {
    setObjectName("instances");
    setAccessibleName(u"Instances"_s);
    m_filter->setSourceModel(&model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_filter);
    auto* delegate = new InstanceDelegate(this);
    setItemDelegate(delegate);
    setSelectionMode(SingleSelection);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 11);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    horizontalHeader()->setMinimumSectionSize(40);
    horizontalHeader()->setStretchLastSection(true);
    connect(delegate, &InstanceDelegate::switchClicked, this, &InstanceTable::switchClicked);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &InstanceTable::selectionMoved);
    connect(&model, &InstanceModel::modelReset, this, [this] {
        fitColumns();
        updateGeometry();
        if (!selected() && m_filter->rowCount() > 0)
            selectRow(0);
    });
    connect(&model, &InstanceModel::dataChanged, this, &InstanceTable::fitColumns);
}

void InstanceTable::setFilter(const QString& text) {
    m_filter->setFilterFixedString(text);
}

std::optional<cluster::InstanceName> InstanceTable::selected() const {
    const auto rows = selectionModel()->selectedRows();
    if (rows.isEmpty())
        return std::nullopt;
    return rows.first().data(InstanceModel::RowRole).value<InstanceRow>().name;
}

void InstanceTable::select(const cluster::InstanceName& instance) {
    const int row = m_model.indexOf(instance);
    if (row >= 0)
        selectRow(m_filter->mapFromSource(m_model.index(row, 0)).row());
}

QSize InstanceTable::sizeHint() const {
    const int rows = std::max(2, m_filter->rowCount());
    return {700, horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + 4};
}

// Columns grow with what they show and never shrink by themselves, so that the table does not jump.
void InstanceTable::fitColumns() {
    for (int column = 0; column < m_filter->columnCount(); ++column) {
        const int wanted = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        if (wanted > columnWidth(column) || m_filter->property("fitted").isNull())
            setColumnWidth(column, wanted);
    }
    if (m_filter->rowCount() > 0)
        m_filter->setProperty("fitted", true);
}

void InstanceTable::keyPressEvent(QKeyEvent* event) {
    const auto instance = selected();
    if (instance && event->key() == Qt::Key_Space)
        emit switchClicked(*instance);
    else if (instance && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        emit editRequested(*instance);
    else if (instance && event->key() == Qt::Key_Delete)
        emit removeRequested(*instance);
    else
        CopyableTable::keyPressEvent(event);
}

void InstanceTable::contextMenuEvent(QContextMenuEvent* event) {
    const auto instance = selected();
    if (!instance)
        return;
    QMenu menu;
    const auto& row = m_model.row(m_model.indexOf(*instance));
    auto* toggle = menu.addAction(row.interface == InterfaceView::Down ? u"Bring the interface up"_s
                                                                       : u"Take the interface down…"_s);
    toggle->setEnabled(row.interface == InterfaceView::Up || row.interface == InterfaceView::Down);
    connect(toggle, &QAction::triggered, this, [this, instance] { emit switchClicked(*instance); });
    menu.addSeparator();
    connect(menu.addAction(u"Edit instance…"_s), &QAction::triggered, this,
            [this, instance] { emit editRequested(*instance); });
    connect(menu.addAction(u"Remove from the cluster…"_s), &QAction::triggered, this,
            [this, instance] { emit removeRequested(*instance); });
    menu.exec(event->globalPos());
}

} // namespace understudy::ui
