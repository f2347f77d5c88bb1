#include "tests/support/bgp/fsm_driver.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace understudy::test {
namespace {

void append(std::string& words, const std::string& word) {
    words += (words.empty() ? "" : " ") + word;
}

} // namespace

using namespace bgp;

PeerConfig instanceConfig() {
    PeerConfig config;
    config.localAs = 65500;
    config.neighborAs = 64515;
    config.routerId = {0xc000026f};
    return config;
}

Open routerOpen() {
    Open open{64515, 90, {0xa9fea9fe}, {}};
    open.capabilities.multiprotocol = true;
    open.capabilities.families = base::Family::V4;
    open.capabilities.routeRefresh = true;
    open.capabilities.fourOctetAs = 64515;
    return open;
}

std::string nameOf(base::ByteView message) {
    constexpr const char* names[] = {"?", "OPEN", "UPDATE", "NOTIFICATION", "KEEPALIVE", "ROUTE-REFRESH"};
    const auto type = message[18];
    if (type == 3)
        return fmt::format("NOTIFICATION {}/{}", message[19], message[20]);
    return names[type <= 5 ? type : 0];
}

FsmDriver::FsmDriver(State state, PeerConfig config, Open neighborsOpen)
    : m_config(std::move(config)),
      m_fsm(state == State::Active ? Side::Incoming : Side::Outgoing, m_config, [] { return 0.5; }) {
    m_fsm.offer(makeOpen(m_config, {}, false, false));
    if (state >= State::Connect)
        happens(Start{});
    if (state >= State::OpenSent)
        happens(TcpConnected{});
    if (state >= State::OpenConfirm)
        happens(BytesReceived{encode(neighborsOpen)});
    if (state == State::Established)
        happens(BytesReceived{encode(Keepalive{})});
}

void FsmDriver::happens(const Input& input) {
    Outputs outputs;
    m_fsm.process(input, m_now, outputs);
    carryOut(std::move(outputs));
}

void FsmDriver::passes(std::chrono::milliseconds time) {
    const auto until = m_now + time;
    for (;;) {
        const auto first = std::min_element(m_timers.begin(), m_timers.end(),
                                            [](const auto& a, const auto& b) { return a.second < b.second; });
        if (first == m_timers.end() || first->second > until)
            break;
        m_now = first->second;
        const auto timer = first->first;
        m_timers.erase(first);
        happens(TimerExpired{timer});
    }
    m_now = until;
}

void FsmDriver::timerRunsOut(Timer timer) {
    if (const auto found = m_timers.find(timer); found != m_timers.end()) {
        m_now = found->second;
        m_timers.erase(found);
    }
    happens(TimerExpired{timer});
}

void FsmDriver::forget() {
    m_sent.clear();
    m_tcp.clear();
    m_timesSet.clear();
    m_messagesSent = m_endOfRibs = m_endings = m_logged = 0;
}

int FsmDriver::timesSet(Timer timer) const {
    const auto found = m_timesSet.find(timer);
    return found == m_timesSet.end() ? 0 : found->second;
}

void FsmDriver::carryOut(Outputs outputs) {
    for (const auto& output : outputs) {
        if (std::holds_alternative<OpenTcp>(output))
            append(m_tcp, "open");
        if (const auto* close = std::get_if<CloseTcp>(&output))
            append(m_tcp, close->abort ? "abort" : "close");
        if (const auto* set = std::get_if<SetTimer>(&output)) {
            m_timers[set->timer] = set->at;
            ++m_timesSet[set->timer];
        }
        if (const auto* cancel = std::get_if<CancelTimer>(&output))
            m_timers.erase(cancel->timer);
        if (const auto* send = std::get_if<SendBytes>(&output)) {
            append(m_sent, nameOf(send->bytes));
            ++m_messagesSent;
            if (m_takesOctets)
                happens(BytesSent{send->bytes.size()});
        }
        if (const auto* ended = std::get_if<Ended>(&output)) {
            m_ended = *ended;
            ++m_endings;
        }
        m_endOfRibs += std::holds_alternative<EndOfRibReceived>(output) ? 1 : 0;
        m_logged += std::holds_alternative<Log>(output) ? 1 : 0;
        if (std::holds_alternative<OpenReceived>(output))
            happens(AcceptOpen{});
    }
}

} // namespace understudy::test
