// Moving instances to other tiers: in which order, and what speaks against it. Decided from the snapshot in
// hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

struct TierMove {
    InstanceName instance;
    int tier = 0; ///< number of prepends wanted, 0 to 16

    friend bool operator==(const TierMove&, const TierMove&) = default;
};

struct TierObjection {
    enum class Id : std::uint8_t {
        NotConnected,   ///< the instance cannot be asked: never to be forced
        SpeakerDown,    ///< never to be forced
        DeadManPending, ///< a restore waits on the instance: never to be forced
        LastAnnouncer,  ///< if the change went wrong, nobody else would announce a floating IP
        OthersUnknown,  ///< likewise, as far as can be known: another instance is unknown
    };

    Id id = Id::NotConnected;
    bool canBeForced = false;
    std::string why; ///< names the instance or address

    friend bool operator==(const TierObjection&, const TierObjection&) = default;
};

/// Instances that would announce a floating IP with paths of the same length, and so share its traffic.
struct EqualTier {
    int tier = 0;
    std::vector<InstanceName> instances; ///< in the file's order, two or more

    friend bool operator==(const EqualTier&, const EqualTier&) = default;
};

struct TierPlan {
    /// Backups first, the least preferred before the others, and who carries traffic last: should a change go
    /// wrong, the ones after it are not begun, and the traffic is where it was.
    std::vector<TierMove> steps;
    std::vector<TierObjection> objections;
    std::vector<EqualTier> equal; ///< that one of the moved instances would be in
};

/// `moves` name each instance at most once. Instances that are not in the cluster are left out.
TierPlan planTiers(const Snapshot& snapshot, const std::vector<TierMove>& moves);

/// The tier that an instance is in, as the router sees it; where that is not known, as the file wants it.
int presentTier(const Snapshot& snapshot, const InstanceName& instance);

/// What puts an instance in the place of another one: the instances in between move up by one place, and the
/// tiers that there are stay the same. In no particular order.
std::vector<TierMove> movesToPlace(const Snapshot& snapshot, const InstanceName& instance,
                                   const InstanceName& place);

bool mayProceed(const TierPlan& plan, bool force, bool equalIsMeant);

} // namespace understudy::cluster
