// The requests of one target that may still be answered, and what became of them. Pure: the caller brings the
// time.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "core/cluster/samples.h"

namespace understudy::ops {

/// Remembers each request for cluster::lateLimit after it was sent. A sample that comes back from a function
/// is new or has changed; nullopt: it changes nothing (a duplicate, or too old).
class Ledger {
public:
    /// A reply later than `timeout` after sending is late. The first request has `firstSequence`.
    explicit Ledger(std::chrono::nanoseconds timeout, std::uint64_t firstSequence = 0)
        : m_timeout(timeout), m_nextSequence(firstSequence), m_firstUnexpired(firstSequence) {}

    /// The sequence of the next request.
    std::uint64_t nextSequence() const { return m_nextSequence; }

    /// Records the next request as sent, or as refused by the local machine.
    cluster::Sample sent(base::SteadyTime at);
    cluster::Sample notSent(base::SteadyTime at);

    std::optional<cluster::Sample> answered(std::uint64_t sequence, std::chrono::nanoseconds rtt);
    std::optional<cluster::Sample> unreachable(std::uint64_t sequence);

    /// The requests that time out up to `now`, oldest first.
    std::vector<cluster::Sample> expire(base::SteadyTime now);
    /// When the next request times out; nullopt while none is pending.
    std::optional<base::SteadyTime> nextExpiry() const;

    /// When the request was sent; nullopt when it is not remembered.
    std::optional<base::SteadyTime> sentAt(std::uint64_t sequence) const;
    /// The newest remembered request whose sequence has these low 16 bits.
    std::optional<std::uint64_t> sequenceFrom16(std::uint16_t low) const;

private:
    cluster::Sample append(base::SteadyTime at, cluster::SampleKind kind);
    cluster::Sample* find(std::uint64_t sequence);
    const cluster::Sample* find(std::uint64_t sequence) const;

    std::chrono::nanoseconds m_timeout;
    std::uint64_t m_nextSequence;
    std::uint64_t m_firstUnexpired; ///< no request before this one is pending
    std::deque<cluster::Sample> m_samples;
};

} // namespace understudy::ops
