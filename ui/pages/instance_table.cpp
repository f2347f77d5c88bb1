#include "ui/pages/instance_table.h"

#include <chrono>
#include <numeric>

#include <QContextMenuEvent>
#include <QDrag>
#include <QDropEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QTimer>

#include "ui/models/instance_model.h"
#include "ui/pages/instance_delegate.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

/// Of columns whose text may end in an ellipsis. The age of an unknown session must still be readable.
constexpr std::pair<int, int> shortest[] = {{InstanceModel::Path, 110}, {InstanceModel::Session, 185}};
constexpr int rowsAlwaysSeen = 2;
/// Of what is dragged inside this table: an instance's name.
constexpr auto instanceFormat = "application/x-understudy-instance";
constexpr std::chrono::milliseconds measurePause{500};

} // namespace

InstanceTable::InstanceTable(InstanceModel& model, QWidget* parent)
    : CopyableTable(parent), m_model(model), m_filter(new QSortFilterProxyModel(this)),
      m_measuring(new QTimer(this)) {
    setObjectName("instances");
    setAccessibleName(u"Instances"_s);
    m_filter->setSourceModel(&model);
    m_filter->setFilterKeyColumn(-1);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    setModel(m_filter);
    auto* delegate = new InstanceDelegate(this);
    setItemDelegate(delegate);
    setSelectionMode(SingleSelection);
    setDragEnabled(true);
    setAcceptDrops(true);
    setDragDropMode(DragDrop);
    setDropIndicatorShown(false);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(2 * fontMetrics().height() + 11);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setMinimumSectionSize(40);
    horizontalHeader()->setStretchLastSection(true);
    connect(delegate, &InstanceDelegate::switchClicked, this, &InstanceTable::switchClicked);
    connect(selectionModel(), &QItemSelectionModel::selectionChanged, this, &InstanceTable::selectionMoved);
    connect(&model, &InstanceModel::modelReset, this, [this] {
        m_wanted.clear();
        measureColumns();
        updateGeometry();
        setMinimumHeight(heightOf(std::min(rowsAlwaysSeen, m_filter->rowCount())));
        if (!selected() && m_filter->rowCount() > 0)
            selectRow(0);
    });
    // Measuring shapes every text of the table: not for every row that changes, many times a second.
    m_measuring->setSingleShot(true);
    connect(m_measuring, &QTimer::timeout, this, &InstanceTable::measureColumns);
    connect(&model, &InstanceModel::dataChanged, this, [this] {
        if (!m_measuring->isActive())
            m_measuring->start(measurePause);
    });
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
    return {700, heightOf(std::max(2, m_filter->rowCount()))};
}

int InstanceTable::heightOf(int rows) const {
    return horizontalHeader()->sizeHint().height() + rows * verticalHeader()->defaultSectionSize() + 4;
}

// Columns grow with what they show and never shrink by themselves, so that the table does not jump.
void InstanceTable::measureColumns() {
    m_wanted.resize(InstanceModel::ColumnCount);
    bool grew = false;
    for (int column = 0; column < InstanceModel::ColumnCount; ++column) {
        auto& wanted = m_wanted[static_cast<std::size_t>(column)];
        const int needed = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        grew = grew || needed > wanted;
        wanted = std::max(wanted, needed);
    }
    if (grew)
        fitColumns();
}

// What is left over goes to the columns that breathe with it; what is missing is taken from
// texts that may be elided.
void InstanceTable::fitColumns() {
    static constexpr int sharers[] = {InstanceModel::Instance, InstanceModel::Interface,
                                      InstanceModel::Session, InstanceModel::Path, InstanceModel::Serving};
    if (m_wanted.empty())
        return;
    auto widths = m_wanted;
    const int spare = viewport()->width() - std::accumulate(widths.begin(), widths.end(), 0);
    int missing = -spare;
    for (const auto& [column, least] : shortest) {
        auto& width = widths[static_cast<std::size_t>(column)];
        const int given = std::clamp(missing, 0, std::max(0, width - least));
        width -= given;
        missing -= given;
    }
    if (spare > 0) {
        for (const int column : sharers)
            widths[static_cast<std::size_t>(column)] += spare / static_cast<int>(std::size(sharers));
    }
    for (int column = 0; column < InstanceModel::ColumnCount; ++column)
        setColumnWidth(column, widths[static_cast<std::size_t>(column)]);
}

