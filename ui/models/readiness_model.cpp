#include "ui/models/readiness_model.h"

#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

ReadinessModel::ReadinessModel(QObject* parent) : QAbstractTableModel(parent) {}

void ReadinessModel::setHistory(const cluster::Cluster& cluster,
                                const std::vector<cluster::PastRehearsal>& history, base::WallTime now) {
    beginResetModel();
    m_now = now;
    m_rows.clear();
    for (const auto& instance : cluster.instances)
        m_rows.push_back({text(instance.name.value()), cluster::lastSuccess(history, instance.name),
                          cluster::gapsOf(history, instance.name)});
    endResetModel();
}

const std::vector<cluster::GapPoint>& ReadinessModel::gaps(int row) const {
    return m_rows.at(static_cast<std::size_t>(row)).gaps;
}

int ReadinessModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ReadinessModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant ReadinessModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == HealthRole && index.column() == LastSuccess) {
        const bool fresh = row.success && m_now - row.success->at <= cluster::rehearsalGoesStale;
        return static_cast<int>(!row.success ? cluster::Health::Unknown
                                : fresh      ? cluster::Health::Up
                                             : cluster::Health::Degraded);
    }
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Instance:
        return row.instance;
    case LastSuccess:
        return row.success ? age(row.success->at, m_now) : u"never"_s;
    case Failure:
        return row.success ? word(row.success->failure) : absent;
    case LastGap:
        return row.gaps.empty() ? absent : gap(row.gaps.back().gap, row.gaps.back().gapError);
    default:
        return {};
    }
}

QVariant ReadinessModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"Instance"_s, u"Last success"_s, u"Failure"_s, u"Last gap"_s}.value(section);
}

} // namespace understudy::ui
