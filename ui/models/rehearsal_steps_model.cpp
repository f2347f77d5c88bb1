#include "ui/models/rehearsal_steps_model.h"

#include <algorithm>

#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using ops::RehearsalPhase;

RehearsalStepsModel::RehearsalStepsModel(QObject* parent) : QAbstractTableModel(parent) {}

void RehearsalStepsModel::setForecast(const std::vector<cluster::StepForecast>& forecast,
                                      const cluster::Snapshot& snapshot) {
    m_names.clear();
    for (const auto& node : snapshot.nodes)
        m_names.push_back(text(node.name.value()));
    m_steps = forecast.size();
    std::vector<Row> rows;
    for (std::size_t step = 0; step < forecast.size(); ++step) {
        for (const auto& target : forecast[step].targets) {
            Row row;
            row.step = step;
            row.name = text(cluster::nameOf(forecast[step].step));
            row.address = text(snapshot.cluster->floating[target.floatingIndex].text);
            row.forecast = text(cluster::explain(target, forecast[step].step, snapshot));
            row.predicted = predictedGap(target);
            row.shouldServe = target.takeOver.empty() ? u"nobody"_s : names(snapshot, target.takeOver);
            rows.push_back(std::move(row));
        }
    }
    setRows(std::move(rows));
}

void RehearsalStepsModel::setRows(std::vector<Row> rows) {
    if (rows.size() != m_rows.size()) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        changed(static_cast<int>(i), static_cast<int>(i));
    }
}

void RehearsalStepsModel::setProgress(const ops::RehearsalProgress& progress) {
    const auto state = word(progress.phase);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        auto& row = m_rows[i];
        const bool present = row.step == progress.step && !state.isEmpty();
        if (row.health && *row.health != cluster::Health::Unknown)
            continue; // judged
        row.state = present ? state : QString{};
        row.health = present ? std::optional{cluster::Health::Unknown} : std::nullopt;
        changed(static_cast<int>(i), static_cast<int>(i));
    }
}

void RehearsalStepsModel::setOutcome(std::size_t step, const cluster::StepOutcome& outcome) {
    const int first = rowOf(step);
    if (first < 0)
        return;
    for (std::size_t i = 0; i < outcome.targets.size(); ++i) {
        const auto index = static_cast<std::size_t>(first) + i;
        if (index >= m_rows.size() || m_rows[index].step != step)
            break;
        auto& row = m_rows[index];
        const auto& target = outcome.targets[i];
        const auto& measured = target.measured;
        row.forecast = text(target.predicted);
        row.predicted = predictedGap(target.forecast);
        const auto verdict = measured ? target.judgement.verdict : outcome.verdict;
        row.state = measured || outcome.change ? word(verdict) : u"not carried out"_s;
        row.health = healthOf(verdict);
        row.why = text(measured ? target.judgement.why : outcome.why);
        if (!measured)
            continue;
        row.measured = measuredGap(*measured);
        row.serves = measured->takeoverBy && *measured->takeoverBy < m_names.size()
                         ? m_names[*measured->takeoverBy]
                         : u"nobody"_s;
    }
    changed(first, static_cast<int>(m_rows.size()) - 1);
}

void RehearsalStepsModel::setReport(const cluster::Report& report) {
    for (std::size_t step = 0; step < report.steps.size(); ++step)
        setOutcome(step, report.steps[step]);
}

void RehearsalStepsModel::changed(int first, int last) {
    emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
}

QString RehearsalStepsModel::nameOf(std::size_t step) const {
    const int row = rowOf(step);
    return row < 0 ? QString{} : m_rows[static_cast<std::size_t>(row)].name;
}

int RehearsalStepsModel::rowOf(std::size_t step) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const Row& row) { return row.step == step; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int RehearsalStepsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int RehearsalStepsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RehearsalStepsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == WhyRole)
        return row.why.isEmpty() ? row.forecast : row.forecast + u".\n"_s + row.why;
    if (role == Qt::ToolTipRole && index.column() == Forecast)
        return row.forecast;
    if (role == HealthRole && index.column() == State && row.health)
        return static_cast<int>(*row.health);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Number:
        return QString::number(row.step + 1);
    case Step:
        return row.name;
    case Address:
        return row.address;
    case Forecast:
        return row.forecast;
    case Predicted:
        return row.predicted;
    case ShouldServe:
        return row.shouldServe;
    case Serves:
        return row.serves;
    case Measured:
        return row.measured;
    case State:
        return row.state;
    default:
        return {};
    }
}

QVariant RehearsalStepsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"#"_s,        u"Step"_s,          u"Address"_s,
                       u"Forecast"_s, u"Predicted gap"_s, u"Should serve"_s,
                       u"Serves"_s,   u"Measured gap"_s,  u"State"_s}
        .value(section);
}

} // namespace understudy::ui
