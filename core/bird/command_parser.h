// The command lines that understudyd's control socket takes: BIRD's, and `drain`/`undrain`. Text in, values
// out.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "core/base/ip.h"
#include "core/bird/config.h"
#include "core/bird/reply.h"

namespace understudy::bird {

/// Which protocols a command is about.
struct ProtocolChoice {
    enum class Kind : std::uint8_t { All, Name, Pattern };

    Kind kind = Kind::All;
    std::string text; ///< the name, or the pattern with `*` and `?`

    bool matches(std::string_view name) const;

    friend bool operator==(const ProtocolChoice&, const ProtocolChoice&) = default;
};

struct ShowStatus {
    friend bool operator==(const ShowStatus&, const ShowStatus&) = default;
};
struct ShowProtocols {
    bool all = false; ///< with details
    ProtocolChoice which;

    friend bool operator==(const ShowProtocols&, const ShowProtocols&) = default;
};
struct ShowRoute {
    /// `for ADDRESS`, `for NETWORK`: the longest match; NETWORK alone: exactly that one.
    enum class Match : std::uint8_t { Everything, Exact, Longest };

    bool all = false;   ///< with attributes
    bool count = false; ///< only the numbers
    Match match = Match::Everything;
    std::optional<base::Prefix> net;     ///< unless Everything; of an address, its host prefix
    std::optional<std::string> exportTo; ///< what this protocol announces, as it leaves
    std::optional<std::string> protocol; ///< only what comes from this one
    bool primary = false;                ///< only the best of each network
    std::optional<std::string> table;    ///< master4 or master6

    friend bool operator==(const ShowRoute&, const ShowRoute&) = default;
};
struct ShowInterfaces {
    bool summary = false;

    friend bool operator==(const ShowInterfaces&, const ShowInterfaces&) = default;
};
struct ShowMemory {
    friend bool operator==(const ShowMemory&, const ShowMemory&) = default;
};

struct Enable {
    ProtocolChoice which;
    std::string message; ///< sent to the neighbor where there is one (RFC 9003); "": none

    friend bool operator==(const Enable&, const Enable&) = default;
};
struct Disable {
    ProtocolChoice which;
    std::string message;

    friend bool operator==(const Disable&, const Disable&) = default;
};
struct Restart {
    ProtocolChoice which;
    std::string message;

    friend bool operator==(const Restart&, const Restart&) = default;
};
struct Reload {
    enum class Direction : std::uint8_t { Both, In, Out };

    ProtocolChoice which;
    Direction direction = Direction::Both;

    friend bool operator==(const Reload&, const Reload&) = default;
};

/// Stop attracting traffic without ending the session, and the way back. An addition of understudyd.
struct Drain {
    enum class Method : std::uint8_t {
        Withdraw,        ///< nothing is announced
        GracefulShutdown ///< announced with the community of RFC 8326
    };

    ProtocolChoice which;
    Method method = Method::Withdraw;

    friend bool operator==(const Drain&, const Drain&) = default;
};
struct Undrain {
    ProtocolChoice which;

    friend bool operator==(const Undrain&, const Undrain&) = default;
};

struct Configure {
    bool soft = false;
    /// Undone after that long unless confirmed.
    std::optional<std::chrono::seconds> timeout;
    std::string file{}; ///< absolute; empty: the one that the daemon was started with

    friend bool operator==(const Configure&, const Configure&) = default;
};
struct ConfigureCheck {
    std::string file{}; ///< likewise

    friend bool operator==(const ConfigureCheck&, const ConfigureCheck&) = default;
};
struct ConfigureConfirm {
    friend bool operator==(const ConfigureConfirm&, const ConfigureConfirm&) = default;
};
struct ConfigureUndo {
    friend bool operator==(const ConfigureUndo&, const ConfigureUndo&) = default;
};

/// Makes the connection read-only for good.
struct Restrict {
    friend bool operator==(const Restrict&, const Restrict&) = default;
};
struct Down {
    friend bool operator==(const Down&, const Down&) = default;
};
/// For every time that this connection shows.
struct SetTimeFormat {
    TimeFormat format;

    friend bool operator==(const SetTimeFormat&, const SetTimeFormat&) = default;
};
struct Help {
    friend bool operator==(const Help&, const Help&) = default;
};
using Command = std::variant<ShowStatus, ShowProtocols, ShowRoute, ShowInterfaces, ShowMemory, Enable,
                             Disable, Restart, Reload, Drain, Undrain, Configure, ConfigureCheck,
                             ConfigureConfirm, ConfigureUndo, Restrict, Down, SetTimeFormat, Help>;

/// The last line to answer with, as it is: its code says what kind of error it is.
using CommandError = ReplyLine;

/// Longest command line, without its end.
inline constexpr std::size_t maxCommandBytes = 4096;

/// One line, without its line end (a carriage return is dropped). Keywords may be abbreviated as long as they
/// are not ambiguous. Names are written as symbol() writes them; they need not exist.
tl::expected<Command, CommandError> parseCommand(std::string_view line);

/// Whether a restricted connection may give it; if not, accessDenied() is the answer.
bool allowedRestricted(const Command& command);

} // namespace understudy::bird
