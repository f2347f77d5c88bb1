// The command line of understudyd: bird's flags.
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"

namespace understudy::understudyd {

struct Options {
    std::string configuration = "/etc/understudyd.conf";
    std::string socket = "/run/understudyd/understudyd.ctl";
    std::string user;    ///< to become; "": stays who it is
    std::string group;   ///< "": the user's own
    std::string pidFile; ///< "": none
    bool foreground = false;
    bool checkOnly = false;
    bool restarting = false; ///< neighbors are told that this follows a crash (RFC 4724)
    bool help = false;
    bool version = false;
};

/// An error names the flag that is wrong.
base::Result<Options> parseOptions(int argc, char** argv);

extern const char* const usage;

} // namespace understudy::understudyd
