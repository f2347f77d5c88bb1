// `show protocols all [NAME]` -> values.
#pragma once

#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/bird/reply.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// The BGP protocols of a reply to `show protocols all` or `show protocols all NAME`, in its order, from
/// BIRD 1.6, 2, 3 or understudyd. Other protocols are left out, but must be well-formed. `name` is the NAME
/// that was asked for: BIRD 2 and 3 do not repeat it when there is no such protocol.
///
/// A field that the reply does not have stays nullopt; one that it has and that cannot be read, or has twice,
/// is an error, as is a block of details that was cut. Lines that are not known are skipped: newer versions
/// add some. The states that only BIRD has become those of RFC 4271: `Passive` is Active, `Close` is Idle,
/// `Flush` is Down. BIRD 1.6 does not name the address family: it is the neighbor's, for each of its daemons
/// serves one.
base::Result<std::vector<BgpProtocol>> parseProtocols(const Reply& reply, std::string_view name = {});

} // namespace understudy::bird
