// What BIRD (1.6, 2, 3) and understudyd say about themselves, as values. Everything here was parsed from
// hostile text: strings are sanitized (base::sanitized), numbers are in range.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ip.h"

namespace understudy::bird {

/// An autonomous system number (RFC 6793).
using AsNumber = std::uint32_t;

/// The states of RFC 4271 section 8, and Down: disabled, or not running.
enum class BgpState : std::uint8_t { Idle, Connect, Active, OpenSent, OpenConfirm, Established, Down };

/// One address family of a BGP protocol. BIRD 1.6 has exactly one, BIRD 2 and 3 one for each `Channel` block.
struct Channel {
    base::Family family = base::Family::V4;
    std::string table;
    std::string inputFilter;  ///< as shown: ACCEPT, REJECT, a name, or (unnamed)
    std::string outputFilter; ///< likewise
    std::optional<std::uint32_t> importedRoutes;
    std::optional<std::uint32_t> exportedRoutes;
    /// The accepted column of `Export updates` and `Export withdraws`: they change when what is exported
    /// changes.
    std::optional<std::uint64_t> exportUpdates;
    std::optional<std::uint64_t> exportWithdraws;

    friend bool operator==(const Channel&, const Channel&) = default;
};

/// One BGP protocol of `show protocols all`.
struct BgpProtocol {
    std::string name;
    bool enabled = false; ///< false when an operator disabled it (the protocol's own state is `down`)
    BgpState state = BgpState::Down;
    std::string since;                    ///< as shown, see ageOf()
    std::optional<std::string> lastError; ///< the text of `Last error:`, or of the Info column's reason
    std::optional<std::string> message;   ///< said at the last shutdown, by either side (RFC 9003)
    std::optional<base::IpAddress> neighbor;
    std::optional<AsNumber> neighborAs;
    std::optional<AsNumber> localAs; ///< not shown by BIRD 1.6
    std::optional<base::IpAddress> neighborId;
    std::optional<base::IpAddress> sourceAddress;
    /// Negotiated; only while Established. 0: the session has no hold timer (RFC 4271 section 4.2).
    std::optional<std::chrono::milliseconds> holdTime;
    std::optional<std::chrono::milliseconds> holdTimeLeft;
    std::optional<std::chrono::milliseconds> keepaliveTime;
    std::optional<std::chrono::milliseconds> keepaliveLeft;
    /// Whether the neighbor keeps our routes when our daemon dies (RFC 4724): both ends announced the
    /// capability for BIRD 2 and 3; the neighbor's `restart-able`/`restart-aware` for BIRD 1.6. nullopt
    /// before a session was up.
    std::optional<bool> gracefulRestart;
    /// The restart time that we announce, where the version shows it.
    std::optional<std::chrono::seconds> restartTime;
    std::vector<Channel> channels;

    friend bool operator==(const BgpProtocol&, const BgpProtocol&) = default;
};

/// One route of `show route ... all`.
struct Route {
    base::Prefix prefix;
    std::string interface; ///< of the first `dev`, empty when there is none
    std::string protocol;  ///< that the route comes from, e.g. direct1
    /// As printed; BIRD 1.6 and understudyd print the own AS in front, BIRD 2 and 3 do not (see
    /// pathAtNeighbor()).
    std::vector<AsNumber> asPath;

    friend bool operator==(const Route&, const Route&) = default;
};

/// `show status`.
struct Status {
    std::string version; ///< 1.6.8, 2.0.12, ...
    std::optional<base::IpAddress> routerId;
    std::string serverTime; ///< in the node's own time zone, as shown
    std::string lastReconfiguration;
    bool running = false; ///< "Daemon is up and running"

    friend bool operator==(const Status&, const Status&) = default;
};

/// Which program answered.
enum class SpeakerKind : std::uint8_t { Bird, Understudyd };

/// From the greeting `0001 BIRD 2.0.12 ready.`
struct Greeting {
    SpeakerKind kind = SpeakerKind::Bird;
    std::string version;

    friend bool operator==(const Greeting&, const Greeting&) = default;
};

} // namespace understudy::bird
