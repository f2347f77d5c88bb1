// How long to wait before the next try: DampPeerOscillations of RFC 4271 section 8.1.1.
#pragma once

#include <chrono>

#include "core/bgp/session.h"

namespace understudy::bgp {

/// Doubles from `first` to `last`; each delay is shortened by up to a quarter at random (RFC 4271 section
/// 10), so that two ends that meet badly do not meet again.
class Backoff {
public:
    Backoff(std::chrono::milliseconds first, std::chrono::milliseconds last, RandomUnit random)
        : m_first(first), m_last(last), m_next(first), m_random(std::move(random)) {}

    std::chrono::milliseconds next();
    void reset() { m_next = m_first; }

private:
    std::chrono::milliseconds m_first;
    std::chrono::milliseconds m_last;
    std::chrono::milliseconds m_next;
    RandomUnit m_random;
};

/// `time` less up to a quarter of it at random.
std::chrono::milliseconds jittered(std::chrono::milliseconds time, const RandomUnit& random);

} // namespace understudy::bgp
