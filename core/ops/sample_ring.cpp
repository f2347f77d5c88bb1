#include "core/ops/sample_ring.h"

#include <algorithm>

namespace understudy::ops {
namespace {

using cluster::Sample;
using cluster::SampleKind;

constexpr std::size_t blockSize = 64;
constexpr std::uint64_t timeMask = (std::uint64_t{1} << 61) - 1;
constexpr std::uint64_t rttMask = (std::uint64_t{1} << 36) - 1;
constexpr std::uint64_t sequenceMask = (std::uint64_t{1} << 28) - 1;

float milliseconds(double nanoseconds) {
    return static_cast<float>(nanoseconds / 1e6);
}

std::int64_t count(base::SteadyTime time) {
    return time.time_since_epoch().count();
}

} // namespace

void SampleRing::Sum::add(const Packed& sample) {
    const auto kind = static_cast<SampleKind>(sample.kind);
    const auto rtt = static_cast<std::int64_t>(sample.rtt);
    lost += cluster::isLost(kind);
    late += kind == SampleKind::Late;
    if (!cluster::gotReply(kind))
        return;
    rttMin = answered == 0 ? rtt : std::min(rttMin, rtt);
    rttMax = std::max(rttMax, rtt);
    rttTotal += rtt;
    ++answered;
}

void SampleRing::Sum::add(const Sum& other) {
    lost += other.lost;
    late += other.late;
    if (other.answered == 0)
        return;
    rttMin = answered == 0 ? other.rttMin : std::min(rttMin, other.rttMin);
    rttMax = std::max(rttMax, other.rttMax);
    rttTotal += other.rttTotal;
    answered += other.answered;
}

Column SampleRing::Sum::column() const {
    Column column{.answered = answered, .lost = lost, .late = late};
    if (answered > 0) {
        column.minMs = milliseconds(static_cast<double>(rttMin));
        column.maxMs = milliseconds(static_cast<double>(rttMax));
        column.meanMs = milliseconds(static_cast<double>(rttTotal) / answered);
    }
    return column;
}

SampleRing::SampleRing(std::size_t capacity) : m_capacity(std::max<std::size_t>(capacity, 1)) {
    const std::size_t blocks = (m_capacity + blockSize - 1) / blockSize;
    m_samples.reserve(blocks * blockSize);
    m_blocks.reserve(blocks);
}

void SampleRing::clear() {
    m_samples.clear();
    m_blocks.clear();
    m_oldest = 0;
    m_size = 0;
}

void SampleRing::put(const Sample& sample) {
    if (m_size > 0 && sample.sequence <= m_newestSequence) {
        std::size_t first = 0;
        std::size_t last = m_size;
        while (first < last) {
            const std::size_t middle = first + (last - first) / 2;
            if (sequenceAt(middle) < sample.sequence)
                first = middle + 1;
            else
                last = middle;
        }
        if (sequenceAt(first) == sample.sequence)
            write(slot(first), sample);
        return;
    }
    if (m_size == m_capacity)
        m_oldest = slot(1);
    else
        ++m_size;
    m_newestSequence = sample.sequence;
    write(slot(m_size - 1), sample);
}

Sample SampleRing::at(std::size_t index) const {
    const Packed& packed = m_samples[slot(index)];
    return {.sentAt = base::SteadyTime{std::chrono::nanoseconds{packed.sentAt}},
            .sequence = sequenceAt(index),
            .rtt = std::chrono::nanoseconds{packed.rtt},
            .kind = static_cast<SampleKind>(packed.kind)};
}

std::size_t SampleRing::lowerBound(base::SteadyTime time) const {
    return lowerBound(time, 0);
}

std::vector<Column> SampleRing::columns(base::SteadyTime from, base::SteadyTime to, std::size_t count) const {
    std::vector<Column> columns(count);
    const auto width = static_cast<double>((to - from).count()) / static_cast<double>(count);
    std::size_t first = lowerBound(from);
    for (std::size_t i = 0; i < count; ++i) {
        const auto offset = static_cast<std::int64_t>(width * static_cast<double>(i + 1));
        const auto end = i + 1 == count ? to : from + std::chrono::nanoseconds{offset};
        const std::size_t last = lowerBound(end, first);
        columns[i] = sum(first, last).column();
        first = last;
    }
    return columns;
}

std::vector<Sample> SampleRing::between(base::SteadyTime from, base::SteadyTime to) const {
    std::vector<Sample> samples;
    const std::size_t first = lowerBound(from);
    const std::size_t last = lowerBound(to, first);
    samples.reserve(last - first);
    for (std::size_t index = first; index < last; ++index)
        samples.push_back(at(index));
    return samples;
}

std::size_t SampleRing::slot(std::size_t index) const {
    const std::size_t slots = (m_capacity + blockSize - 1) / blockSize * blockSize;
    const std::size_t position = m_oldest + index;
    return position < slots ? position : position - slots;
}

std::uint64_t SampleRing::sequenceAt(std::size_t index) const {
    const std::uint64_t behind = (m_newestSequence - m_samples[slot(index)].sequence) & sequenceMask;
    return m_newestSequence - behind;
}

std::size_t SampleRing::lowerBound(base::SteadyTime time, std::size_t first) const {
    std::size_t last = m_size;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (static_cast<std::int64_t>(m_samples[slot(middle)].sentAt) < count(time))
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

void SampleRing::write(std::size_t slot, const Sample& sample) {
    if (slot == m_samples.size())
        m_samples.emplace_back();
    Packed& packed = m_samples[slot];
    packed.sentAt = static_cast<std::uint64_t>(count(sample.sentAt)) & timeMask;
    packed.kind = static_cast<std::uint64_t>(sample.kind) & 7;
    packed.rtt = static_cast<std::uint64_t>(std::clamp<std::int64_t>(sample.rtt.count(), 0, rttMask)) & rttMask;
    packed.sequence = sample.sequence & sequenceMask;

    const std::size_t block = slot / blockSize;
    if (block == m_blocks.size())
        m_blocks.emplace_back();
    Sum total;
    const std::size_t end = std::min((block + 1) * blockSize, m_samples.size());
    for (std::size_t i = block * blockSize; i < end; ++i)
        total.add(m_samples[i]);
    m_blocks[block] = total;
}

SampleRing::Sum SampleRing::sum(std::size_t first, std::size_t last) const {
    Sum total;
    while (first < last) {
        const std::size_t position = slot(first);
        if (position % blockSize == 0 && last - first >= blockSize) {
            total.add(m_blocks[position / blockSize]);
            first += blockSize;
        } else {
            total.add(m_samples[position]);
            ++first;
        }
    }
    return total;
}

} // namespace understudy::ops
