// What a bird.conf of either dialect says, as far as a node that announces addresses needs it. Values only;
// see config_parser.h for where they come from.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ip.h"
#include "core/base/secret.h"
#include "core/bird/filter.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// Where something stands in a configuration; lines and columns count from 1.
struct Place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    friend bool operator==(const Place&, const Place&) = default;
};

/// The classes of BIRD's log.
enum class LogClass : std::uint8_t { Debug, Trace, Info, Remote, Warning, Error, Auth, Fatal, Bug };

struct LogTarget {
    enum class Kind : std::uint8_t { Stderr, Syslog, File };

    Kind kind = Kind::Stderr;
    std::string name;              ///< the file, or the program's name in syslog ("" for the daemon's own)
    std::vector<LogClass> classes; ///< sorted, without repetition
    /// A file that would grow over this is renamed to `backup` and begun anew; 0: never.
    std::uint32_t limitBytes = 0;
    std::string backup;

    friend bool operator==(const LogTarget&, const LogTarget&) = default;
};

/// `timeformat`: how times are shown. `%f` and `%3f`-like fractions are BIRD's addition to strftime(3).
struct TimeFormat {
    std::string recent;                        ///< strftime format
    std::optional<std::chrono::seconds> limit; ///< older times are shown in the format `old`
    std::string old;

    friend bool operator==(const TimeFormat&, const TimeFormat&) = default;
};

struct TimeFormats {
    std::optional<TimeFormat> base; ///< of `show status`
    std::optional<TimeFormat> log;
    std::optional<TimeFormat> protocol;
    std::optional<TimeFormat> route;

    friend bool operator==(const TimeFormats&, const TimeFormats&) = default;
};

/// A shell pattern (`*`, `?`) on an interface's name; the first that matches decides.
struct InterfacePattern {
    std::string glob;
    bool excluded = false; ///< written with a minus sign

    friend bool operator==(const InterfacePattern&, const InterfacePattern&) = default;
};

/// The addresses' networks of interfaces that are up become routes.
struct DirectProtocol {
    std::string name;
    Place place;
    bool disabled = false;
    bool ipv4 = true;
    bool ipv6 = true;
    bool checkLink = false;                   ///< only while the link has a carrier
    std::vector<InterfacePattern> interfaces; ///< none: every interface
};

struct StaticRoute {
    base::Prefix prefix; ///< without host bits
    std::optional<std::string>
        interface; ///< announced while this one is up; nullopt: always (blackhole, unreachable…)

    friend bool operator==(const StaticRoute&, const StaticRoute&) = default;
};

struct StaticProtocol {
    std::string name;
    Place place;
    bool disabled = false;
    std::vector<StaticRoute> routes;
};

/// `protocol device` and `protocol kernel`: nothing is ever written into the kernel's table, so these only
/// have a name to be shown with.
struct PassiveProtocol {
    enum class Kind : std::uint8_t { Device, Kernel };

    Kind kind = Kind::Device;
    std::string name;
    Place place;
    bool disabled = false;
};

/// What is announced of one family.
struct BgpChannel {
    base::Family family = base::Family::V4;
    FilterPtr exportFilter; ///< null: nothing is exported
    std::string exportName; ///< as BIRD shows it: ACCEPT, REJECT, the filter's name, (unnamed)
    std::optional<base::IpAddress> nextHop; ///< `next hop address`; nullopt: the session's own address
};

struct Attempts {
    std::chrono::milliseconds first{0};
    std::chrono::milliseconds last{0};

    friend bool operator==(const Attempts&, const Attempts&) = default;
};

/// What a session is made of: when this changes, the session must begin anew.
struct BgpSessionConfig {
    /// Longest key of TCP MD5 that kernels take.
    static constexpr std::size_t maxPasswordBytes = 80;

    AsNumber localAs = 0;
    AsNumber neighborAs = 0; ///< never localAs
    base::IpAddress neighbor;
    std::optional<std::string> interface; ///< of a link-local neighbor, or `interface`
    std::uint16_t neighborPort = 179;
    std::uint16_t localPort = 179;         ///< to listen on
    std::optional<base::IpAddress> source; ///< `source address`, or the address of `local`
    std::optional<std::uint8_t> multihop;  ///< hops; nullopt: directly connected
    bool ttlSecurity = false;              ///< RFC 5082
    base::Secret password;                 ///< RFC 2385; empty: none
    bool passive = false;
    std::optional<std::uint32_t> routerId; ///< host order; nullopt: the daemon's
    std::chrono::seconds holdTime{240};
    std::optional<std::chrono::seconds> startupHoldTime;
    std::optional<std::chrono::seconds> keepaliveTime;
    std::optional<std::chrono::seconds> connectRetryTime;
    std::optional<std::chrono::seconds> connectDelayTime;
    std::optional<Attempts> errorWaitTime;
    std::optional<std::chrono::seconds> errorForgetTime;
    bool disableAfterError = false;
    bool extendedMessages = false;
    /// `graceful restart on`: ask the neighbor to keep our routes. Only helping (`aware`, the default) needs
    /// nothing, because nothing received is installed.
    bool gracefulRestart = false;
    std::optional<std::chrono::seconds> gracefulRestartTime;
    bool ipv4 = false; ///< families that are negotiated
    bool ipv6 = false;

    friend bool operator==(const BgpSessionConfig&, const BgpSessionConfig&) = default;
};

struct BgpConfig {
    std::string name;
    Place place;
    std::string description;
    bool disabled = false;
    BgpSessionConfig session;
    std::vector<BgpChannel> channels; ///< one or two, IPv4 first
    std::optional<std::uint32_t> defaultMed;
};

/// `protocol check NAME { ... }`, an addition of understudyd: the service behind the addresses.
struct TcpCheck {
    base::IpAddress address;
    std::uint16_t port = 0;

    friend bool operator==(const TcpCheck&, const TcpCheck&) = default;
};
/// GET over plain HTTP/1.1; a status of 200 to 399 is healthy, or exactly `status` if it is given.
struct HttpCheck {
    base::IpAddress address;
    std::uint16_t port = 80;
    std::string host; ///< of the Host header
    std::string path = "/";
    std::optional<int> status;

    friend bool operator==(const HttpCheck&, const HttpCheck&) = default;
};
/// A program, without a shell; exit status 0 is healthy.
struct ExecCheck {
    std::vector<std::string> arguments; ///< the program first, by its absolute path

    friend bool operator==(const ExecCheck&, const ExecCheck&) = default;
};

struct CheckConfig {
    std::string name;
    Place place;
    bool disabled = false;
    std::variant<TcpCheck, HttpCheck, ExecCheck> what;
    std::chrono::milliseconds interval{2000}; ///< 100 ms to 1 h
    std::chrono::milliseconds timeout{1000};  ///< not over the interval
    std::uint32_t rise = 2;                   ///< successes in a row until healthy, 1 to 100
    std::uint32_t fall = 3;                   ///< failures in a row until not
    /// Additional prepends while it fails; nullopt: everything is withdrawn.
    std::optional<std::uint32_t> prependOnFailure;
};

/// A whole configuration that was found in order.
struct Config {
    Dialect dialect = Dialect::Bird2;
    std::optional<std::uint32_t> routerId; ///< host order
    std::vector<LogTarget> log;
    TimeFormats timeFormats;
    std::vector<PassiveProtocol> passives;
    std::vector<DirectProtocol> directs;
    std::vector<StaticProtocol> statics;
    std::vector<BgpConfig> bgps;
    std::vector<CheckConfig> checks;
    /// Names of all protocols in the order of the file.
    std::vector<std::string> order;
};

} // namespace understudy::bird
