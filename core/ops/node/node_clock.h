// When something happened on a node, on this machine's clock: the node says its own time around a change, and
// the offset of its clock is measured by asking for it.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.h"
#include "core/cluster/rehearsal_measure.h"
#include "core/ops/ssh/connection.h"

namespace understudy::ops {

/// A moment of this machine, to `error` either side.
struct Moment {
    base::SteadyTime at{};
    std::chrono::nanoseconds error{0};
};

/// The node's clock against this machine's.
struct NodeClock {
    std::chrono::nanoseconds offset{0}; ///< node's time since the epoch minus this machine's steady time
    std::chrono::nanoseconds error{0};  ///< half of the quickest round trip
};

/// Asks the node for its time a few times; nullopt when it does not tell it in nanoseconds.
std::optional<NodeClock> readClock(ssh::Connection& connection, base::SteadyTime deadline);

/// `commands` in a POSIX shell that prints its time before and after them, for whenChanged().
std::string timed(const std::string& commands);

/// When the commands of timed() were carried out. Without a clock, or the node's times, it is known only that
/// it was between `sent` and `answered`.
Moment whenChanged(std::string_view output, const std::optional<NodeClock>& clock, base::SteadyTime sent,
                   base::SteadyTime answered);

} // namespace understudy::ops
