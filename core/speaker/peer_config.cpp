#include "core/speaker/peer_config.h"

namespace understudy::speaker {

bgp::PeerConfig peerConfig(const bird::BgpSessionConfig& session, bgp::RouterId routerId, bool restarting) {
    bgp::PeerConfig config;
    config.localAs = session.localAs;
    config.neighborAs = session.neighborAs;
    config.routerId = session.routerId ? bgp::RouterId{*session.routerId} : routerId;
    config.families = {};
    if (session.ipv4)
        config.families.insert(base::Family::V4);
    if (session.ipv6)
        config.families.insert(base::Family::V6);
    if (session.severalPaths4)
        config.severalPaths.insert(base::Family::V4);
    if (session.severalPaths6)
        config.severalPaths.insert(base::Family::V6);
    config.passive = session.passive;
    config.holdTime = session.holdTime;
    config.keepaliveTime = session.keepaliveTime;
    config.openHoldTime = session.startupHoldTime.value_or(config.openHoldTime);
    if (session.connectDelayTime)
        config.connectDelay = *session.connectDelayTime;
    if (session.connectRetryTime)
        config.connectRetryTime = *session.connectRetryTime;
    if (session.errorWaitTime) {
        config.errorFirst = session.errorWaitTime->first;
        config.errorLast = session.errorWaitTime->last;
    }
    config.errorForget = session.errorForgetTime.value_or(config.errorForget);
    config.extendedMessages = session.extendedMessages;
    config.gracefulRestart = session.gracefulRestart;
    config.restartTime = session.gracefulRestartTime.value_or(config.restartTime);
    config.restarting = restarting;
    return config;
}

} // namespace understudy::speaker
