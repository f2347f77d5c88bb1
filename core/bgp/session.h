// The two ends of a session: what is configured, and what both agreed on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>

#include "core/bgp/message.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

/// Of 0 (included) to 1 (excluded). Injected, so that tests repeat themselves.
using RandomUnit = std::function<double()>;

struct PeerConfig {
    AsNumber localAs = 0;
    AsNumber neighborAs = 0; ///< another than localAs: this speaker is external only
    RouterId routerId;
    FamilySet families = base::Family::V4;
    bool passive = false; ///< never opens a connection

    std::chrono::seconds holdTime{240}; ///< offered: 0, or 3 to 65535; the lower of both ends' is used
    /// At the configured hold time, scaled with it; without one a third of the hold time.
    std::optional<std::chrono::seconds> keepaliveTime;
    /// From connecting to the neighbor's OPEN (RFC 4271 section 8.2.2: "a large value").
    std::chrono::seconds openHoldTime{240};

    std::chrono::milliseconds connectDelay{0}; ///< from start to the first attempt
    /// For one attempt. Short: the system's own retries of a lost SYN come ever more seldom.
    std::chrono::milliseconds connectRetryTime{15000};
    /// Between attempts: doubled from the first to the last, less up to a quarter at random.
    std::chrono::milliseconds reconnectFirst{1000};
    std::chrono::milliseconds reconnectLast{5000};
    /// The same after an error.
    std::chrono::milliseconds errorFirst{1000};
    std::chrono::milliseconds errorLast{60000};
    /// A session that stood as long begins again at errorFirst.
    std::chrono::seconds errorForget{60};

    bool extendedMessages = false;        ///< RFC 8654, received alone
    FamilySet severalPaths;               ///< RFC 7911, received alone; of `families`
    bool gracefulRestart = false;         ///< asks the neighbor to keep our routes when the connection breaks
    std::chrono::seconds restartTime{20}; ///< offered, but never more than the hold time
    /// The N bit of RFC 8538: with it the neighbor also keeps them when its hold timer expires.
    bool keepOverNotification = false;
    /// This process follows one that went without a Cease: the R bit of the first session (RFC 4724).
    bool restarting = false;
};

/// What both ends agreed on.
struct Session {
    AsNumber neighborAs = 0;
    RouterId neighborId;
    Capabilities neighborCapabilities;
    FamilySet families;
    std::chrono::seconds holdTime{0};           ///< 0: neither end sends keepalives
    std::chrono::milliseconds keepaliveTime{0}; ///< before the jitter
    std::chrono::seconds sendHoldTime{0};
    bool fourOctetAs = false;
    bool enhancedRouteRefresh = false;
    bool extendedMessages = false;
    FamilySet pathIds; ///< the neighbor sends each prefix with a path identifier (RFC 7911)
    /// The neighbor keeps our routes for a while when the connection breaks.
    bool gracefulRestart = false;
    /// Both announced the N bit: what is to end for good needs a Hard Reset (RFC 8538 section 4).
    bool hardResets = false;

    friend bool operator==(const Session&, const Session&) = default;
};

/// The OPEN to send. `forwarding`: families whose addresses are there right now. `bare`: without optional
/// parameters, for a neighbor that refused them.
Open makeOpen(const PeerConfig& config, FamilySet forwarding, bool restarting, bool bare);

/// `sent` and `received` must have passed checkOpen().
Session negotiate(const PeerConfig& config, const Open& sent, const Open& received);

} // namespace understudy::bgp
