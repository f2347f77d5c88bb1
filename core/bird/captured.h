// What one run of `birdc -r -v COMMAND` wrote, for nodes whose control socket cannot be reached directly.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/bird/reply.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// A whole conversation of birdc with its speaker.
struct Captured {
    Greeting greeting;
    bool restricted = false; ///< the speaker confirmed that the connection was read-only (`birdc -r`)
    Reply reply;             ///< the same value as from the control socket

    friend bool operator==(const Captured&, const Captured&) = default;
};

/// `output` is the whole standard output of birdc, `exitStatus` the status that it exited with; nullopt when
/// it did not exit (a signal, a lost connection, a time limit). Over SSH, output may still come after the
/// exit status: wait for the end of file too.
///
/// birdc prints what the socket sends, a further line of the same code after five blanks, and nothing for the
/// `0000 ` that ends a reply (BIRD's client/client.c). So a cut can leave what looks like a whole reply, and
/// only the exit status tells: birdc exits 0 after the end of a reply, 1 after an error reply (not so 1.6,
/// which exits 0) and 1 when it lost the speaker. Anything else is an error: no greeting, a last line without
/// its end, text that is no reply (a wrong command, which birdc itself refuses), an exit status that does not
/// fit the reply.
base::Result<Captured> parseCaptured(std::string_view output, std::optional<int> exitStatus);

} // namespace understudy::bird
