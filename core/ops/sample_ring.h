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

/// A ring in order of sending; written and read on the main thread. 17.5 bytes a sample, times and RTTs exact
/// to the nanosecond: 14.4 MiB for a day at 10 Hz (864,000 samples), touched only as it fills. Columns of a
/// whole day come from summaries of 32 samples each, which put() keeps.
class SampleRing {
public:
    /// `capacity`: samples kept, at least 1.
    explicit SampleRing(std::size_t capacity);
    // Not copied: a copy of a day's samples would be a mistake.
    SampleRing(SampleRing&&) = default;
    SampleRing& operator=(SampleRing&&) = default;

    /// Appends, or replaces the sample of this sequence (a pending one that settled, a lost one that came
    /// late). Sequences may have gaps and must rise with the time of sending, within 2^28 of one another;
    /// an RTT is cut to 68 s. A sample is ignored when its sequence was passed over or has left the ring.
    void put(const cluster::Sample& sample);

    /// Forgets everything: a new probe counts from 0 again.
    void clear();

    std::size_t size() const { return m_size; }
    /// In order of sending, 0 is the oldest.
    cluster::Sample at(std::size_t index) const;

    /// Index of the first sample sent at or after `time`; size() when there is none.
    std::size_t lowerBound(base::SteadyTime time) const;

    /// [from, to) cut into `count` columns of equal width; pending samples are not counted. About half
    /// a millisecond for 1,400 columns of a day.
    std::vector<Column> columns(base::SteadyTime from, base::SteadyTime to, std::size_t count) const;

    /// The samples sent in [from, to), for an analysis.
    std::vector<cluster::Sample> between(base::SteadyTime from, base::SteadyTime to) const;

private:
    /// A sample in 16 bytes. 28 bits of the sequence are kept: the rest follows from the newest one's.
    struct Packed {
        std::uint64_t sentAt : 61;
        std::uint64_t kind : 3;
        std::uint64_t rtt : 36;
        std::uint64_t sequence : 28;
    };
    /// What some samples come to together.
    struct Sum {
        std::int64_t rttTotal = 0;
        std::int64_t rttMin = 0;
        std::int64_t rttMax = 0;
        std::uint32_t answered = 0;
        std::uint32_t lost = 0;
        std::uint32_t late = 0;

        void add(const Packed& sample);
        void add(const Sum& other);
        Column column() const;
    };

    /// 32 slots in a row.
    struct Block {
        Sum sum;
        std::int64_t lastSentAt = 0;
    };

    std::size_t slot(std::size_t index) const;
    std::int64_t sentAt(std::size_t slot) const;
    std::uint64_t sequenceAt(std::size_t index) const;
    void write(std::size_t slot, const cluster::Sample& sample);
    /// The sum of the samples from `index` on that were sent before `end`; moves `index` behind them.
    Sum takeUntil(base::SteadyTime end, std::size_t& index) const;

    std::size_t m_capacity;
    std::size_t m_slots;      ///< the capacity in whole blocks
    std::size_t m_oldest = 0; ///< slot of index 0
    std::size_t m_size = 0;
    std::uint64_t m_newestSequence = 0;
    std::vector<Packed> m_samples; ///< by slot; a whole number of blocks
    std::vector<Block> m_blocks;
};

} // namespace understudy::ops
