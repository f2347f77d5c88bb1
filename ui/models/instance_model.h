// The instance table's rows: one an instance, sorted by tier.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "ui/models/instance_row.h"

namespace understudy::ui {

class InstanceModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Tier, Instance, Interface, Session, Hold, Exported, Path, Serving, Seen, ColumnCount };
    enum Role { RowRole = Qt::UserRole }; ///< the whole InstanceRow

    using QAbstractTableModel::QAbstractTableModel;

    /// The one setter. Emits dataChanged for the rows that look different now, and resets when the instances
    /// or their order changed. Call it again with the same snapshot as time passes, for the ages.
    void setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now);

    /// Of an existing row.
    const InstanceRow& row(int index) const { return m_rows.at(static_cast<std::size_t>(index)); }
    /// -1 when there is no such instance.
    int indexOf(const cluster::InstanceName& name) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<InstanceRow> m_rows;
};

} // namespace understudy::ui
