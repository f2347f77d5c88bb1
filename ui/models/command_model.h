// Every command that ran on a node, the newest first.
#pragma once

#include "core/ops/events.h"
#include "ui/models/log_model.h"

namespace understudy::ui {

class CommandModel : public LogModel<ops::CommandRecord> {
    Q_OBJECT

public:
    enum Column { Time, Instance, Command, Exit, Duration, ColumnCount };
    enum Role { HealthRole = Qt::UserRole }; ///< int of cluster::Health: exit 0, another, or no answer

    explicit CommandModel(QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
};

} // namespace understudy::ui
