// One reply or its absence: the unit that probe, outage analysis and timeline share.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "core/base/clock.h"

namespace understudy::cluster {

enum class SampleKind : std::uint8_t {
    Pending, ///< sent, neither answered nor timed out yet
    Answered,
    Late,        ///< answered after the timeout; not lost
    Lost,        ///< not answered within the timeout
    Unreachable, ///< an ICMP error came back
    NotSent,     ///< the local machine refused to send (no route, no permission, no buffer)
};

/// A reply came, in time or not: the address was reachable when the request was sent.
constexpr bool gotReply(SampleKind kind) {
    return kind == SampleKind::Answered || kind == SampleKind::Late;
}

/// It is decided, at least for now, that there is no reply.
constexpr bool isLost(SampleKind kind) {
    return kind != SampleKind::Pending && !gotReply(kind);
}

/// How long after sending a reply can still turn a lost sample into a late one.
inline constexpr std::chrono::seconds lateLimit{60};

/// One echo request to one floating IP.
struct Sample {
    base::SteadyTime sentAt{};
    std::uint64_t sequence = 0;      ///< counts from 0 without wrapping
    std::chrono::nanoseconds rtt{0}; ///< of Answered and Late
    SampleKind kind = SampleKind::Pending;

    friend bool operator==(const Sample&, const Sample&) = default;
};

/// A time without replies: from the first unanswered request to the first answered one after it.
struct Outage {
    base::SteadyTime from{};
    base::SteadyTime to{};  ///< of the last unanswered request plus one interval while `open`
    std::uint64_t lost = 0; ///< requests without a reply
    bool open = false;      ///< has not ended yet
    /// Of `lost`, those that the local machine refused to send: all of them means that the fault is here.
    std::uint64_t notSent = 0;

    friend bool operator==(const Outage&, const Outage&) = default;
};

/// Pending samples are not counted, so that sent = received + lost.
struct ProbeSummary {
    std::uint64_t sent = 0;     ///< requests that were due, those not sent included
    std::uint64_t received = 0; ///< in time or late
    std::uint64_t lost = 0;     ///< lost, unreachable, or not sent
    std::uint64_t late = 0;
    std::chrono::nanoseconds rttMin{0}; ///< of those in time; the four are 0 when there is none
    std::chrono::nanoseconds rttMedian{0};
    std::chrono::nanoseconds rttP95{0};
    std::chrono::nanoseconds rttMax{0};
    std::vector<Outage> outages;
    std::uint64_t unreachable = 0; ///< of `lost`
    std::uint64_t notSent = 0;     ///< of `lost`

    friend bool operator==(const ProbeSummary&, const ProbeSummary&) = default;
};

} // namespace understudy::cluster
