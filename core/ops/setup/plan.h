// What a node lacks of what the cluster file wants, as steps: the commands, and the files with their
// differences. Pure: from a survey to values; nothing here touches a node.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/base/secret.h"
#include "core/bird/config_writer.h"
#include "core/cluster/cluster.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// This project's daemon as it is put onto a node.
struct SpeakerBundle {
    std::string daemon;    ///< octets of understudyd
    std::string client;    ///< octets of understudyc
    std::string daemonSum; ///< SHA-256 of the daemon, lower-case hexadecimal
    std::string clientSum;
    std::string machine; ///< what it runs on, as uname -m says it
    std::string unit;    ///< for systemd
    std::string init;    ///< for /etc/init.d
};

/// What the operator chooses.
struct SetupOptions {
    cluster::SpeakerChoice speaker = cluster::SpeakerChoice::Auto; ///< Auto: as the cluster file says
    bool openFirewall = false;
    std::optional<std::chrono::seconds> holdTime; ///< 3 to 65535 s; nullopt: as it is, else BIRD's default
    std::optional<base::Secret> password4;        ///< of neighbor4; nullopt: the one that is on the node
    std::optional<base::Secret> password6;        ///< of neighbor6, likewise
    std::optional<SpeakerBundle> bundle;          ///< needed to install understudyd
};

struct SetupTarget {
    cluster::Instance instance;
    cluster::Cloud cloud;
    std::vector<cluster::FloatingAddress> floating;
};

/// A file as it is and as it is to be; nullopt: there is none.
struct SetupFile {
    std::string path;
    std::optional<base::Secret> before;
    base::Secret after;
    std::string mode;       ///< octal, e.g. 640
    std::string owner;      ///< USER:GROUP
    bool isProgram = false; ///< not shown line by line

    friend bool operator==(const SetupFile&, const SetupFile&) = default;
};

enum class SetupKind : std::uint8_t {
    PutBack,   ///< what an interrupted set-up had changed
    Install,   ///< a package
    Interface, ///< the interface of the floating addresses, now
    Boot,      ///< and after a reboot
    Program,   ///< understudyd
    Firewall,
    Configuration, ///< of the speaker
    Service,
};

/// Files are written first, then the commands are run, each after the other was successful.
struct SetupStep {
    SetupKind kind = SetupKind::Interface;
    std::string what; ///< one line for people
    std::vector<SetupFile> files;
    std::vector<std::string> commands;
    std::vector<std::string> undo;   ///< of the commands, the last one's first
    std::vector<std::string> reload; ///< after that, once the files have come back
    std::string cost;                ///< what it does to running traffic; "" for nothing
    /// Configuration: the speaker runs, so it is changed in the way that undoes itself.
    bool timed = false;

    friend bool operator==(const SetupStep&, const SetupStep&) = default;
};

/// A session as it is to be at the end.
struct WantedSession {
    base::Family family = base::Family::V4;
    base::IpAddress neighbor;
    std::vector<base::Prefix> announced;

    friend bool operator==(const WantedSession&, const WantedSession&) = default;
};

struct SetupPlan {
    std::vector<SetupStep> steps;
    std::vector<std::string> notes;
    std::vector<std::string> objections; ///< why it cannot be carried out; with any, nothing is
    std::vector<WantedSession> sessions;
    std::uint32_t prepends = 0;
    std::string client; ///< what asks the speaker: birdc or understudyc

    bool empty() const { return steps.empty(); }
    /// Only its first step is carried out at first; then the node is looked at anew.
    bool leadsToAnother() const {
        return !steps.empty() &&
               (steps.front().kind == SetupKind::PutBack || steps.front().kind == SetupKind::Install);
    }
};

SetupPlan planSetup(const SetupTarget& target, const Survey& survey, const SetupOptions& options);

/// Lines as `diff -u` prints them; every password is `***`.
std::vector<std::string> shownDiff(const SetupFile& file);

} // namespace understudy::ops
