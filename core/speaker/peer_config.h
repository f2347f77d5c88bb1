// A session as it is configured -> as core/bgp wants it.
#pragma once

#include "core/bgp/session.h"
#include "core/bird/config.h"

namespace understudy::speaker {

/// `routerId`: the daemon's, where the session has none of its own.
bgp::PeerConfig peerConfig(const bird::BgpSessionConfig& session, bgp::RouterId routerId, bool restarting);

} // namespace understudy::speaker
