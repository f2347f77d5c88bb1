// What happened, the newest first.
#pragma once

#include "core/ops/events.h"
#include "ui/models/log_model.h"

namespace understudy::ui {

class EventModel : public LogModel<ops::Event> {
    Q_OBJECT

public:
    enum Column { Time, Subject, What, ColumnCount };
    enum Role { HealthRole = Qt::UserRole }; ///< int of cluster::Health, for the shape

    explicit EventModel(QObject* parent = nullptr);

    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
};

} // namespace understudy::ui
