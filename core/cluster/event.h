// What happened to a cluster, as meaning: the words for it are ui/format's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/base/ip.h"
#include "core/cluster/cluster.h"

namespace understudy::cluster {

enum class EventKind : std::uint8_t {
    NodeConnected,
    NodeLost,       ///< detail: why
    NodeRefused,    ///< detail: why
    SessionChanged, ///< from, to: names of bird::BgpState; detail: the speaker's last error
    InterfaceUp,
    InterfaceDown,
    InterfaceGone,
    AddressesChanged, ///< from, to: addresses, separated by blanks
    ExportsChanged,   ///< from, to: numbers of exported prefixes
    TierChanged,      ///< from, to: numbers of prepends, empty: unknown
    ReachableAgain,   ///< address; detail: length of the outage and its error, in ms: "1200 100"
    Unreachable,      ///< address
    ServingMoved,     ///< address; from, to: instances, empty: nobody
    DeadManArmed,     ///< detail: seconds
    DeadManDisarmed,
    DeadManFired, ///< the node restored itself
    PollFailed,   ///< detail: why the speaker or interface could not be read
    PollRecovered,
};

struct Event {
    base::WallTime at{};
    base::SteadyTime steady{}; ///< for the timeline's axis
    EventKind kind = EventKind::NodeConnected;
    std::optional<InstanceName> instance;
    std::optional<std::string> address; ///< a floating IP as the file writes it
    std::optional<base::Family> family; ///< of SessionChanged
    std::string from;
    std::string to;
    std::string detail;

    friend bool operator==(const Event&, const Event&) = default;
};

} // namespace understudy::cluster
