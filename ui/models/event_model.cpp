#include "ui/models/event_model.h"

#include "ui/format/sentences.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

constexpr int eventsKept = 5000;

EventModel::EventModel(QObject* parent) : LogModel(eventsKept, parent) {}

int EventModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& event = record(index.row());
    if (role == HealthRole)
        return static_cast<int>(healthOf(event));
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return clockTime(event.at);
    case Subject:
        return subject(event);
    case What:
        return event.instance && event.address ? text(*event.address) + u": "_s + sentence(event)
                                               : sentence(event);
    default:
        return {};
    }
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"Time"_s, u"What"_s, u"Event"_s}.value(section);
}

} // namespace understudy::ui
