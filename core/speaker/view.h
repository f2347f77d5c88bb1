// What the control socket shows, from the daemon's state.
#pragma once

#include <string>
#include <vector>

#include "core/bird/command_parser.h"
#include "core/bird/route_writer.h"
#include "core/bird/speaker_view.h"
#include "core/speaker/hands.h"
#include "core/speaker/speaker.h"

namespace understudy::speaker {

/// A look at a moment; keeps nothing.
class Viewer {
public:
    /// `version`: of understudyd.
    Viewer(const Hands& hands, const Speaker& speaker, std::string version);

    base::WallTime now() const { return m_hands.clock.wall(); }
    bird::SpeakerView status(base::WallTime reconfiguredAt) const;
    /// `name`: of the configuration.
    bird::ProtocolView protocol(const std::string& name) const;
    /// The routes that were asked for; protocols exist, and a neighbor of `exportTo` is Established.
    std::vector<bird::RouteView> routes(const bird::ShowRoute& which) const;
    std::vector<bird::RouteCount> routeCounts(const bird::ShowRoute& which) const;
    std::vector<bird::InterfaceView> interfaces() const;
    bird::MemoryView memory() const;

private:
    bird::ProtocolView ofNeighbor(const Neighbor& neighbor) const;
    bird::ProtocolView ofCheck(const Check& check) const;
    bird::ProtocolView ofPlain(const std::string& name, const PlainProtocol& plain) const;
    bird::BgpView bgpOf(const Neighbor& neighbor) const;
    std::optional<bird::TimerView> timerOf(const Neighbor& neighbor, bgp::Timer timer,
                                           std::chrono::seconds whole) const;
    bird::RouteView viewOf(const bird::OutboundRoute& route) const;

    const Hands& m_hands;
    const Speaker& m_speaker;
    std::string m_version;
    base::WallTime m_startedAt;
};

} // namespace understudy::speaker
