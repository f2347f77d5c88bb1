// How well each instance's failure has been rehearsed: when last with success, and what it cost.
#pragma once

#include <QAbstractTableModel>

#include "core/cluster/rehearsal_history.h"

namespace understudy::ui {

class ReadinessModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Instance, LastSuccess, Failure, LastGap, ColumnCount };
    enum Role { HealthRole = Qt::UserRole }; ///< int of cluster::Health, of LastSuccess

    explicit ReadinessModel(QObject* parent = nullptr);

    void setHistory(const cluster::Cluster& cluster, const std::vector<cluster::PastRehearsal>& history,
                    base::WallTime now);
    /// In order of time, of the instance in this row.
    const std::vector<cluster::GapPoint>& gaps(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString instance;
        std::optional<cluster::LastSuccess> success;
        std::vector<cluster::GapPoint> gaps;
    };

    std::vector<Row> m_rows;
    base::WallTime m_now{};
};

} // namespace understudy::ui
