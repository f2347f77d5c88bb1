#include "core/ops/sample_ring.h"

#include <algorithm>

namespace understudy::ops {
namespace {

using cluster::Sample;
using cluster::SampleKind;

constexpr std::size_t blockSize = 32;
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

SampleRing::SampleRing(std::size_t capacity)
    : m_capacity(std::max<std::size_t>(capacity, 1)),
      m_slots((m_capacity + blockSize - 1) / blockSize * blockSize) {
    m_samples.reserve(m_slots);
    m_blocks.reserve(m_slots / blockSize);
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
    std::size_t first = 0;
    std::size_t last = m_size;
    while (first < last) {
        const std::size_t middle = first + (last - first) / 2;
        if (sentAt(slot(middle)) < count(time))
            first = middle + 1;
        else
            last = middle;
    }
    return first;
}

std::vector<Column> SampleRing::columns(base::SteadyTime from, base::SteadyTime to, std::size_t count) const {
    std::vector<Column> columns(count);
    const auto width = static_cast<double>((to - from).count()) / static_cast<double>(count);
    std::size_t index = lowerBound(from);
    for (std::size_t i = 0; i < count; ++i) {
        const auto offset = static_cast<std::int64_t>(width * static_cast<double>(i + 1));
        columns[i] = takeUntil(i + 1 == count ? to : from + std::chrono::nanoseconds{offset}, index).column();
    }
    return columns;
}

SampleRing::Sum SampleRing::takeUntil(base::SteadyTime end, std::size_t& index) const {
    Sum total;
    while (index < m_size) {
        const std::size_t position = slot(index);
        const bool atWholeBlock = position % blockSize == 0 && m_size - index >= blockSize;
        if (atWholeBlock && m_blocks[position / blockSize].lastSentAt < count(end)) {
            total.add(m_blocks[position / blockSize].sum);
            index += blockSize;
        } else if (sentAt(position) < count(end)) {
            total.add(m_samples[position]);
            ++index;
        } else {
            break;
        }
    }
    return total;
}

std::vector<Sample> SampleRing::between(base::SteadyTime from, base::SteadyTime to) const {
    std::vector<Sample> samples;
    const std::size_t first = lowerBound(from);
    const std::size_t last = lowerBound(to);
    samples.reserve(last - first);
    for (std::size_t index = first; index < last; ++index)
        samples.push_back(at(index));
    return samples;
}

std::size_t SampleRing::slot(std::size_t index) const {
    const std::size_t position = m_oldest + index;
    return position < m_slots ? position : position - m_slots;
}

std::uint64_t SampleRing::sequenceAt(std::size_t index) const {
    const std::uint64_t behind = (m_newestSequence - m_samples[slot(index)].sequence) & sequenceMask;
    return m_newestSequence - behind;
}

std::int64_t SampleRing::sentAt(std::size_t slot) const {
    return static_cast<std::int64_t>(m_samples[slot].sentAt);
}

void SampleRing::write(std::size_t slot, const Sample& sample) {
    if (slot == m_samples.size())
        m_samples.emplace_back();
    Packed& packed = m_samples[slot];
    packed.sentAt = static_cast<std::uint64_t>(count(sample.sentAt)) & timeMask;
    packed.kind = static_cast<std::uint64_t>(sample.kind) & 7;
    packed.rtt =
        static_cast<std::uint64_t>(std::clamp<std::int64_t>(sample.rtt.count(), 0, rttMask)) & rttMask;
    packed.sequence = sample.sequence & sequenceMask;

    const std::size_t block = slot / blockSize;
    if (block == m_blocks.size())
        m_blocks.emplace_back();
    m_blocks[block] = {};
    const std::size_t end = std::min((block + 1) * blockSize, m_samples.size());
    for (std::size_t i = block * blockSize; i < end; ++i)
        m_blocks[block].sum.add(m_samples[i]);
    m_blocks[block].lastSentAt = sentAt(end - 1);
}

} // namespace understudy::ops
