#include "ui/models/comparison_model.h"

#include <algorithm>

#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::PastRehearsal;
using cluster::PastStep;

namespace {

constexpr std::size_t mostOthers = 5;

/// The same step of the same plan, for the same address: a plan may fail an instance more than once.
const PastStep* sameStep(const PastRehearsal& rehearsal, const PastStep& wanted) {
    const auto found =
        std::find_if(rehearsal.steps.begin(), rehearsal.steps.end(), [&](const PastStep& step) {
            return step.index == wanted.index && step.step == wanted.step && step.address == wanted.address;
        });
    return found == rehearsal.steps.end() ? nullptr : &*found;
}

bool comparable(const PastRehearsal& shown, const PastRehearsal& other) {
    // Files tell times to the millisecond.
    const auto start = std::chrono::floor<std::chrono::milliseconds>(shown.startedAt);
    return other.kind == shown.kind && other.failure == shown.failure && other.startedAt < start &&
           std::any_of(shown.steps.begin(), shown.steps.end(),
                       [&](const PastStep& step) { return sameStep(other, step) != nullptr; });
}

QString predicted(const PastStep& step) {
    if (step.staysDark)
        return u"dark"_s;
    return step.predictedGap ? gapLength(*step.predictedGap) : u"not known"_s;
}

} // namespace

ComparisonModel::ComparisonModel(QObject* parent) : QAbstractTableModel(parent) {}

void ComparisonModel::show(const PastRehearsal& shown, const std::vector<PastRehearsal>& history) {
    beginResetModel();
    std::vector<PastRehearsal> others;
    std::copy_if(history.begin(), history.end(), std::back_inserter(others),
                 [&](const PastRehearsal& other) { return comparable(shown, other); });
    std::sort(others.begin(), others.end(),
              [](const auto& a, const auto& b) { return a.startedAt > b.startedAt; });
    others.resize(std::min(others.size(), mostOthers));
    m_rehearsals = {shown};
    m_rehearsals.insert(m_rehearsals.end(), others.begin(), others.end());
    endResetModel();
}

int ComparisonModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() || m_rehearsals.empty() ? 0 : static_cast<int>(m_rehearsals.front().steps.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : FirstGap + static_cast<int>(m_rehearsals.size());
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& step = m_rehearsals.front().steps[static_cast<std::size_t>(index.row())];
    if (index.column() < FirstGap) {
        if (role != Qt::DisplayRole)
            return {};
        return index.column() == Step      ? text(cluster::nameOf(step.step))
               : index.column() == Address ? text(step.address)
                                           : predicted(step);
    }
    const auto* same = sameStep(m_rehearsals[static_cast<std::size_t>(index.column() - FirstGap)], step);
    if (role == HealthRole && same && same->gap)
        return static_cast<int>(healthOf(same->verdict));
    if (role != Qt::DisplayRole)
        return {};
    if (!same || !same->gap)
        return absent;
    return gap(*same->gap, same->gapError) + (same->darkAtEnd ? u", still dark"_s : QString{});
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    if (section < FirstGap)
        return QStringList{u"Step"_s, u"Address"_s, u"Predicted"_s}.value(section);
    const auto index = static_cast<std::size_t>(section - FirstGap);
    return index < m_rehearsals.size() ? day(m_rehearsals[index].startedAt) : QString{};
}

} // namespace understudy::ui
