// A rehearsal beside the last ones of the same plan and failure: the gap of each step, a column a rehearsal.
#pragma once

#include <QAbstractTableModel>

#include "core/cluster/rehearsal_history.h"

namespace understudy::ui {

class ComparisonModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Step, Address, Predicted, FirstGap }; ///< from FirstGap on: `shown`, then the others
    enum Role { HealthRole = Qt::UserRole };            ///< int of cluster::Health, of the gaps

    explicit ComparisonModel(QObject* parent = nullptr);

    /// Of `history` those count that are older, of the same plan and failure, and have a step in common.
    void show(const cluster::PastRehearsal& shown, const std::vector<cluster::PastRehearsal>& history);
    /// How many there are to compare with.
    int others() const { return static_cast<int>(m_rehearsals.size()) - 1; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<cluster::PastRehearsal> m_rehearsals; ///< the one that is shown, then the newest first
};

} // namespace understudy::ui
