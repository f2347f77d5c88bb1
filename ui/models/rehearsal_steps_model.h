// The steps of a rehearsal, a row for each floating IP: forecast before it starts, measurement while it runs.
#pragma once

#include <optional>
#include <vector>

#include <QAbstractTableModel>

#include "core/cluster/judgement.h"
#include "core/cluster/report.h"
#include "core/ops/rehearsal/runner.h"

namespace understudy::ui {

class RehearsalStepsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        Number,
        Step,
        Address,
        Forecast,
        Predicted,
        ShouldServe,
        Serves,
        Measured,
        State,
        ColumnCount
    };
    enum Role {
        HealthRole = Qt::UserRole, ///< int of cluster::Health, of State once there is one
        WhyRole,                   ///< the row's forecast, and its judgement once there is one, as sentences
    };

    explicit RehearsalStepsModel(QObject* parent = nullptr);

    /// What would happen now; forgets what was measured.
    void setForecast(const std::vector<cluster::StepForecast>& forecast, const cluster::Snapshot& snapshot);
    /// From now on the steps are those that are carried out.
    void setProgress(const ops::RehearsalProgress& progress);
    void setOutcome(std::size_t step, const cluster::StepOutcome& outcome);
    /// The outcome of all of them.
    void setReport(const cluster::Report& report);

    std::size_t steps() const { return m_steps; }
    QString nameOf(std::size_t step) const;
    /// The first row of a step; -1 when there is none.
    int rowOf(std::size_t step) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row {
        std::size_t step = 0;
        QString name;
        QString address;
        QString forecast; ///< a sentence
        QString predicted;
        QString shouldServe;
        QString serves;
        QString measured;
        QString state;
        QString why; ///< of the judgement
        std::optional<cluster::Health> health;

        friend bool operator==(const Row&, const Row&) = default;
    };

    void setRows(std::vector<Row> rows);
    void changed(int first, int last);

    std::vector<Row> m_rows;
    std::size_t m_steps = 0;
    std::vector<QString> m_names; ///< of the nodes
};

} // namespace understudy::ui
