// The instances of the cluster, filtered by what the operator typed.
#pragma once

#include <optional>
#include <vector>

#include "core/cluster/cluster.h"
#include "ui/pages/copyable_table.h"

class QSortFilterProxyModel;
class QTimer;

namespace understudy::ui {

class InstanceModel;

class InstanceTable : public CopyableTable {
    Q_OBJECT

public:
    /// `model` outlives the table.
    explicit InstanceTable(InstanceModel& model, QWidget* parent = nullptr);

    /// Rows with this text in any cell stay; empty shows all.
    void setFilter(const QString& text);
    std::optional<cluster::InstanceName> selected() const;
    void select(const cluster::InstanceName& instance);

    QSize sizeHint() const override;

signals:
    void selectionMoved();
    /// The switch was clicked, or Space pressed on the row.
    void switchClicked(const understudy::cluster::InstanceName& instance);
    void setUpRequested(const understudy::cluster::InstanceName& instance);
    void editRequested(const understudy::cluster::InstanceName& instance);
    void removeRequested(const understudy::cluster::InstanceName& instance);
    /// Another tier is wanted: in the place of the instance that it was dropped on, or, with its own name,
    /// some other one.
    void tierRequested(const understudy::cluster::InstanceName& instance,
                       const understudy::cluster::InstanceName& place);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void startDrag(Qt::DropActions actions) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dragMoveEvent(QDragMoveEvent* event) override;
    void dragLeaveEvent(QDragLeaveEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    int heightOf(int rows) const;
    void measureColumns();
    void fitColumns();
    /// The instance at a place of the viewport.
    std::optional<cluster::InstanceName> instanceAt(const QPoint& place) const;
    void setDropRow(int row);

    InstanceModel& m_model;
    QSortFilterProxyModel* m_filter;
    QTimer* m_measuring;
    int m_dropRow = -1;        ///< where what is dragged would be dropped
    std::vector<int> m_wanted; ///< widths of the columns, as their cells want them
};

} // namespace understudy::ui
