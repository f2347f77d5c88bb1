#include "core/bird/config_options.h"

#include <array>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

enum class Argument : std::uint8_t {
    None,
    Off, ///< on/off, and only off is accepted
    On,  ///< the same for on
    Bool,
    Number,
    Optional, ///< a number or nothing
    Limit,    ///< a number, or off, and `action WORD`
    Merge,    ///< on/off and `limit NUMBER`
    Id,
};

struct Option {
    OptionsOf where;
    std::string_view words;
    Argument argument;
    std::string_view why;
};

using enum OptionsOf;

constexpr std::string_view nothingReceived = "nothing received is installed, passed on or chosen from";
constexpr std::string_view nothingWritten = "nothing is written into the kernel's table, or read from it";
constexpr std::string_view eventsInstead = "changes of interfaces are reported by the kernel at once";
constexpr std::string_view isDefault = "it says what is so anyway";

/// Longer phrases stand before shorter ones that they begin with.
constexpr std::array options{
    Option{Any, "debug", Argument::Off, isDefault},
    Option{Any, "mrtdump", Argument::Off, isDefault},
    Option{Any, "router id", Argument::Id, "only BGP tells its router id"},

    Option{Bgp, "path metric", Argument::Bool, nothingReceived},
    Option{Bgp, "med metric", Argument::Bool, nothingReceived},
    Option{Bgp, "igp metric", Argument::Bool, nothingReceived},
    Option{Bgp, "prefer older", Argument::Bool, nothingReceived},
    Option{Bgp, "deterministic med", Argument::Bool, nothingReceived},
    Option{Bgp, "default bgp_local_pref", Argument::Number, nothingReceived},
    Option{Bgp, "interpret communities", Argument::Bool, nothingReceived},
    Option{Bgp, "allow bgp_local_pref", Argument::Bool, nothingReceived},
    Option{Bgp, "allow bgp_med", Argument::Bool, nothingReceived},
    Option{Bgp, "allow local as", Argument::Optional, nothingReceived},
    Option{Bgp, "allow as sets", Argument::Bool, nothingReceived},
    Option{Bgp, "enforce first as", Argument::Bool, nothingReceived},
    Option{Bgp, "preference", Argument::Number, nothingReceived},
    Option{Bgp, "long lived graceful restart aware", Argument::None, nothingReceived},
    Option{Bgp, "long lived graceful restart", Argument::Off, isDefault},
    Option{Bgp, "long lived stale time", Argument::Number, "long-lived graceful restart is never on"},
    Option{Bgp, "min graceful restart time", Argument::Number, nothingReceived},
    Option{Bgp, "max graceful restart time", Argument::Number, nothingReceived},
    Option{Bgp, "min long lived stale time", Argument::Number, nothingReceived},
    Option{Bgp, "max long lived stale time", Argument::Number, nothingReceived},
    Option{Bgp, "enable route refresh", Argument::On, isDefault},
    Option{Bgp, "enable enhanced route refresh", Argument::On, isDefault},
    Option{Bgp, "enable as4", Argument::On, isDefault},
    Option{Bgp, "capabilities", Argument::On, isDefault},
    Option{Bgp, "advertise ipv4", Argument::On, isDefault},
    Option{Bgp, "advertise hostname", Argument::Off, isDefault},
    Option{Bgp, "setkey", Argument::On, isDefault},
    Option{Bgp, "disable after cease", Argument::Off, isDefault},
    Option{Bgp, "check link", Argument::Off, isDefault},
    Option{Bgp, "strict bind", Argument::Off, isDefault},
    Option{Bgp, "free bind", Argument::Off, isDefault},
    Option{Bgp, "bfd", Argument::Off, isDefault},
    Option{Bgp, "rr client", Argument::Off, isDefault},
    Option{Bgp, "rs client", Argument::Off, isDefault},
    Option{Bgp, "confederation member", Argument::Off, isDefault},
    Option{Bgp, "require route refresh", Argument::Off, isDefault},
    Option{Bgp, "require enhanced route refresh", Argument::Off, isDefault},
    Option{Bgp, "require as4", Argument::Off, isDefault},
    Option{Bgp, "require extended messages", Argument::Off, isDefault},
    Option{Bgp, "require hostname", Argument::Off, isDefault},
    Option{Bgp, "require graceful restart", Argument::Off, isDefault},
    Option{Bgp, "require long lived graceful restart", Argument::Off, isDefault},
    Option{Bgp, "require roles", Argument::Off, isDefault},
    Option{Bgp, "onlink", Argument::Off, isDefault},
    Option{Bgp, "authentication md5", Argument::None, "a password always means MD5"},

    Option{Channel, "preference", Argument::Number, nothingReceived},
    Option{Channel, "import keep filtered", Argument::Bool, nothingReceived},
    Option{Channel, "import table", Argument::Bool, nothingReceived},
    Option{Channel, "import limit", Argument::Limit, nothingReceived},
    Option{Channel, "rpki reload", Argument::Bool, nothingReceived},
    Option{Channel, "gateway direct", Argument::None, nothingReceived},
    Option{Channel, "gateway recursive", Argument::None, nothingReceived},
    Option{Channel, "next hop self", Argument::On, "the next hop of an own route is the session's address"},
    Option{Channel, "next hop keep", Argument::Bool, "own routes have no next hop that could be kept"},
    Option{Channel, "next hop prefer global", Argument::None, nothingReceived},
    Option{Channel, "secondary", Argument::Off, isDefault},
    Option{Channel, "mandatory", Argument::Off, isDefault},
    Option{Channel, "aigp", Argument::Off, isDefault},
    Option{Channel, "extended next hop", Argument::Off, isDefault},
    Option{Channel, "export table", Argument::Off, isDefault},

    Option{Kernel, "scan time", Argument::Number, nothingWritten},
    Option{Kernel, "persist", Argument::Bool, nothingWritten},
    Option{Kernel, "learn", Argument::Off, isDefault},
    Option{Kernel, "graceful restart", Argument::Bool, nothingWritten},
    Option{Kernel, "merge paths", Argument::Merge, nothingWritten},
    Option{Kernel, "kernel table", Argument::Number, nothingWritten},
    Option{Kernel, "metric", Argument::Number, nothingWritten},
    Option{Kernel, "device routes", Argument::Off, isDefault},
    Option{Kernel, "preference", Argument::Number, nothingWritten},

    Option{Device, "scan time", Argument::Number, eventsInstead},
    Option{Static, "check link", Argument::Off, isDefault},
};

