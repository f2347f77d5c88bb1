// Cells of a table whose state is a shape and a word; long texts go on in a second line where a row has room.
#pragma once

#include <QStyledItemDelegate>

namespace understudy::ui {

class ShapeDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    /// `healthRole`: int of cluster::Health, where a cell has a shape.
    explicit ShapeDelegate(int healthRole, QObject* parent);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    int m_healthRole;
};

} // namespace understudy::ui
