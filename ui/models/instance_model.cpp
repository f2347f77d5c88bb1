#include "ui/models/instance_model.h"

#include <algorithm>

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

std::vector<InstanceRow> rowsOf(const cluster::Snapshot& snapshot, base::SteadyTime now) {
    std::vector<InstanceRow> rows;
    rows.reserve(snapshot.nodes.size());
    for (const auto& node : snapshot.nodes)
        rows.push_back(describe(snapshot, node, now));
    std::stable_sort(rows.begin(), rows.end(),
                     [](const InstanceRow& a, const InstanceRow& b) { return a.tier < b.tier; });
    return rows;
}

bool sameInstances(const std::vector<InstanceRow>& a, const std::vector<InstanceRow>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const InstanceRow& x, const InstanceRow& y) { return x.name == y.name; });
}

/// Two lines as one, for copying and for screen readers.
QString joined(const QString& first, const QString& second) {
    return second.isEmpty() ? first : first + u", "_s + second;
}

QString display(const InstanceRow& row, int column) {
    switch (column) {
    case InstanceModel::Tier:
        return joined(QString::number(row.tier + 1), row.tierNote);
    case InstanceModel::Instance:
        return joined(text(row.name.value()), row.address);
    case InstanceModel::Interface:
        return row.interface == InterfaceView::Up ? row.interfaceText + u" up"_s : row.interfaceText;
    case InstanceModel::Session:
        return joined(row.sessionWord, row.sessionDetail);
    case InstanceModel::Hold:
        return row.hold;
    case InstanceModel::Exported:
        return row.exported;
    case InstanceModel::Path:
        return row.path;
    case InstanceModel::Serving:
        return row.serving && *row.serving > 0 ? percent(*row.serving) : absent;
    case InstanceModel::Seen:
        return row.seen;
    default:
        return {};
    }
}

} // namespace

void InstanceModel::setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now) {
    auto rows = rowsOf(snapshot, now);
    if (!sameInstances(rows, m_rows)) {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
        return;
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = std::move(rows[i]);
        const int line = static_cast<int>(i);
        emit dataChanged(index(line, 0), index(line, ColumnCount - 1));
    }
}

int InstanceModel::indexOf(const cluster::InstanceName& name) const {
    const auto found =
        std::find_if(m_rows.begin(), m_rows.end(), [&](const InstanceRow& row) { return row.name == name; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

int InstanceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int InstanceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

Qt::ItemFlags InstanceModel::flags(const QModelIndex& index) const {
    const auto flags = QAbstractTableModel::flags(index);
    return index.isValid() ? flags | Qt::ItemIsDragEnabled : flags;
}

QVariant InstanceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& shown = row(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return display(shown, index.column());
    case Qt::AccessibleTextRole:
        return headerData(index.column(), Qt::Horizontal).toString() + u": "_s +
               display(shown, index.column());
    case Qt::ToolTipRole:
        return index.column() == Session ? shown.sessionDetail : QVariant{};
    case RowRole:
        return QVariant::fromValue(shown);
    default:
        return {};
    }
}

QVariant InstanceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    static const QStringList titles{u"Tier"_s,
                                    u"Instance"_s,
                                    u"Interface"_s,
                                    u"BGP session"_s,
                                    u"Hold"_s,
                                    u"Exported"_s,
                                    u"AS path at the router"_s,
                                    u"Serving"_s,
                                    u"Seen"_s};
    return titles.value(section);
}

} // namespace understudy::ui
