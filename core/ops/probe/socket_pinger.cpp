#include "core/ops/probe/socket_pinger.h"

namespace understudy::ops {

SocketPinger::SocketPinger(EchoSocket socket, ProbeMethod method, Ledger ledger, const base::Clock& clock)
    : m_socket(std::move(socket)), m_method(method), m_ledger(std::move(ledger)), m_clock(clock) {}

void SocketPinger::request() {
    const std::uint64_t sequence = m_ledger.nextSequence();
    const auto wall = m_clock.wall();
    const auto now = m_clock.steady();
    if (const auto sent = m_socket.send(sequence); !sent) {
        observe(m_ledger.notSent(now), sent.error().what);
        setError(sent.error().what);
        return;
    }
    m_sendTimes.emplace(sequence, wall.time_since_epoch());
    observe(m_ledger.sent(now));
    setError(std::nullopt);
}

void SocketPinger::receive() {
    auto received = m_socket.receive();
    for (const auto& [sequence, sentAt] : received.sendTimes) {
        if (const auto known = m_sendTimes.find(sequence); known != m_sendTimes.end())
            known->second = sentAt;
    }
    for (auto& [request, what] : received.refusals) {
        if (const auto sequence =
                request.sequence ? request.sequence : m_ledger.sequenceFrom16(request.sequenceLow))
            observe(m_ledger.unreachable(*sequence), std::move(what));
    }
    for (const auto& reply : received.replies) {
        if (const auto sentAt = m_ledger.sentAt(reply.sequence))
            observe(m_ledger.answered(reply.sequence, roundTrip(reply, *sentAt)));
        m_sendTimes.erase(reply.sequence);
    }
}

void SocketPinger::expire(base::SteadyTime now) {
    for (const auto& sample : m_ledger.expire(now))
        observe(sample);
    while (!m_sendTimes.empty() && !m_ledger.sentAt(m_sendTimes.begin()->first))
        m_sendTimes.erase(m_sendTimes.begin());
}

std::chrono::nanoseconds SocketPinger::roundTrip(const EchoSocket::Reply& reply,
                                                 base::SteadyTime sentAt) const {
    const auto elapsed = m_clock.steady() - sentAt;
    const auto left = m_sendTimes.find(reply.sequence);
    if (!reply.receivedAt || left == m_sendTimes.end())
        return elapsed;
    const auto measured = *reply.receivedAt - left->second;
    // The wall clock may have been set meanwhile.
    return measured > std::chrono::nanoseconds{0} && measured <= elapsed ? measured : elapsed;
}

} // namespace understudy::ops
