// What `show protocols [all]` prints of BGP only. For protocol_writer.cpp; the counterpart of bgp_details.h.
#pragma once

#include <string>
#include <vector>

#include "core/bird/speaker_view.h"

namespace understudy::bird {

/// The last column: the session's state and the last error; only the error while the protocol is down.
std::string bgpInfo(const BgpView& bgp, ProtocolView::State state);

/// The lines above the channels.
std::vector<std::string> bgpDetails(const BgpView& bgp, ProtocolView::State state);

} // namespace understudy::bird
