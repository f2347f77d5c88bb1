// What a socket's errors mean for who reads, writes or accepts.
#pragma once

#include <chrono>

#include <asio/error.hpp>

namespace understudy::speaker {

/// Nothing is wrong: there is nothing to be had just now.
inline bool wouldBlock(const asio::error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again ||
           error == asio::error::interrupted;
}

/// Before accepting again after an error, such as too many open files.
inline constexpr std::chrono::seconds acceptPause{1};

} // namespace understudy::speaker
