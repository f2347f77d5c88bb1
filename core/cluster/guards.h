// May this interface be taken down? Decided from the snapshot in hand, before anything is touched.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/forecast.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

enum class GuardId : std::uint8_t {
    NotConnected,   ///< the node itself cannot be asked: never to be forced
    NoInterface,    ///< the interface does not exist: never to be forced
    AlreadyDown,    ///< never to be forced
    DeadManPending, ///< a restore already waits on the node: never to be forced
    LastAnnouncer,  ///< a floating IP would have no announcer left
    OthersUnknown,  ///< another instance is unknown or stale, so that what remains cannot be known
};

struct Objection {
    GuardId id = GuardId::NotConnected;
    bool canBeForced = false;
    std::string why; ///< names the instance or address

    friend bool operator==(const Objection&, const Objection&) = default;
};

/// What taking the interface of an instance down would do to one floating IP.
struct TakeDownEffect {
    std::size_t floatingIndex = 0;
    bool announcesNow = false;          ///< the instance announces it at the moment
    std::vector<std::size_t> remaining; ///< announcers left, in order of preference
    std::vector<std::size_t> takeOver;  ///< the preferred among them
    bool movesTraffic = false;          ///< the instance is among the preferred now
    /// Predicted time without replies: 0 when no traffic moves; nullopt when nobody is left.
    std::optional<std::chrono::milliseconds> gap;
};

struct TakeDownForecast {
    std::vector<Objection> objections;   ///< empty: nothing speaks against it
    std::vector<TakeDownEffect> effects; ///< one a floating address
};

TakeDownForecast forecastTakeDown(const Snapshot& snapshot, const InstanceName& instance);

/// Whether taking down may go on: no objection, or all of them can be forced and `force` is set.
bool mayProceed(const TakeDownForecast& forecast, bool force);

} // namespace understudy::cluster
