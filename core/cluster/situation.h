// What a decision about an instance rests on: who can be asked, who announces, and with which preference.
#pragma once

#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// Two equal situations allow the same decision, however their snapshots differ otherwise.
struct Situation {
    std::vector<bool> current;                        ///< one a node
    std::vector<bool> up;                             ///< the interface, one a node
    std::vector<std::vector<std::size_t>> announcers; ///< one a floating address, in order of preference
    std::vector<std::vector<std::size_t>> preferred;  ///< likewise

    friend bool operator==(const Situation&, const Situation&) = default;
};

Situation situationOf(const Snapshot& snapshot);

} // namespace understudy::cluster
