#include "ui/models/past_rehearsals_model.h"

#include <QFileInfo>

#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

QString cell(const cluster::PastRehearsal& past, int column) {
    switch (column) {
    case PastRehearsalsModel::When:
        return day(past.startedAt);
    case PastRehearsalsModel::Plan:
        return word(past.kind);
    case PastRehearsalsModel::Failure:
        return word(past.failure);
    case PastRehearsalsModel::Outcome:
        return past.restored ? word(past.verdict) : word(past.verdict) + u", not restored"_s;
    case PastRehearsalsModel::LongestGap: {
        const auto longest = cluster::longestGap(past);
        return longest ? gapLength(*longest) : absent;
    }
    case PastRehearsalsModel::Who:
        return text(past.who);
    default:
        return {};
    }
}

QString damagedCell(const ops::KeptReport& kept, int column) {
    if (column == PastRehearsalsModel::When)
        return QFileInfo{text(kept.path)}.fileName();
    return column == PastRehearsalsModel::Outcome ? u"damaged file"_s : absent;
}

} // namespace

PastRehearsalsModel::PastRehearsalsModel(QObject* parent) : QAbstractTableModel(parent) {}

void PastRehearsalsModel::setReports(std::vector<ops::KeptReport> reports) {
    beginResetModel();
    m_reports = std::move(reports);
    endResetModel();
}

int PastRehearsalsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_reports.size());
}

int PastRehearsalsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant PastRehearsalsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& kept = report(index.row());
    const auto& past = kept.rehearsal;
    if (role == HealthRole && index.column() == Outcome)
        return static_cast<int>(!past             ? cluster::Health::Unknown
                                : !past->restored ? cluster::Health::Down
                                                  : healthOf(past->verdict));
    if (role == WhyRole || role == Qt::ToolTipRole)
        return past ? text(past->why) : text(past.error().what);
    if (role != Qt::DisplayRole)
        return {};
    return past ? cell(*past, index.column()) : damagedCell(kept, index.column());
}

QVariant PastRehearsalsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"When"_s, u"Plan"_s, u"Failure"_s, u"Outcome"_s, u"Longest gap"_s, u"By"_s}.value(
        section);
}

} // namespace understudy::ui
