// The probe's memory: the last 24 h of samples of one target, compact, with min/max pairs for any zoom.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/cluster/samples.h"

namespace understudy::ops {

/// What one pixel column of a timeline shows.
struct Column {
    std::uint32_t answered = 0; ///< in time or late
    std::uint32_t lost = 0;     ///< lost, unreachable or not sent
    std::uint32_t late = 0;
    float minMs = 0; ///< RTT in milliseconds; meaningless while answered is 0
    float maxMs = 0;
    float meanMs = 0;
};

/// A ring in order of sending; written and read on the main thread. 8 bytes a sample: 864,000 samples a day
/// at 10 Hz.
class SampleRing {
public:
    /// `capacity`: samples kept, at least 1.
    explicit SampleRing(std::size_t capacity);

    /// Appends, or replaces the sample of this sequence (a pending one that settled, a lost one that came
    /// late).
    void put(const cluster::Sample& sample);

    std::size_t size() const;
    /// In order of sending, 0 is the oldest.
    cluster::Sample at(std::size_t index) const;

    /// Index of the first sample sent at or after `time`; size() when there is none.
    std::size_t lowerBound(base::SteadyTime time) const;

    /// [from, to) cut into `count` columns of equal width.
    std::vector<Column> columns(base::SteadyTime from, base::SteadyTime to, std::size_t count) const;
};

} // namespace understudy::ops
