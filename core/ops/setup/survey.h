// What a node is, as far as setting it up needs to know: looked at once, changing nothing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/cluster/snapshot.h"
#include "core/ops/node/node_system.h"

namespace understudy::ops {

/// Who starts services: systemd, /etc/init.d with `service`, or FreeBSD's rc.
enum class InitKind : std::uint8_t { None, Systemd, SysV, FreeBsdRc };
enum class PackageManager : std::uint8_t { None, Apt, Dnf, Yum, Apk, Zypper, Pkg };
/// Who makes interfaces at boot.
enum class NetworkKeeper : std::uint8_t { None, Networkd, Netplan, Ifupdown, RcConf };
/// Of Iptables (of the kernel's older tables, which nft does not show) and Ipfw no more is known than that
/// they have rules.
enum class FirewallKind : std::uint8_t { None, Nftables, Ufw, Firewalld, Pf, Iptables, Ipfw };
/// Whether the neighbor may open a connection to TCP port 179. Unknown: the rules were not understood.
enum class Passage : std::uint8_t { Open, Closed, Unknown };

/// A speaker's program and its service.
struct SurveyedProgram {
    std::string path;    ///< "" when it is not installed
    std::string version; ///< e.g. 2.0.12; "" when it did not say
    bool running = false;
    bool enabled = false; ///< started at boot
    std::string group;    ///< that it runs as; "" when it does not run
    std::string config;   ///< the file it was started with, where its command line names one

    bool installed() const { return !path.empty(); }
    friend bool operator==(const SurveyedProgram&, const SurveyedProgram&) = default;
};

struct SurveyedFile {
    base::Secret text;     ///< may hold a password
    std::string mode;      ///< octal, e.g. 640
    std::string owner;     ///< USER:GROUP
    bool pristine = false; ///< as a package brought it: nobody has written in it

    friend bool operator==(const SurveyedFile&, const SurveyedFile&) = default;
};

/// How the node reaches a neighbor.
struct SurveyedWay {
    bool route = false;
    std::optional<base::IpAddress> source; ///< that it would use
    std::string device;                    ///< the interface; "" when it is not told

    friend bool operator==(const SurveyedWay&, const SurveyedWay&) = default;
};

struct Survey {
    NodeSystem system = NodeSystem::Linux;
    std::string name;    ///< e.g. Debian GNU/Linux 12 (bookworm)
    std::string machine; ///< as uname -m, e.g. x86_64
    bool root = false;
    InitKind init = InitKind::None;
    PackageManager packages = PackageManager::None;
    NetworkKeeper keeper = NetworkKeeper::None;
    FirewallKind firewall = FirewallKind::None;
    Passage passage4 = Passage::Unknown;
    Passage passage6 = Passage::Unknown;
    std::vector<std::string> inputChains; ///< of nftables: `FAMILY TABLE CHAIN` each
    std::string zone4;                    ///< of firewalld, that the neighbor is in; "" when it is not known
    std::string zone6;
    SurveyedProgram bird;
    SurveyedProgram bird6; ///< of BIRD 1.6
    SurveyedProgram understudyd;
    std::string understudydSum; ///< SHA-256 of its program, lower-case hexadecimal; "" when not known
    std::string birdGroup;      ///< that a package brought, bird or birdvty; "" without one
    bool understudydUser = false;
    cluster::InterfaceState interface;
    bool keepsAddresses = false;         ///< keep_addr_on_down is set on the interface
    std::vector<base::Prefix> addresses; ///< global ones, of all other interfaces
    SurveyedWay way4;
    SurveyedWay way6;
    std::map<std::string, SurveyedFile> files; ///< those that are there, by path
    std::vector<std::string> mentions;         ///< files of the boot's configuration that name the interface
    bool unfinished = false;                   ///< an earlier set-up was interrupted; its way back is there
    bool underWay = false;                     ///< and somebody is at it now

    const SurveyedFile* file(const std::string& path) const;
    const SurveyedProgram& programFor(base::Family family) const;
};

/// What the script is asked about.
struct SurveyRequest {
    std::string interface; ///< checked: no shell character
    base::IpAddress neighbor4;
    base::IpAddress neighbor6;
};

/// The script; `mark` is a word that no program's output starts a line with by chance.
std::string surveyScript(const SurveyRequest& request, const std::string& mark);

/// Its output. An error when a part is missing or strange: nothing is planned on half a survey.
base::Result<Survey> parseSurvey(std::string_view output, const SurveyRequest& request,
                                 const std::string& mark);

} // namespace understudy::ops
