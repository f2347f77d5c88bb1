// What understudyd shows of itself on the control socket, as values: the daemon fills them in, the writers
// (show_writer.h, route_writer.h) lay them out as BIRD 2 does. Texts may be hostile, e.g.
// a neighbor's shutdown message: the writers sanitize.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ip.h"
#include "core/bird/filter.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// `show status`.
struct SpeakerView {
    enum class Activity : std::uint8_t { Running, Reconfiguring, ShuttingDown };

    /// After a restart that neighbors were asked to bridge (RFC 4724), until it is over.
    struct Recovery {
        std::uint32_t channels = 0; ///< that have not recovered
        std::chrono::milliseconds left{0};
        std::chrono::seconds whole{0};
    };

    std::string version; ///< of understudyd: 0.1.0
    base::IpAddress routerId;
    std::string hostname;
    base::WallTime now;
    base::WallTime lastReboot;
    base::WallTime lastReconfiguration;
    std::optional<Recovery> recovery;
    Activity activity = Activity::Running;
};

/// A timer that runs.
struct TimerView {
    std::chrono::milliseconds left{0};
    std::chrono::seconds whole{0};
};

/// The capabilities that one side of a session announced. A family that is neither IPv4 nor IPv6 unicast is
/// not shown.
struct CapabilitiesView {
    /// RFC 4724.
    struct GracefulRestart {
        /// Only with `supported` families are the rest of the fields shown: without one, the side is merely
        /// aware.
        std::chrono::seconds restartTime{0};
        bool recovering = false; ///< the R bit
        std::vector<base::Family> supported;
        std::vector<base::Family> preserved; ///< the F bit
    };
    /// RFC 7911; the families that paths are received and sent in.
    struct AddPath {
        std::vector<base::Family> receive;
        std::vector<base::Family> send;
    };

    std::vector<base::Family> announced;       ///< RFC 4760
    bool routeRefresh = false;                 ///< RFC 2918
    std::vector<base::Family> extendedNextHop; ///< RFC 8950
    bool extendedMessage = false;              ///< RFC 8654
    std::optional<GracefulRestart> gracefulRestart;
    bool fourOctetAs = false; ///< RFC 6793
    std::optional<AddPath> addPath;
    bool enhancedRefresh = false;  ///< RFC 7313
    bool longLivedRestart = false; ///< RFC 9494
};

/// The counters of one line of `Route change stats`. Those that BIRD has no meaning for print as `---`.
struct RouteChanges {
    std::uint64_t received = 0;
    std::uint64_t rejected = 0;
    std::uint64_t filtered = 0;
    std::uint64_t ignored = 0;
    std::uint64_t accepted = 0;
};

/// One `Channel` block.
struct ChannelView {
    enum class State : std::uint8_t { Down, Start, Up, Flushing };

    base::Family family = base::Family::V4;
    State state = State::Down;
    std::string table; ///< master4, master6
    std::uint32_t preference = 100;
    std::string inputFilter = "REJECT";
    std::string outputFilter = "REJECT"; ///< ACCEPT, REJECT, a filter's name, (unnamed)
    // Shown unless the state is Down.
    std::uint32_t imported = 0;
    std::uint32_t exported = 0;
    std::uint32_t preferred = 0;
    RouteChanges importUpdates;
    RouteChanges importWithdraws;
    RouteChanges exportUpdates;
    RouteChanges exportWithdraws;
    // Of BGP's channels.
    std::optional<base::IpAddress> nextHop;          ///< shown while Up
    std::optional<base::IpAddress> linkLocalNextHop; ///< likewise, behind it
    std::string igpTable;                            ///< "": not shown; the table of the next hop's family
};

/// The session of a BGP protocol, once one is being set up.
struct BgpSessionView {
    base::IpAddress neighborId;
    CapabilitiesView local;
    CapabilitiesView neighbor;
    bool external = true;
    bool multihop = false;
    bool fourOctetAs = false; ///< on both sides
    base::IpAddress source;
    /// nullopt: this session has no such timer (hold time 0), shown as 0/0.
    std::optional<TimerView> hold;
    std::optional<TimerView> keepalive;
    /// RFC 9687; nullopt: no line.
    std::optional<TimerView> sendHold;
};

