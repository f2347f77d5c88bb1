// What the window says of one floating IP at one moment.
#pragma once

#include <QString>

#include "core/cluster/judgement.h"

namespace understudy::ui {

struct Headline {
    QString address;
    cluster::Health health = cluster::Health::Unknown;
    QString state; ///< reachable, not reachable for 3 s, unknown for 12 s ...
    QString servedBy;
    bool isServed = false; ///< servedBy names instances
    QString next;          ///< who would take over from whoever serves now
    QString medianRtt;
    QString lost10min;
    QString worstCase;
    bool worstCaseIsLong = false; ///< more than people notice: 30 s
    QString why;                  ///< more about the state, may be empty

    friend bool operator==(const Headline&, const Headline&) = default;
};

/// Of Cluster::floating[index]; ages count to `now`.
Headline describeTarget(const cluster::Snapshot& snapshot, std::size_t index, base::SteadyTime now);

} // namespace understudy::ui
