// One BGP protocol of the configuration: the peer of core/bgp, with real sockets and timers.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/bgp/peer.h"
#include "core/bird/config.h"
#include "core/speaker/hands.h"
#include "core/speaker/one_shot.h"
#include "core/speaker/origination.h"
#include "core/speaker/tcp_connection.h"

namespace understudy::speaker {

/// What was given to the neighbor, since the protocol began. For showing.
struct ExportCounters {
    std::uint64_t updates = 0;
    std::uint64_t withdraws = 0;
};

/// Why there is no session, as BIRD words it.
struct LastError {
    std::string kind; ///< `Received: `, `Socket: `, `BGP Error: `
    std::string text; ///< empty: none

    friend bool operator==(const LastError&, const LastError&) = default;
};

class Neighbor final : private ConnectionUser {
public:
    /// `restarting`: this process follows one that went without a Cease (RFC 4724).
    Neighbor(Hands& hands, bird::BgpConfig config, bgp::RouterId routerId, bool restarting);
    ~Neighbor();
    Neighbor(const Neighbor&) = delete;
    Neighbor& operator=(const Neighbor&) = delete;

    void enable();
    /// Ends the session with this Cease. Nothing is tried or admitted until enable().
    void disable(const bgp::Notification& why);

    /// The session's part of the configuration must be the same as before. `soft`: what was announced stays
    /// as it is until it changes for another reason.
    void reconfigure(bird::BgpConfig config, bool soft);

    /// What this node has, and what is to be done to it for this neighbor.
    void setRoutes(std::shared_ptr<const OwnRoutes> routes, const Demotion& demotion);
    /// Sends everything of a family again, as if the neighbor had asked.
    void resend();

    /// A connection that this neighbor opened.
    void accept(asio::ip::tcp::socket socket);

    const bird::BgpConfig& config() const { return m_config; }
    const bgp::Peer& peer() const { return m_peer; }
    bool enabled() const { return m_enabled; }
    bool established() const { return m_peer.state() == bgp::State::Established; }
    const Demotion& demotion() const { return m_demotion; }
    /// When it was enabled, disabled, or its session went up or down last.
    base::WallTime since() const { return m_since; }
    const LastError& lastError() const { return m_lastError; }
    const ExportCounters& exports(base::Family family) const {
        return m_exports[family == base::Family::V4 ? 0 : 1];
    }
    /// The session's own address; nullopt while it is not known.
    std::optional<base::IpAddress> localAddress() const;
    /// When the timer runs out; nullopt while it does not run.
    std::optional<base::SteadyTime> due(bgp::Timer timer) const { return m_peer.leading().due(timer); }
    /// How long the delay before the next attempt was when it began.
    std::chrono::milliseconds idleHold() const { return m_idleHold; }

private:
    void connected(bgp::Side side) override;
    void received(bgp::Side side, base::ByteView bytes) override;
    void sent(bgp::Side side, std::size_t count) override;
    void failed(bgp::Side side, std::string why) override;

    void tell(bgp::Side side, const bgp::Input& input);
    void carryOut();
    void carryOut(const bgp::OpenTcp& open);
    void carryOut(const bgp::CloseTcp& close);
    void carryOut(bgp::SendBytes& send);
    void carryOut(const bgp::SetTimer& set);
    void carryOut(const bgp::CancelTimer& cancel);
    void carryOut(const bgp::StateChanged& changed);
    void carryOut(const bgp::Up& up);
    void carryOut(const bgp::Ended& ended);
    void carryOut(const bgp::EndOfRibReceived& end);
    void carryOut(const bgp::Log& log);
    void carryOut(const bgp::OpenReceived&) {}
    void carryOut(const bgp::RefreshRequested&) {}

    base::Result<std::shared_ptr<TcpConnection>> openSocket();
    base::Result<void> prepare(asio::ip::tcp::socket& socket) const;
    std::shared_ptr<TcpConnection> makeConnection(asio::ip::tcp::socket socket, bgp::Side side);
    std::uint32_t scope() const;
    void announce(const std::optional<base::IpAddress>& local);
    void count(const bgp::Routes& routes);
    void countAll();
    void log(bird::LogClass what, const std::string& text) const;
    base::SteadyTime now() const { return m_hands.clock.steady(); }

    static constexpr std::size_t sides = 2;
    static constexpr std::size_t timers = 5;

    Hands& m_hands;
    bird::BgpConfig m_config;
    bgp::Peer m_peer;
    std::array<std::shared_ptr<TcpConnection>, sides> m_connections;
    std::array<std::array<std::optional<OneShot>, timers>, sides> m_timers;
    bgp::Outputs m_outputs;
    bool m_carryingOut = false;
    bool m_enabled = false;
    std::shared_ptr<const OwnRoutes> m_routes;
    Demotion m_demotion;
    std::array<ExportCounters, 2> m_exports;
    base::WallTime m_since;
    std::chrono::milliseconds m_idleHold{0};
    LastError m_lastError;
};

} // namespace understudy::speaker
