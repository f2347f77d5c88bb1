// Two peers and the network between them, in virtual time: delays, pieces of any size, connections that
// break.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "core/bgp/peer.h"
#include "tests/support/bgp/route_reader.h"

namespace understudy::test {

/// How badly the network behaves; everything is drawn from the seed.
struct Weather {
    std::chrono::milliseconds minDelay{1};
    std::chrono::milliseconds maxDelay{1};
    double refused = 0;       ///< share of connection attempts that fail at once
    double lost = 0;          ///< share that get no answer at all
    bool pieces = false;      ///< octets arrive in pieces of random size
    bool fullBuffers = false; ///< octets count as sent when they are read, not when they are written
};

/// Each end has a Peer, and reads the other's UPDATEs into a table as a router does.
class Network {
public:
    Network(bgp::PeerConfig a, bgp::PeerConfig b, std::uint64_t seed, Weather weather = {});
    ~Network();

    struct End {
        std::unique_ptr<bgp::Peer> peer;
        RouterTable learned; ///< what the other end announces
        int ups = 0;
        int downs = 0;
        int attempts = 0;                ///< to connect
        std::vector<std::string> events; ///< NAMEs of messages sent, "up", and why sessions ended
        std::string broken;              ///< what should never happen
    };

    End& a() { return m_ends[0]; }
    End& b() { return m_ends[1]; }
    void start(End& end);
    void stop(End& end, const bgp::Notification& why = bgp::cease(bgp::Cease::AdministrativeShutdown));
    void announce(End& end, bgp::Routes routes);

    /// Runs until `done`, at most as long as `limit`; returns whether it came to that.
    bool runUntil(const std::function<bool()>& done, std::chrono::milliseconds limit);
    void run(std::chrono::milliseconds time);
    bool bothEstablished() const;

    /// All connections break, each end learning of it after its own delay; with `silently` not at all.
    void breakAll(bool silently = false);
    /// The end loses everything it knew, as if its process was killed, and begins anew with this
    /// configuration. The other end hears of it only with `closes`.
    void reborn(End& end, bgp::PeerConfig config, bool closes);
    void setWeather(Weather weather) { m_weather = weather; }
    /// No octets arrive at `end` any more, and its window fills.
    void freezeReading(End& end, bool frozen) { m_frozen[indexOf(end)] = frozen; }

    base::SteadyTime now() const { return m_now; }

private:
    struct Pipe; ///< one TCP connection
    using PipePtr = std::shared_ptr<Pipe>;

    std::size_t indexOf(const End& end) const { return &end == &m_ends[0] ? 0 : 1; }
    PipePtr& slot(std::size_t end, bgp::Side side);
    void carryOut(std::size_t end, bgp::Outputs outputs);
    void connect(std::size_t end);
    void arriveAtListener(const PipePtr& pipe);
    void tell(std::size_t end, bgp::Side side, const bgp::Input& input);
    void transmit(std::size_t end, bgp::Side side, const base::Bytes& bytes);
    void deliver(const PipePtr& pipe, std::size_t to);
    void close(const PipePtr& pipe, std::size_t by, bool abort);
    void arriveEnd(const PipePtr& pipe, std::size_t to);
    void record(std::size_t end, const base::Bytes& message);
    void learn(std::size_t from, const base::Bytes& message);
    bool step(base::SteadyTime until);
    void after(std::chrono::milliseconds delay, std::function<void()> what);
    std::chrono::milliseconds randomDelay();
    double unit() { return std::uniform_real_distribution<double>{}(m_random); }

    Weather m_weather;
    std::mt19937_64 m_random;
    base::SteadyTime m_now{};
    End m_ends[2];
    PipePtr m_slots[2][2];
    bool m_frozen[2] = {false, false};
    std::multimap<base::SteadyTime, std::function<void()>> m_schedule;
    std::map<std::pair<bgp::Side, bgp::Timer>, base::SteadyTime> m_timers[2];
};

} // namespace understudy::test