void InstanceTable::resizeEvent(QResizeEvent* event) {
    CopyableTable::resizeEvent(event);
    fitColumns();
}

std::optional<cluster::InstanceName> InstanceTable::instanceAt(const QPoint& place) const {
    const auto index = indexAt(place);
    if (!index.isValid())
        return std::nullopt;
    return index.data(InstanceModel::RowRole).value<InstanceRow>().name;
}

void InstanceTable::setDropRow(int row) {
    if (std::exchange(m_dropRow, row) != row)
        viewport()->update();
}

void InstanceTable::startDrag(Qt::DropActions) {
    const auto instance = selected();
    if (!instance)
        return;
    auto* carried = new QMimeData;
    carried->setData(instanceFormat, QByteArray::fromStdString(instance->value()));
    auto* drag = new QDrag(this);
    drag->setMimeData(carried);
    const auto row = selectionModel()->selectedRows().first();
    const QRect place{0, rowViewportPosition(row.row()), viewport()->width(), rowHeight(row.row())};
    drag->setPixmap(viewport()->grab(place));
    drag->exec(Qt::MoveAction);
    setDropRow(-1);
}

void InstanceTable::dragEnterEvent(QDragEnterEvent* event) {
    if (event->source() == this && event->mimeData()->hasFormat(instanceFormat))
        event->acceptProposedAction();
}

void InstanceTable::dragMoveEvent(QDragMoveEvent* event) {
    const auto index = indexAt(event->position().toPoint());
    setDropRow(index.isValid() ? index.row() : -1);
    event->setAccepted(index.isValid());
}

void InstanceTable::dragLeaveEvent(QDragLeaveEvent*) {
    setDropRow(-1);
}

void InstanceTable::dropEvent(QDropEvent* event) {
    setDropRow(-1);
    const auto place = instanceAt(event->position().toPoint());
    const cluster::InstanceName dragged{event->mimeData()->data(instanceFormat).toStdString()};
    if (!place || *place == dragged || m_model.indexOf(dragged) < 0)
        return;
    event->acceptProposedAction();
    emit tierRequested(dragged, *place);
}

void InstanceTable::paintEvent(QPaintEvent* event) {
    CopyableTable::paintEvent(event);
    if (m_dropRow < 0)
        return;
    QPainter painter(viewport());
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRect(
        QRect{1, rowViewportPosition(m_dropRow) + 1, viewport()->width() - 2, rowHeight(m_dropRow) - 2});
}

void InstanceTable::keyPressEvent(QKeyEvent* event) {
    const auto instance = selected();
    if (instance && event->key() == Qt::Key_Space)
        emit switchClicked(*instance);
    else if (instance && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        emit editRequested(*instance);
    else if (instance && event->key() == Qt::Key_T && event->modifiers() == Qt::ControlModifier)
        emit tierRequested(*instance, *instance);
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
    auto* tier = menu.addAction(u"Change tier…"_s);
    tier->setShortcut(Qt::CTRL | Qt::Key_T);
    connect(tier, &QAction::triggered, this, [this, instance] { emit tierRequested(*instance, *instance); });
    connect(menu.addAction(u"Set up…"_s), &QAction::triggered, this,
            [this, instance] { emit setUpRequested(*instance); });
    menu.addSeparator();
    connect(menu.addAction(u"Edit instance…"_s), &QAction::triggered, this,
            [this, instance] { emit editRequested(*instance); });
    connect(menu.addAction(u"Remove from the cluster…"_s), &QAction::triggered, this,
            [this, instance] { emit removeRequested(*instance); });
    menu.exec(event->globalPos());
}

} // namespace understudy::ui
