#include "tests/support/bgp/network.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "tests/support/bgp/fsm_driver.h"

namespace understudy::test {

using namespace bgp;
using std::chrono::milliseconds;

/// Octets on their way in both directions; index: the end that they go to.
struct Network::Pipe {
    std::size_t opener = 0;
    bool accepted = false;
    bool broken = false; ///< nothing passes any more
    std::deque<std::uint8_t> octets[2];
    bool delivering[2] = {false, false};
    bool ending[2] = {false, false}; ///< after the octets
    bool detached[2] = {false, false};
    base::Bytes heard[2];
};

Network::Network(PeerConfig a, PeerConfig b, std::uint64_t seed, Weather weather)
    : m_weather(weather), m_random(seed) {
    m_ends[0].peer = std::make_unique<Peer>(std::move(a), [this] { return unit(); });
    m_ends[1].peer = std::make_unique<Peer>(std::move(b), [this] { return unit(); });
}

Network::~Network() = default;

Network::PipePtr& Network::slot(std::size_t end, Side side) {
    return m_slots[end][static_cast<std::size_t>(side)];
}

milliseconds Network::randomDelay() {
    std::uniform_int_distribution<std::int64_t> delay{m_weather.minDelay.count(), m_weather.maxDelay.count()};
    return milliseconds{delay(m_random)};
}

void Network::after(milliseconds delay, std::function<void()> what) {
    m_schedule.emplace(m_now + delay, std::move(what));
}

void Network::start(End& end) {
    Outputs outputs;
    end.peer->start(m_now, outputs);
    carryOut(indexOf(end), std::move(outputs));
}

void Network::stop(End& end, const Notification& why) {
    Outputs outputs;
    end.peer->stop(why, m_now, outputs);
    carryOut(indexOf(end), std::move(outputs));
}

void Network::announce(End& end, Routes routes) {
    Outputs outputs;
    end.peer->setRoutes(std::move(routes), m_now, outputs);
    carryOut(indexOf(end), std::move(outputs));
}

void Network::tell(std::size_t end, Side side, const Input& input) {
    Outputs outputs;
    m_ends[end].peer->process(side, input, m_now, outputs);
    carryOut(end, std::move(outputs));
}

void Network::carryOut(std::size_t end, Outputs outputs) {
    auto& the = m_ends[end];
    for (const auto& output : outputs) {
        if (std::holds_alternative<OpenTcp>(output))
            connect(end);
        if (const auto* close = std::get_if<CloseTcp>(&output)) {
            if (const auto pipe = std::exchange(slot(end, close->side), nullptr))
                this->close(pipe, end, close->abort);
        }
        if (const auto* send = std::get_if<SendBytes>(&output))
            transmit(end, send->side, send->bytes);
        if (const auto* set = std::get_if<SetTimer>(&output))
            m_timers[end][{set->side, set->timer}] = set->at;
        if (const auto* cancel = std::get_if<CancelTimer>(&output))
            m_timers[end].erase({cancel->side, cancel->timer});
        if (std::holds_alternative<Up>(output)) {
            ++the.ups;
            the.events.emplace_back("up");
        }
        if (const auto* ended = std::get_if<Ended>(&output)) {
            the.events.push_back(ended->why);
            if (ended->wasEstablished) {
                ++the.downs;
                the.learned.clear();
            }
            if (ended->kind == Ended::Kind::NotificationSent &&
                ended->notification->code != ErrorCode::HoldTimerExpired)
                the.broken = "refused: " + ended->why;
        }
        if (std::holds_alternative<OpenReceived>(output) || std::holds_alternative<RefreshRequested>(output))
            the.broken = "what is the peer's own affair came out";
    }
}

void Network::connect(std::size_t end) {
    ++m_ends[end].attempts;
    const auto pipe = std::make_shared<Pipe>();
    pipe->opener = end;
    if (slot(end, Side::Outgoing))
        m_ends[end].broken = "opened a connection while it had one";
    slot(end, Side::Outgoing) = pipe;
    if (unit() < m_weather.lost)
        return;
    if (unit() < m_weather.refused) {
        after(randomDelay(), [this, pipe, end] {
            if (slot(end, Side::Outgoing) != pipe)
                return;
            slot(end, Side::Outgoing) = nullptr;
            tell(end, Side::Outgoing, TcpFailed{"Connection refused"});
        });
        return;
    }
    after(randomDelay(), [this, pipe] { arriveAtListener(pipe); });
}

void Network::arriveAtListener(const PipePtr& pipe) {
    const auto listener = 1 - pipe->opener;
    if (pipe->detached[pipe->opener])
        return;
    Outputs outputs;
    const bool welcome = m_ends[listener].peer->admit(m_now, outputs);
    carryOut(listener, std::move(outputs));
    // The opener's system learns of the connection before that of its end.
    after(randomDelay(), [this, pipe] {
        if (slot(pipe->opener, Side::Outgoing) != pipe)
            return;
        pipe->accepted = true;
        tell(pipe->opener, Side::Outgoing, TcpConnected{});
        deliver(pipe, pipe->opener);
    });
    if (!welcome) {
        pipe->detached[listener] = true;
        pipe->ending[pipe->opener] = true;
        return;
    }
    if (slot(listener, Side::Incoming))
        m_ends[listener].broken = "admitted a connection without giving up the other";
    slot(listener, Side::Incoming) = pipe;
    tell(listener, Side::Incoming, TcpConnected{});
}

void Network::transmit(std::size_t end, Side side, const base::Bytes& bytes) {
    const auto pipe = slot(end, side);
    if (!pipe) {
        m_ends[end].broken = "sent without a connection";
        return;
    }
    record(end, bytes);
    auto& octets = pipe->octets[1 - end];
    if (!pipe->broken)
        octets.insert(octets.end(), bytes.begin(), bytes.end());
    if (!m_weather.fullBuffers)
        after(milliseconds{0}, [this, pipe, end, side, count = bytes.size()] {
            if (slot(end, side) == pipe)
                tell(end, side, BytesSent{count});
        });
    if (!pipe->delivering[1 - end]) {
        pipe->delivering[1 - end] = true;
        after(randomDelay(), [this, pipe, end] { deliver(pipe, 1 - end); });
    }
}

/// Hands over what has arrived, one piece at a time, then the connection's end.
void Network::deliver(const PipePtr& pipe, std::size_t to) {
    pipe->delivering[to] = false;
    if (to == pipe->opener && !pipe->accepted)
        return;
    if (pipe->detached[to] || m_frozen[to])
        return;
    auto& octets = pipe->octets[to];
    const auto side = pipe->opener == to ? Side::Outgoing : Side::Incoming;
    if (!octets.empty()) {
        const auto count = m_weather.pieces
                               ? std::uniform_int_distribution<std::size_t>{1, octets.size()}(m_random)
                               : octets.size();
        const base::Bytes piece{octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count)};
        octets.erase(octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(count));
        auto& heard = pipe->heard[to];
        heard.insert(heard.end(), piece.begin(), piece.end());
        tell(to, side, BytesReceived{piece});
        while (slot(to, side) == pipe && heard.size() >= 19) {
            const auto length = static_cast<std::size_t>(heard[16]) << 8 | heard[17];
            if (heard.size() < length)
                break;
            learn(to, {heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(length)});
            heard.erase(heard.begin(), heard.begin() + static_cast<std::ptrdiff_t>(length));
        }
        if (m_weather.fullBuffers &&
            slot(1 - to, side == Side::Outgoing ? Side::Incoming : Side::Outgoing) == pipe)
            tell(1 - to, side == Side::Outgoing ? Side::Incoming : Side::Outgoing, BytesSent{count});
    }
    if (!octets.empty()) {
        pipe->delivering[to] = true;
        after(randomDelay(), [this, pipe, to] { deliver(pipe, to); });
    } else if (pipe->ending[to]) {
        arriveEnd(pipe, to);
    }
}

