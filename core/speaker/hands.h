// What every part of the daemon works with.
#pragma once

#include <span>

#include <asio/io_context.hpp>

#include "core/base/clock.h"
#include "core/bgp/session.h"
#include "core/speaker/log.h"

namespace understudy::speaker {

/// All on one thread; outlives the parts.
struct Hands {
    asio::io_context& io;
    Log& log;
    const base::Clock& clock;
    bgp::RandomUnit random;
    std::span<std::uint8_t> scratch; ///< to read octets into; holds nothing between two calls
};

} // namespace understudy::speaker
