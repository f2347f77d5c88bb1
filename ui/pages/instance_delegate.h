// Paints an InstanceRow: tier box, name over address, interface switch, session shape, serving meter.
#pragma once

#include <QStyledItemDelegate>

#include "core/cluster/cluster.h"

namespace understudy::ui {

class InstanceDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    /// A click on the switch is not an edit; it is reported and changes nothing.
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override;

    /// Where the switch lies in the cell of the interface.
    static QRect switchRect(const QRect& cell);

signals:
    void switchClicked(const understudy::cluster::InstanceName& instance);
};

} // namespace understudy::ui