void Network::close(const PipePtr& pipe, std::size_t by, bool abort) {
    pipe->detached[by] = true;
    pipe->ending[1 - by] = true;
    if (abort)
        pipe->octets[1 - by].clear();
    after(randomDelay(), [this, pipe, by] { deliver(pipe, 1 - by); });
}

void Network::arriveEnd(const PipePtr& pipe, std::size_t to) {
    const auto side = pipe->opener == to ? Side::Outgoing : Side::Incoming;
    if (pipe->detached[to] || slot(to, side) != pipe)
        return;
    pipe->detached[to] = true;
    slot(to, side) = nullptr;
    tell(to, side, TcpFailed{"Connection reset by peer"});
}

void Network::record(std::size_t end, const base::Bytes& message) {
    m_ends[end].events.push_back(nameOf(message));
}

void Network::learn(std::size_t to, const base::Bytes& message) {
    auto& end = m_ends[to];
    if (message[18] != 2 || end.peer->session() == nullptr)
        return;
    end.learned.useFourOctetAs(end.peer->session()->fourOctetAs);
    const auto fed = end.learned.feed(base::ByteView{message}.subspan(19));
    if (!fed)
        end.broken = fed.error().what;
}

bool Network::step(base::SteadyTime until) {
    const auto earliest = [](const auto& timers) {
        return std::min_element(timers.begin(), timers.end(),
                                [](const auto& x, const auto& y) { return x.second < y.second; });
    };
    auto at = m_schedule.empty() ? base::SteadyTime::max() : m_schedule.begin()->first;
    std::optional<std::size_t> timersOf;
    for (const std::size_t end : {0u, 1u}) {
        const auto first = earliest(m_timers[end]);
        if (first == m_timers[end].end() || first->second >= at)
            continue;
        at = first->second;
        timersOf = end;
    }
    if (at > until)
        return false;
    m_now = std::max(m_now, at);
    if (timersOf) {
        const auto first = earliest(m_timers[*timersOf]);
        const auto [side, timer] = first->first;
        m_timers[*timersOf].erase(first);
        tell(*timersOf, side, TimerExpired{timer});
    } else {
        const auto what = std::move(m_schedule.begin()->second);
        m_schedule.erase(m_schedule.begin());
        what();
    }
    return true;
}

