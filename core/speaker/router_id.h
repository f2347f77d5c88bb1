// The BGP identifier of this node.
#pragma once

#include "core/base/result.h"
#include "core/bgp/types.h"
#include "core/bird/config.h"
#include "core/speaker/interface_table.h"

namespace understudy::speaker {

/// The configured one, or the lowest IPv4 address of an interface that is up and whose addresses are not
/// announced: a floating IP is the same on every instance, and two speakers of one identifier refuse each
/// other (RFC 6286). An error when there is none and some neighbor needs it.
base::Result<bgp::RouterId> routerIdFor(const bird::Config& config, const InterfaceTable& interfaces);

} // namespace understudy::speaker
