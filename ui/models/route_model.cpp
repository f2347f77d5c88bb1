#include "ui/models/route_model.h"

#include <algorithm>

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

void RouteModel::setNode(const cluster::NodeState* node) {
    std::vector<Line> routes;
    if (const auto* speaker = node ? node->speaker.current() : nullptr) {
        for (const auto& session : speaker->sessions) {
            for (const auto& route : session.exported)
                routes.push_back({route, session.protocol.name});
        }
    }
    if (routes == m_routes)
        return;
    beginResetModel();
    m_routes = std::move(routes);
    m_shown = std::min(pageSize, static_cast<int>(m_routes.size()));
    endResetModel();
}

int RouteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_shown;
}

int RouteModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant RouteModel::data(const QModelIndex& index, int role) const {
    if (role != Qt::DisplayRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto& line = m_routes.at(static_cast<std::size_t>(index.row()));
    switch (index.column()) {
    case Prefix:
        return text(line.route.prefix.toString());
    case Path:
        return asPath(line.route.asPath);
    case Protocol:
        return text(line.protocol);
    default:
        return {};
    }
}

QVariant RouteModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return QStringList{u"Prefix"_s, u"AS path at the router"_s, u"Protocol"_s}.value(section);
}

bool RouteModel::canFetchMore(const QModelIndex& parent) const {
    return !parent.isValid() && static_cast<std::size_t>(m_shown) < m_routes.size();
}

void RouteModel::fetchMore(const QModelIndex& parent) {
    if (!canFetchMore(parent))
        return;
    const int shown = std::min(m_shown + pageSize, static_cast<int>(m_routes.size()));
    beginInsertRows({}, m_shown, shown - 1);
    m_shown = shown;
    endInsertRows();
}

} // namespace understudy::ui
