// The exported routes of one instance; grows page by page as the view is scrolled, thousands at most.
#pragma once

#include <vector>

#include <QAbstractTableModel>

#include "core/cluster/snapshot.h"

namespace understudy::ui {

class RouteModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Prefix, Path, Protocol, ColumnCount };
    static constexpr int pageSize = 256;

    using QAbstractTableModel::QAbstractTableModel;

    /// The routes of all sessions; empty when the speaker is not current. Keeps what is shown when nothing
    /// changed.
    void setNode(const cluster::NodeState* node);
    /// All of them, shown or not.
    std::size_t total() const { return m_routes.size(); }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

private:
    struct Line {
        cluster::ExportedRoute route;
        std::string protocol;

        friend bool operator==(const Line&, const Line&) = default;
    };

    std::vector<Line> m_routes;
    int m_shown = 0;
};

} // namespace understudy::ui
