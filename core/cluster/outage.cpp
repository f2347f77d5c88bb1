#include "core/cluster/outage.h"

#include <algorithm>

namespace understudy::cluster {
namespace {

using std::chrono::nanoseconds;

void extend(Outage& outage, const Sample& unanswered, nanoseconds interval) {
    if (outage.lost == 0)
        outage.from = unanswered.sentAt;
    outage.to = unanswered.sentAt + interval;
    outage.open = true;
    ++outage.lost;
    if (unanswered.kind == SampleKind::NotSent)
        ++outage.notSent;
}

Outage ended(Outage outage, base::SteadyTime at) {
    outage.to = at;
    outage.open = false;
    return outage;
}

std::vector<Outage> findOutages(std::span<const Sample> samples, nanoseconds interval) {
    std::vector<Outage> outages;
    Outage current;
    for (const Sample& sample : samples) {
        if (isLost(sample.kind)) {
            extend(current, sample, interval);
        } else if (gotReply(sample.kind) && current.open) {
            outages.push_back(ended(current, sample.sentAt));
            current = {};
        }
    }
    if (current.open)
        outages.push_back(current);
    return outages;
}

} // namespace

nanoseconds percentile(std::span<const nanoseconds> sorted, int percent) {
    const auto rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return sorted[std::clamp<std::size_t>(rank, 1, sorted.size()) - 1];
}

ProbeSummary summarize(std::span<const Sample> samples, nanoseconds interval) {
    ProbeSummary summary;
    std::vector<nanoseconds> rtts;
    for (const Sample& sample : samples) {
        if (sample.kind == SampleKind::Pending)
            continue;
        ++summary.sent;
        summary.received += gotReply(sample.kind);
        summary.lost += isLost(sample.kind);
        summary.late += sample.kind == SampleKind::Late;
        summary.unreachable += sample.kind == SampleKind::Unreachable;
        summary.notSent += sample.kind == SampleKind::NotSent;
        if (sample.kind == SampleKind::Answered)
            rtts.push_back(sample.rtt);
    }
    if (!rtts.empty()) {
        std::ranges::sort(rtts);
        summary.rttMin = rtts.front();
        summary.rttMedian = percentile(rtts, 50);
        summary.rttP95 = percentile(rtts, 95);
        summary.rttMax = rtts.back();
    }
    summary.outages = findOutages(samples, interval);
    return summary;
}

std::vector<OutageChange> OutageTracker::add(const Sample& sample) {
    std::vector<OutageChange> changes;
    noteReachability(sample);
    if (sample.sequence < m_nextToJudge)
        correct(sample, changes);
    else
        m_waiting.insert_or_assign(sample.sequence, sample);

    while (!m_waiting.empty()) {
        const Sample& next = m_waiting.begin()->second;
        const bool givenUp = sample.sentAt - next.sentAt > lateLimit;
        if (next.kind == SampleKind::Pending && !givenUp)
            break;
        judge(next, changes);
        m_nextToJudge = next.sequence + 1;
        m_waiting.erase(m_waiting.begin());
    }
    return changes;
}

void OutageTracker::noteReachability(const Sample& sample) {
    if (sample.kind == SampleKind::Pending || (m_reachable && sample.sequence < m_newestSettled))
        return;
    m_newestSettled = sample.sequence;
    if (m_reachable == gotReply(sample.kind))
        return;
    m_reachable = gotReply(sample.kind);
    m_since = sample.sentAt;
}

void OutageTracker::judge(const Sample& sample, std::vector<OutageChange>& changes) {
    if (isLost(sample.kind)) {
        const bool begins = !m_open;
        if (begins)
            m_open.emplace();
        extend(*m_open, sample, m_interval);
        m_unanswered.push_back(sample);
        while (sample.sentAt - m_unanswered.front().sentAt > lateLimit)
            m_unanswered.pop_front();
        if (begins)
            changes.push_back({OutageChange::What::Began, *m_open});
    } else if (gotReply(sample.kind) && m_open) {
        changes.push_back({OutageChange::What::Ended, ended(*m_open, sample.sentAt)});
        m_open.reset();
        m_unanswered.clear();
    }
}

void OutageTracker::correct(const Sample& sample, std::vector<OutageChange>& changes) {
    const auto answered = std::ranges::find(m_unanswered, sample.sequence, &Sample::sequence);
    if (!gotReply(sample.kind) || answered == m_unanswered.end())
        return;

    Outage rest;
    for (auto later = answered + 1; later != m_unanswered.end(); ++later)
        extend(rest, *later, m_interval);
    Outage before = ended(*m_open, sample.sentAt);
    before.lost -= rest.lost + 1;
    before.notSent -= rest.notSent + (answered->kind == SampleKind::NotSent);
    m_unanswered.erase(m_unanswered.begin(), answered + 1);
    m_open = rest.open ? std::optional(rest) : std::nullopt;

    if (before.lost > 0)
        changes.push_back({OutageChange::What::Ended, before});
    else if (!m_open)
        changes.push_back({OutageChange::What::Withdrawn, before});
    if (before.lost > 0 && m_open)
        changes.push_back({OutageChange::What::Began, *m_open});
}

} // namespace understudy::cluster
