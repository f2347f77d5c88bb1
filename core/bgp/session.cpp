#include "core/bgp/session.h"

#include <algorithm>

#include "core/bgp/open.h"

namespace understudy::bgp {
namespace {

/// RFC 9687 section 3.2, for a session without a hold time of its own.
constexpr std::chrono::seconds sendHoldWithoutHold{480};

constexpr std::int64_t maxRestartTime = 4095;

/// RFC 4724 section 4: no longer than the hold time, or a dead machine costs more than without it.
std::uint16_t restartTimeOf(const PeerConfig& config) {
    const auto longest = config.holdTime.count() > 0
                             ? std::min<std::int64_t>(config.holdTime.count(), maxRestartTime)
                             : maxRestartTime;
    return static_cast<std::uint16_t>(std::clamp<std::int64_t>(config.restartTime.count(), 0, longest));
}

GracefulRestart makeGracefulRestart(const PeerConfig& config, FamilySet forwarding, bool restarting) {
    GracefulRestart restart;
    restart.restarting = restarting;
    restart.notification = config.keepOverNotification;
    restart.restartTime = restartTimeOf(config);
    restart.families = config.families;
    restart.forwarding = forwarding & config.families;
    return restart;
}

std::chrono::milliseconds keepaliveFor(const PeerConfig& config, std::chrono::seconds holdTime) {
    using std::chrono::milliseconds;
    const milliseconds third = milliseconds{holdTime} / 3;
    if (!config.keepaliveTime || config.holdTime.count() == 0)
        return third;
    const auto scaled = milliseconds{*config.keepaliveTime} * holdTime.count() / config.holdTime.count();
    return std::clamp<milliseconds>(scaled, std::min<milliseconds>(third, std::chrono::seconds{1}),
                                    2 * third);
}

} // namespace

Open makeOpen(const PeerConfig& config, FamilySet forwarding, bool restarting, bool bare) {
    Open open;
    open.myAs = static_cast<std::uint16_t>(config.localAs > 0xffff ? asTrans : config.localAs);
    open.holdTime = static_cast<std::uint16_t>(std::clamp<std::int64_t>(config.holdTime.count(), 0, 0xffff));
    open.routerId = config.routerId;
    if (bare)
        return open;
    auto& capabilities = open.capabilities;
    capabilities.multiprotocol = true;
    capabilities.families = config.families;
    capabilities.routeRefresh = true;
    capabilities.enhancedRouteRefresh = true;
    capabilities.extendedMessage = config.extendedMessages;
    capabilities.fourOctetAs = config.localAs;
    if (const auto several = config.severalPaths & config.families; !several.empty())
        capabilities.addPath = AddPath{several, {}};
    if (config.gracefulRestart)
        capabilities.gracefulRestart = makeGracefulRestart(config, forwarding, restarting);
    return open;
}

Session negotiate(const PeerConfig& config, const Open& sent, const Open& received) {
    const auto& ours = sent.capabilities;
    const auto& theirs = received.capabilities;
    Session session;
    session.neighborAs = received.as();
    session.neighborId = received.routerId;
    session.neighborCapabilities = theirs;
    session.families = familiesOf(ours) & familiesOf(theirs);
    session.holdTime = std::chrono::seconds{std::min(sent.holdTime, received.holdTime)};
    session.keepaliveTime = keepaliveFor(config, session.holdTime);
    session.sendHoldTime = session.holdTime.count() == 0 ? sendHoldWithoutHold : 2 * session.holdTime;
    session.fourOctetAs = ours.fourOctetAs && theirs.fourOctetAs;
    session.enhancedRouteRefresh = ours.enhancedRouteRefresh && theirs.enhancedRouteRefresh;
    session.extendedMessages = ours.extendedMessage && theirs.extendedMessage;
    if (ours.addPath && theirs.addPath)
        session.pathIds = ours.addPath->receive & theirs.addPath->send & session.families;
    if (ours.gracefulRestart && theirs.gracefulRestart) {
        session.gracefulRestart = true;
        session.hardResets = ours.gracefulRestart->notification && theirs.gracefulRestart->notification;
    }
    return session;
}

} // namespace understudy::bgp
