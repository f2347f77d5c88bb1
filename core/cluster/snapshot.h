// What is known about the cluster at one moment. Immutable once published; the engine replaces it as a whole.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/bird/values.h"
#include "core/cluster/cluster.h"
#include "core/cluster/known.h"

namespace understudy::cluster {

struct ExportedRoute {
    base::Prefix prefix;
    std::vector<bird::AsNumber>
        asPath; ///< as the router receives it: own AS included, whatever the speaker prints

    friend bool operator==(const ExportedRoute&, const ExportedRoute&) = default;
};

/// One BGP session with the cloud's router, of one address family.
struct Session {
    base::Family family = base::Family::V4;
    bird::BgpProtocol protocol;          ///< as the speaker shows it
    std::optional<base::WallTime> since; ///< of the present state, on the node's clock
    std::vector<ExportedRoute> exported; ///< empty unless Established

    friend bool operator==(const Session&, const Session&) = default;
};

struct SpeakerState {
    bird::SpeakerKind kind = bird::SpeakerKind::Bird;
    std::string version;
    bool running = true;            ///< false: the daemon is known not to run; its sessions are Down
    bool overControlSocket = false; ///< false: birdc was executed for it
    std::vector<Session> sessions;  ///< the cloud's, found by neighbor or by the file's protocol names

    friend bool operator==(const SpeakerState&, const SpeakerState&) = default;
};

struct InterfaceState {
    std::string name;
    bool exists = false;
    bool up = false;                     ///< administratively up
    std::vector<base::Prefix> addresses; ///< global ones, with the host bits

    friend bool operator==(const InterfaceState&, const InterfaceState&) = default;
};

/// Echo requests that the node's kernel has received since it booted.
struct EchoCounters {
    std::uint64_t v4 = 0;
    std::uint64_t v6 = 0;

    friend bool operator==(const EchoCounters&, const EchoCounters&) = default;
};

/// The counters that the present share of requests is counted from.
struct EchoBase {
    EchoCounters counters;
    base::SteadyTime at{};
};

enum class LinkState : std::uint8_t {
    Connecting,
    Asking, ///< waits for the operator: an unknown host key, or a passphrase
    Connected,
    Lost,    ///< tries again by itself
    Refused, ///< does not try again by itself: changed host key, refused login, bad configuration
};

/// A restore that waits on the node itself.
struct DeadMan {
    base::SteadyTime restoresAt{};

    friend bool operator==(const DeadMan&, const DeadMan&) = default;
};

struct NodeState {
    InstanceName name;
    LinkState link = LinkState::Connecting;
    std::optional<std::string> linkError; ///< why it is not connected
    base::SteadyTime linkSince{};         ///< when `link` last changed
    std::string system;                   ///< e.g. "Debian GNU/Linux 12", empty before it is known
    Known<SpeakerState> speaker;
    Known<InterfaceState> interface;
    Known<EchoCounters> echo;
    std::optional<EchoBase> echoBase;
    /// Share of the probe's echo requests that this node received lately, per index of Cluster::floating, 0
    /// to 1.
    std::vector<double> serving;
    std::optional<DeadMan> deadMan;
};

/// Reachability of one floating IP, from the probe.
struct TargetState {
    /// Whether a reply came for the last settled request; nullopt while nothing is known.
    std::optional<bool> reachable;
    base::SteadyTime since{};                          ///< when `reachable` last changed
    std::optional<std::chrono::nanoseconds> medianRtt; ///< of the last 10 s
    std::optional<double> lost10min;                   ///< share of the settled requests, 0 to 1
    std::optional<InstanceName> lastServer;            ///< who served when that was last known
    std::optional<std::string> error;                  ///< why there is no probe, e.g. ping not permitted
};

struct Snapshot {
    std::uint64_t revision = 0; ///< grows by one with every published snapshot
    std::shared_ptr<const Cluster> cluster = std::make_shared<const Cluster>();
    base::SteadyTime at{};
    base::WallTime atWall{};
    std::chrono::milliseconds probeInterval{
        100};                         ///< as it is now: quicker than the file's during a rehearsal
    std::vector<NodeState> nodes;     ///< one an instance, in the file's order
    std::vector<TargetState> targets; ///< one a floating address, in the file's order

    const NodeState* find(const InstanceName& instance) const;
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace understudy::cluster
