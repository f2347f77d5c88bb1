// One row of the instance table: what is shown of one instance at one moment.
#pragma once

#include <optional>

#include <QMetaType>
#include <QString>

#include "core/cluster/judgement.h"

namespace understudy::ui {

enum class InterfaceView : std::uint8_t { Up, Down, Missing, Unknown };

/// Equal rows look the same, so that the table repaints only what differs.
struct InstanceRow {
    cluster::InstanceName name;
    int tier = 0; ///< intended prepends
    /// Observed where it differs from the intended one, as "observed 2".
    QString tierNote;
    QString address;
    cluster::Health health = cluster::Health::Unknown;

    InterfaceView interface = InterfaceView::Unknown;
    QString interfaceText;
    bool restorePending = false; ///< a dead-man's switch waits on the node

    cluster::Health session = cluster::Health::Unknown; ///< of the worst session
    QString sessionWord;
    QString sessionDetail;

    QString hold;
    QString exported;
    QString path;                  ///< AS path at the router
    std::optional<double> serving; ///< greatest share over the floating IPs; nullopt: unknown
    QString seen;
    bool isCurrent = false;

    friend bool operator==(const InstanceRow&, const InstanceRow&) = default;
};

/// `node` belongs to `snapshot`; ages count to `now`.
InstanceRow describe(const cluster::Snapshot& snapshot, const cluster::NodeState& node, base::SteadyTime now);

/// Where the instance is reached: its own address, else the SSH host.
QString addressOf(const cluster::Instance& instance);

/// The moment since when the node's state is unknown; meaningless while it is current.
base::SteadyTime unknownSince(const cluster::NodeState& node);

} // namespace understudy::ui

Q_DECLARE_METATYPE(understudy::ui::InstanceRow)