/// What `show protocols all` shows of a BGP protocol above its channels.
struct BgpView {
    BgpState state = BgpState::Down;
    bool passive = false; ///< Active is shown as Passive
    base::IpAddress neighbor;
    std::string interface; ///< of a link-local neighbor; else ""
    std::uint16_t neighborPort = 179;
    AsNumber neighborAs = 0;
    AsNumber localAs = 0;
    bool neighborRestarting = false;       ///< its graceful restart is being waited for
    std::optional<TimerView> errorWait;    ///< until the next attempt after an error
    std::optional<TimerView> connectDelay; ///< until the next attempt
    std::optional<BgpSessionView> session; ///< shown while the protocol is up
    /// Of the last session's end, without the class: `Administrative shutdown`; "" when there was none or an
    /// operator of this node ended it.
    std::string lastError;
    /// In front of lastError, e.g. `Received: `, `Socket: `, `BGP Error: `.
    std::string lastErrorClass;
};

/// One protocol of `show protocols`.
struct ProtocolView {
    enum class State : std::uint8_t { Down, Start, Up, Stop };

    std::string name;
    std::string type;          ///< BGP, Direct, Static, Device, Kernel, Check
    std::string table = "---"; ///< of the only channel; `---` for none or several, and for BGP
    State state = State::Down;
    base::WallTime since;
    /// Last column. For BGP leave it empty: it is the state of the session and its last error.
    std::string info;
    std::string description; ///< "": none
    /// Said at the last shutdown by either side (RFC 9003), "": none.
    std::string message;
    std::optional<BgpView> bgp;
    std::vector<ChannelView> channels;
    /// Further lines of `show protocols all` for types that BIRD does not have (Check): label and value.
    std::vector<std::pair<std::string, std::string>> details;
};

/// One route of `show route`.
struct RouteView {
    enum class Kind : std::uint8_t { Unicast, Blackhole, Unreachable, Prohibited };
    /// `Type:` of `show route all`.
    enum class Source : std::uint8_t { Device, Static, Bgp };

    base::Prefix net;
    std::string table; ///< routes come sorted by table
    Kind kind = Kind::Unicast;
    std::string interface; ///< of a unicast route, "" when there is none
    std::string protocol;  ///< that the route comes from
    base::WallTime since;
    Source source = Source::Device;
    std::uint32_t preference = 240;
    bool primary = true; ///< the best of its network, marked by `*`
    /// Attributes of BGP, for `export NAME`: as they leave, own AS included.
    struct Attributes {
        BgpOrigin origin = BgpOrigin::Igp;
        std::vector<AsNumber> path;
        std::optional<base::IpAddress> nextHop;
        std::optional<base::IpAddress> linkLocalNextHop;
        std::optional<std::uint32_t> med;
        std::vector<std::uint32_t> communities;
        std::vector<std::uint64_t> extendedCommunities;
        std::vector<LargeCommunity> largeCommunities;
    };
    std::optional<Attributes> bgp;
};

/// One interface of `show interfaces`.
struct InterfaceView {
    struct Address {
        base::Prefix address;                                   ///< with host bits
        bool secondary = false;                                 ///< so marked by the kernel
        std::optional<base::IpAddress> opposite = std::nullopt; ///< of a point-to-point address
    };

    std::string name;
    std::uint32_t index = 0;
    bool adminUp = false;
    bool linkUp = false;
    bool loopback = false;
    bool broadcast = false;
    bool multicast = false;
    bool pointToPoint = false;
    std::uint32_t mtu = 0;
    std::vector<Address> addresses =
        {}; ///< in the kernel's order: the first of each kind is the preferred one
};

/// `show memory`: a line each, then the sum of all.
struct MemoryView {
    struct Part {
        std::string what; ///< `Routing tables`
        std::uint64_t effectiveBytes = 0;
        std::uint64_t overheadBytes = 0;
    };
    std::vector<Part> parts;
};

} // namespace understudy::bird
