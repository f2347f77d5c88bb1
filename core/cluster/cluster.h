// What the cluster file says: the cloud, the floating addresses, and the instances as they should be.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/base/strong_id.h"

namespace understudy::cluster {

/// Names an instance; unique in its cluster.
using InstanceName = base::StrongId<struct InstanceNameTag>;

enum class CloudKind : std::uint8_t { Vps, BareMetal };

/// The cloud's side of the BGP sessions.
struct Cloud {
    std::string provider = "vultr";
    CloudKind kind = CloudKind::Vps;
    std::uint32_t localAs = 65500;
    std::uint32_t neighborAs = 64515;
    base::IpAddress neighbor4;
    base::IpAddress neighbor6;

    friend bool operator==(const Cloud&, const Cloud&) = default;
};

/// A floating IP as the file writes it, e.g. `2001:db8:2222::1/64`.
struct FloatingAddress {
    std::string text;    ///< exactly as in the file
    base::Prefix prefix; ///< the same, parsed; the host bits are the address to probe

    const base::IpAddress& address() const { return prefix.address(); }
    /// What an instance must announce: the network, a /64 for the example.
    base::Prefix announced() const { return prefix.network(); }

    friend bool operator==(const FloatingAddress&, const FloatingAddress&) = default;
};

/// Whether one of them is of this family.
bool hasFamily(const std::vector<FloatingAddress>& floating, base::Family family);

struct ProbeSettings {
    std::chrono::milliseconds interval{100}; ///< 10 ms to 60 s
    std::chrono::milliseconds timeout{1000}; ///< a later reply is late; without one it is lost. 50 ms to 60 s

    friend bool operator==(const ProbeSettings&, const ProbeSettings&) = default;
};

/// How an instance is reached. Empty file names mean what ssh would use.
struct SshTarget {
    std::string host;
    std::optional<std::uint16_t> port; ///< nullopt: what ~/.ssh/config says, else 22
    std::optional<std::string> user;   ///< nullopt: what ~/.ssh/config says, else root
    std::string identityFile;          ///< absolute, or empty
    std::string knownHostsFile;        ///< absolute, or empty
    std::optional<std::string> jump;   ///< [USER@]HOST[:PORT], comma-separated for several hops, as ssh -J
    bool sudo = false;                 ///< put `sudo -n` in front of every command

    friend bool operator==(const SshTarget&, const SshTarget&) = default;
};

enum class SpeakerChoice : std::uint8_t { Auto, Bird, Understudyd };

struct Instance {
    InstanceName name;
    int tier = 0; ///< intended number of prepends, 0 to 16
    SshTarget ssh;
    std::string interface = "dummy1"; ///< checked: a Linux or FreeBSD interface name, no shell character
    SpeakerChoice speaker = SpeakerChoice::Auto;
    std::optional<std::string> protocol4; ///< nullopt: the BGP protocol whose neighbor is the cloud's
    std::optional<std::string> protocol6; ///< likewise
    std::optional<base::IpAddress> address4;
    std::optional<base::IpAddress> address6;

    friend bool operator==(const Instance&, const Instance&) = default;
};

struct Cluster {
    std::string name;
    /// What the keyring knows the cluster by, whatever it is named later; nullopt: its name.
    std::optional<std::string> id;
    Cloud cloud;
    std::vector<FloatingAddress> floating; ///< at least one
    ProbeSettings probe;
    std::vector<Instance> instances; ///< in the file's order; may be empty

    const Instance* find(const InstanceName& instance) const;

    friend bool operator==(const Cluster&, const Cluster&) = default;
};

} // namespace understudy::cluster
