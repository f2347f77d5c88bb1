// The rehearsals whose reports were kept, the newest first; damaged files among them.
#pragma once

#include <QAbstractTableModel>

#include "core/ops/report/kept_reports.h"

namespace understudy::ui {

class PastRehearsalsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { When, Plan, Failure, Outcome, LongestGap, Who, ColumnCount };
    enum Role {
        HealthRole = Qt::UserRole, ///< int of cluster::Health, of Outcome
        WhyRole,                   ///< why it did not pass, or what is wrong with the file
    };

    explicit PastRehearsalsModel(QObject* parent = nullptr);

    void setReports(std::vector<ops::KeptReport> reports);
    const std::vector<ops::KeptReport>& reports() const { return m_reports; }
    const ops::KeptReport& report(int row) const { return m_reports.at(static_cast<std::size_t>(row)); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    std::vector<ops::KeptReport> m_reports;
};

} // namespace understudy::ui
