// rtnetlink(7) messages -> changes of the interface table.
#pragma once

#include "core/base/bytes.h"
#include "core/speaker/interface_table.h"

namespace understudy::speaker {

struct NetlinkOutcome {
    bool changed = false; ///< the table is another one than before
    bool done = false;    ///< the end of a dump
    int error = 0;        ///< errno of a refused request
};

/// Applies all messages of one datagram. What cannot be read is passed over.
NetlinkOutcome applyNetlink(base::ByteView datagram, InterfaceTable& table);

} // namespace understudy::speaker
