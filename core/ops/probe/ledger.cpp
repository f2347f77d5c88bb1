#include "core/ops/probe/ledger.h"

namespace understudy::ops {

using cluster::Sample;
using cluster::SampleKind;

Sample Ledger::sent(base::SteadyTime at) {
    return append(at, SampleKind::Pending);
}

Sample Ledger::notSent(base::SteadyTime at) {
    return append(at, SampleKind::NotSent);
}

std::optional<Sample> Ledger::answered(std::uint64_t sequence, std::chrono::nanoseconds rtt) {
    Sample* sample = find(sequence);
    if (sample == nullptr || cluster::gotReply(sample->kind) || rtt > cluster::lateLimit)
        return std::nullopt;
    sample->kind = rtt > m_timeout ? SampleKind::Late : SampleKind::Answered;
    sample->rtt = rtt;
    return *sample;
}

std::optional<Sample> Ledger::unreachable(std::uint64_t sequence) {
    Sample* sample = find(sequence);
    if (sample == nullptr || (sample->kind != SampleKind::Pending && sample->kind != SampleKind::Lost))
        return std::nullopt;
    sample->kind = SampleKind::Unreachable;
    return *sample;
}

std::vector<Sample> Ledger::expire(base::SteadyTime now) {
    std::vector<Sample> expired;
    for (; m_firstUnexpired < m_nextSequence; ++m_firstUnexpired) {
        Sample& sample = *find(m_firstUnexpired);
        if (sample.kind != SampleKind::Pending)
            continue;
        if (now - sample.sentAt < m_timeout)
            break;
        sample.kind = SampleKind::Lost;
        expired.push_back(sample);
    }
    while (!m_samples.empty() && m_samples.front().sequence < m_firstUnexpired &&
           now - m_samples.front().sentAt > cluster::lateLimit)
        m_samples.pop_front();
    return expired;
}

std::optional<base::SteadyTime> Ledger::nextExpiry() const {
    for (std::uint64_t sequence = m_firstUnexpired; sequence < m_nextSequence; ++sequence) {
        const Sample* sample = find(sequence);
        if (sample->kind == SampleKind::Pending)
            return sample->sentAt + m_timeout;
    }
    return std::nullopt;
}

std::optional<base::SteadyTime> Ledger::sentAt(std::uint64_t sequence) const {
    const Sample* sample = find(sequence);
    return sample == nullptr ? std::nullopt : std::optional(sample->sentAt);
}

std::optional<std::uint64_t> Ledger::sequenceFrom16(std::uint16_t low) const {
    const auto behind = static_cast<std::uint16_t>(static_cast<std::uint16_t>(m_nextSequence) - 1 - low);
    const std::uint64_t sequence = m_nextSequence - 1 - behind;
    return find(sequence) == nullptr ? std::nullopt : std::optional(sequence);
}

Sample Ledger::append(base::SteadyTime at, SampleKind kind) {
    return m_samples.emplace_back(
        Sample{.sentAt = at, .sequence = m_nextSequence++, .rtt = {}, .kind = kind});
}

Sample* Ledger::find(std::uint64_t sequence) {
    return const_cast<Sample*>(static_cast<const Ledger*>(this)->find(sequence));
}

const Sample* Ledger::find(std::uint64_t sequence) const {
    if (m_samples.empty() || sequence < m_samples.front().sequence || sequence >= m_nextSequence)
        return nullptr;
    return &m_samples[static_cast<std::size_t>(sequence - m_samples.front().sequence)];
}

} // namespace understudy::ops
