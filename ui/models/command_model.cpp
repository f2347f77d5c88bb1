#include "ui/models/command_model.h"

#include "core/cluster/judgement.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int commandsKept = 5000;

cluster::Health healthOf(const ops::CommandRecord& command) {
    if (!command.exit)
        return cluster::Health::Unknown;
    return *command.exit == 0 ? cluster::Health::Up : cluster::Health::Degraded;
}

} // namespace

CommandModel::CommandModel(QObject* parent) : LogModel(commandsKept, parent) {}

int CommandModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant CommandModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& command = record(index.row());
    if (role == HealthRole)
        return static_cast<int>(healthOf(command));
    if (role == Qt::ToolTipRole && index.column() == Command)
        return text(command.command);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case Time:
        return clockTime(command.at);
    case Instance:
        return text(command.instance.value());
    case Command:
        return text(command.command);
    case Exit:
        return command.exit ? u"exit %1"_s.arg(*command.exit) : u"no answer"_s;
    case Duration:
        return u"%1 ms"_s.arg(command.duration.count());
    default:
        return {};
    }
}

QVariant CommandModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"Time"_s, u"Instance"_s, u"Command"_s, u"Exit"_s, u"Duration"_s}.value(section);
}

} // namespace understudy::ui