bool takeArgument(ConfigCursor& cursor, Argument argument) {
    switch (argument) {
    case Argument::None:
        return true;
    case Argument::Off:
        return !cursor.boolean();
    case Argument::On:
        return cursor.boolean();
    case Argument::Bool:
        cursor.boolean();
        return true;
    case Argument::Number:
        cursor.number("a number");
        return true;
    case Argument::Optional:
        if (!cursor.is(";"))
            cursor.number("a number");
        return true;
    case Argument::Limit:
        if (!cursor.accept("off")) {
            cursor.number("a number");
            if (cursor.accept("action") && !cursor.accept("warn") && !cursor.accept("block") &&
                !cursor.accept("restart") && !cursor.accept("disable"))
                cursor.failExpected("`warn`, `block`, `restart` or `disable`");
        }
        return true;
    case Argument::Merge:
        cursor.boolean();
        if (cursor.accept("limit"))
            cursor.number("the limit of merged paths", 1, 255);
        return true;
    case Argument::Id:
        cursor.id();
        return true;
    }
    return true;
}

} // namespace

bool acceptWithoutEffect(ConfigCursor& cursor, OptionsOf where) {
    for (const auto& option : options) {
        const auto at = cursor.peek();
        if ((option.where != where && option.where != Any) || !cursor.acceptPhrase(option.words))
            continue;
        if (!takeArgument(cursor, option.argument) && !cursor.failed())
            cursor.fail(at, fmt::format("`{}{}` is not supported", option.words,
                                        option.argument == Argument::On ? " off" : " on"));
        cursor.endStatement();
        return true;
    }
    return false;
}

void refuseOption(ConfigCursor& cursor, std::string_view where) {
    if (cursor.peek().kind != Token::Kind::Word)
        cursor.failExpected(fmt::format("an option of {}", where));
    else
        cursor.failHere(fmt::format("`{}` is not supported in {}", cursor.peek().text, where));
}

} // namespace understudy::bird
