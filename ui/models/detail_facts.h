// What the detail panel says of one instance: labels and values, and what its loss would cost.
#pragma once

#include <optional>
#include <vector>

#include <QString>

#include "core/cluster/judgement.h"

namespace understudy::ui {

struct Fact {
    QString label = {};
    QString value = {};
    std::optional<cluster::Health> health = std::nullopt; ///< shown as a shape in front of the value
    bool isWarning = false;
    bool isHeading = false; ///< begins a group; the value is empty

    friend bool operator==(const Fact&, const Fact&) = default;
};

using Facts = std::vector<Fact>;

/// A group for each BGP session, or why there is none.
Facts sessionFacts(const cluster::Snapshot& snapshot, const cluster::NodeState& node, base::SteadyTime now);
Facts interfaceFacts(const cluster::Snapshot& snapshot, const cluster::NodeState& node, base::SteadyTime now);

/// One way to lose the instance.
struct Loss {
    QString cause;    ///< link down, daemon killed, machine dies
    QString takeOver; ///< who, and after what
    QString gap;      ///< time without replies
    bool isLong = false;

    friend bool operator==(const Loss&, const Loss&) = default;
};

/// For the floating IP that would suffer most; nothing when the instance is not current.
std::vector<Loss> lossesOf(const cluster::Snapshot& snapshot, const cluster::NodeState& node);

/// `192.0.2.111 · BIRD 1.6.8 · Debian 12`, as far as known.
QString summaryOf(const cluster::Snapshot& snapshot, const cluster::NodeState& node);

} // namespace understudy::ui
