#include "ui/pages/activity_panel.h"

#include <QHeaderView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/shapes.h"
#include "ui/models/command_model.h"
#include "ui/models/event_model.h"
#include "ui/pages/copyable_table.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

/// The time in a fixed-width font, a shape in front of one column.
class ActivityDelegate : public QStyledItemDelegate {
public:
    ActivityDelegate(int shapeColumn, int healthRole, QObject* parent)
        : QStyledItemDelegate(parent), m_shapeColumn(shapeColumn), m_healthRole(healthRole) {}

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override {
        const auto& palette = Palette::of(option.palette);
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, palette.selection);
        painter->setPen(palette.grid);
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        QRect at = option.rect.adjusted(10, 0, -4, 0);
        if (index.column() == m_shapeColumn) {
            const QRect shape{at.left(), at.center().y() - 5, 12, 12};
            paintHealth(*painter, shape, static_cast<cluster::Health>(index.data(m_healthRole).toInt()),
                        palette);
            at.setLeft(shape.right() + 8);
        }
        painter->setFont(fontOf(option.font, index));
        painter->setPen(index.column() == 0 ? palette.dim : palette.text);
        painter->drawText(
            at, Qt::AlignLeft | Qt::AlignVCenter,
            painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, at.width()));
        painter->restore();
    }

private:
    QFont fontOf(const QFont& base, const QModelIndex& index) const {
        if (index.column() == 0 || index.model()->headerData(index.column(), Qt::Horizontal) == u"Command"_s)
            return fixedFont(base);
        return index.column() == 1 ? scaled(base, 1, true) : base;
    }

    int m_shapeColumn;
    int m_healthRole;
};

} // namespace

ActivityPanel::ActivityPanel(EventModel& events, CommandModel& commands, QWidget* parent)
    : QFrame(parent), m_tabs(new QTabWidget(this)) {
    setProperty("panel", true);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(1, 1, 1, 2);
    rows->addWidget(m_tabs);

    auto* eventTable = addTable(events, EventModel::Subject, EventModel::HealthRole, u"Events"_s);
    eventTable->setColumnWidth(EventModel::Subject, 170);
    auto* commandTable = addTable(commands, CommandModel::Exit, CommandModel::HealthRole, u"Commands"_s);
    commandTable->setColumnWidth(CommandModel::Instance, 130);
    commandTable->horizontalHeader()->setStretchLastSection(false);
    commandTable->horizontalHeader()->setSectionResizeMode(CommandModel::Command, QHeaderView::Stretch);
    commandTable->setColumnWidth(CommandModel::Exit, 110);
    commandTable->setColumnWidth(CommandModel::Duration, 100);
}

CopyableTable* ActivityPanel::addTable(QAbstractItemModel& model, int shapeColumn, int healthRole,
                                       const QString& title) {
    auto* table = new CopyableTable(this);
    table->setModel(&model);
    table->setItemDelegate(new ActivityDelegate(shapeColumn, healthRole, table));
    table->setAccessibleName(title);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->horizontalHeader()->hide();
    table->horizontalHeader()->setStretchLastSection(true);
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
    table->setColumnWidth(
        0, QFontMetrics{fixedFont(font())}.horizontalAdvance(QStringLiteral("00:00:00.000")) + 26);
    m_tabs->addTab(table, title);
    return table;
}

} // namespace understudy::ui