bool Network::runUntil(const std::function<bool()>& done, milliseconds limit) {
    const auto until = m_now + limit;
    while (!done()) {
        if (!step(until))
            return false;
    }
    return true;
}

void Network::run(milliseconds time) {
    const auto until = m_now + time;
    while (step(until)) {
    }
    m_now = until;
}

bool Network::bothEstablished() const {
    return m_ends[0].peer->session() != nullptr && m_ends[1].peer->session() != nullptr;
}

void Network::breakAll(bool silently) {
    for (const std::size_t end : {0u, 1u}) {
        for (const auto side : {Side::Outgoing, Side::Incoming}) {
            const auto pipe = slot(end, side);
            if (!pipe)
                continue;
            pipe->broken = true;
            for (auto& octets : pipe->octets)
                octets.clear();
            if (silently) {
                pipe->detached[end] = true;
                continue;
            }
            pipe->ending[end] = true;
            after(randomDelay(), [this, pipe, end] { arriveEnd(pipe, end); });
        }
    }
}

void Network::reborn(End& end, PeerConfig config, bool closes) {
    const auto index = indexOf(end);
    for (const auto side : {Side::Outgoing, Side::Incoming}) {
        const auto pipe = std::exchange(slot(index, side), nullptr);
        if (pipe && closes)
            close(pipe, index, true);
        else if (pipe)
            pipe->detached[index] = true;
    }
    m_timers[index].clear();
    end.peer = std::make_unique<Peer>(std::move(config), [this] { return unit(); });
    end.learned.clear();
}

} // namespace understudy::test
