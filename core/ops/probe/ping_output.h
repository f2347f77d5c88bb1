// What iputils' ping prints, line by line, with -n -O and the C locale. Pure.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/base/ip.h"

namespace understudy::ops {

/// `64 bytes from 192.0.2.2: icmp_seq=7 ttl=60 time=1.23 ms`
struct PingReply {
    std::uint16_t sequence = 0;
    std::chrono::nanoseconds rtt{0};

    friend bool operator==(const PingReply&, const PingReply&) = default;
};

/// `no answer yet for icmp_seq=7`, printed when the next request is sent
struct PingSilence {
    std::uint16_t sequence = 0;

    friend bool operator==(const PingSilence&, const PingSilence&) = default;
};

/// `From 192.0.2.1 icmp_seq=7 Destination Host Unreachable`
struct PingRefusal {
    std::uint16_t sequence = 0;
    std::string what; ///< e.g. "Destination Host Unreachable, says 192.0.2.1"

    friend bool operator==(const PingRefusal&, const PingRefusal&) = default;
};

/// `ping: sendmsg: Network is unreachable`
struct PingComplaint {
    std::string what; ///< without the program's name

    friend bool operator==(const PingComplaint&, const PingComplaint&) = default;
};

/// monostate: a line of no interest, or one that marks a reply as doubtful (`(DUP!)`, `(BAD CHECKSUM!)`, one
/// from another address than `target`).
using PingLine = std::variant<std::monostate, PingReply, PingSilence, PingRefusal, PingComplaint>;

PingLine parsePingLine(std::string_view line, const base::IpAddress& target);

} // namespace understudy::ops
