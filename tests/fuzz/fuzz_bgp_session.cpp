// A peer to which anything happens in any order: what it asks for must always be possible, and what it sends
// must always be a message.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <utility>

#include <fuzzer/FuzzedDataProvider.h>

#include "core/bgp/peer.h"

using namespace understudy;
using namespace understudy::bgp;

namespace {

void require(bool holds) {
    if (!holds)
        std::abort();
}

PeerConfig configFrom(FuzzedDataProvider& data) {
    PeerConfig config;
    config.localAs = 65500;
    config.neighborAs = 64515;
    config.routerId = {0xc000026f};
    config.families = data.ConsumeBool() ? FamilySet::both() : FamilySet{base::Family::V6};
    config.passive = data.ConsumeBool();
    config.extendedMessages = data.ConsumeBool();
    config.gracefulRestart = data.ConsumeBool();
    config.keepOverNotification = data.ConsumeBool();
    config.holdTime = std::chrono::seconds{data.PickValueInArray({0, 3, 9, 240})};
    return config;
}

Open neighborsOpen(FuzzedDataProvider& data) {
    Open open{64515, data.ConsumeIntegral<std::uint16_t>(), {data.ConsumeIntegral<std::uint32_t>()}, {}};
    open.capabilities.families = FamilySet::both();
    open.capabilities.routeRefresh = true;
    open.capabilities.enhancedRouteRefresh = data.ConsumeBool();
    open.capabilities.extendedMessage = data.ConsumeBool();
    if (data.ConsumeBool())
        open.capabilities.fourOctetAs = 64515;
    if (data.ConsumeBool())
        open.capabilities.gracefulRestart = GracefulRestart{false, true, 120, base::Family::V4, {}};
    return open;
}

Routes someRoutes(FuzzedDataProvider& data) {
    Routes routes;
    for (auto count = data.ConsumeIntegralInRange(0, 20); count > 0; --count) {
        PathAttributes attributes;
        attributes.asPath.assign(data.ConsumeIntegralInRange<std::size_t>(0, 300), 65500);
        const auto low = data.ConsumeIntegral<std::uint8_t>();
        if (data.ConsumeBool()) {
            attributes.nextHop = base::IpAddress::v6({0xfe, 0x80});
            routes[base::Prefix{base::IpAddress::v6({0x20, 1, low}), 24}] = attributes;
        } else {
            routes[base::Prefix{base::IpAddress::v4({10, low, 0, 0}), 16}] = attributes;
        }
    }
    return routes;
}

class World {
public:
    explicit World(FuzzedDataProvider& data) : m_data(data), m_peer(configFrom(data), [] { return 0.5; }) {}

    void step() {
        const auto side = m_data.ConsumeBool() ? Side::Outgoing : Side::Incoming;
        Outputs outputs;
        switch (m_data.ConsumeIntegralInRange(0, 11)) {
        case 0:
            m_peer.start(m_now, outputs);
            break;
        case 1:
            m_peer.stop(cease(Cease::AdministrativeShutdown, m_data.ConsumeRandomLengthString(300)), m_now,
                        outputs);
            break;
        case 2:
            return accept();
        case 3:
            m_peer.setRoutes(someRoutes(m_data), m_now, outputs);
            break;
        case 4:
            m_now += std::chrono::milliseconds{m_data.ConsumeIntegralInRange(0, 300000)};
            return;
        case 5:
            return expire();
        case 6:
            return happens(side, TcpConnected{});
        case 7:
            m_stands[side] = m_opening[side] = false;
            return happens(side, TcpFailed{m_data.ConsumeRandomLengthString(20)});
        case 8:
            return happens(side, BytesSent{m_data.ConsumeIntegral<std::uint16_t>()});
        case 9:
            return receives(side, encode(neighborsOpen(m_data)));
        case 10:
            return receives(side, encode(Keepalive{}));
        default:
            return receives(
                side, m_data.ConsumeBytes<std::uint8_t>(m_data.ConsumeIntegralInRange<std::size_t>(0, 400)));
        }
        carryOut(outputs);
    }

private:
    void happens(Side side, const Input& input) {
        if (std::holds_alternative<TcpConnected>(input)) {
            if (!m_opening[side])
                return;
            m_opening[side] = false;
            m_stands[side] = true;
        }
        Outputs outputs;
        m_peer.process(side, input, m_now, outputs);
        carryOut(outputs);
    }

    void receives(Side side, const base::Bytes& bytes) { happens(side, BytesReceived{bytes}); }

    void accept() {
        Outputs outputs;
        const bool welcome = m_peer.admit(m_now, outputs);
        carryOut(outputs);
        if (!welcome)
            return;
        require(!m_stands[Side::Incoming]);
        m_opening[Side::Incoming] = true;
        happens(Side::Incoming, TcpConnected{});
        require(m_stands[Side::Incoming]);
    }

    void expire() {
        const auto side = m_data.ConsumeBool() ? Side::Outgoing : Side::Incoming;
        happens(side, TimerExpired{m_data.PickValueInArray({Timer::IdleHold, Timer::ConnectRetry, Timer::Hold,
                                                            Timer::Keepalive, Timer::SendHold})});
    }

    void carryOut(const Outputs& outputs) {
        for (const auto& output : outputs) {
            if (const auto* open = std::get_if<OpenTcp>(&output)) {
                require(open->side == Side::Outgoing && !m_stands[open->side] && !m_opening[open->side]);
                m_opening[open->side] = true;
            }
            if (const auto* close = std::get_if<CloseTcp>(&output)) {
                require(m_stands[close->side] || m_opening[close->side]);
                m_stands[close->side] = m_opening[close->side] = false;
            }
            if (const auto* send = std::get_if<SendBytes>(&output)) {
                require(m_stands[send->side]);
                const auto outcome = decodeMessage(send->bytes);
                require(std::get<Decoded>(outcome).size == send->bytes.size());
            }
            require(!std::holds_alternative<OpenReceived>(output));
            require(!std::holds_alternative<RefreshRequested>(output));
        }
        require((m_peer.session() != nullptr) == (m_peer.state() == State::Established));
        require(m_peer.running() || m_peer.state() == State::Idle);
        require(m_peer.leading().unsent() < 100000);
    }

    FuzzedDataProvider& m_data;
    Peer m_peer;
    base::SteadyTime m_now{};
    std::map<Side, bool> m_stands;
    std::map<Side, bool> m_opening;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    FuzzedDataProvider data{bytes, size};
    World world{data};
    for (int steps = 0; steps < 500 && data.remaining_bytes() > 0; ++steps)
        world.step();
    return 0;
}
