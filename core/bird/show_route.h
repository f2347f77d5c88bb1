// `show route ...` -> values.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.h"
#include "core/bird/reply.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// The routes of a reply to `show route [all] ...`, in its order, from BIRD 1.6, 2, 3 or understudyd, IPv4
/// and IPv6. Several routes to one network are several entries. An error when it is a refusal, or a line
/// cannot be read.
base::Result<std::vector<Route>> parseRoutes(const Reply& reply);

/// The routes of a reply to `show route export NAME all` (showRouteExport()). A protocol that is not up
/// exports nothing, and BIRD says so with an error (1.6 `8005`, 2 and 3 a `9001`): that is an empty list. A
/// route without its attributes is an error, for its path would look shorter than it is.
base::Result<std::vector<Route>> parseExported(const Reply& reply);

/// The number of routes that a reply to `show route ... count` counts; 0 for a protocol that is not up.
base::Result<std::uint64_t> parseRouteCount(const Reply& reply);

/// The AS path as the neighbor of an external session receives it, from the path that `show route export NAME
/// all` printed: BIRD 1.x and understudyd print the own AS in front; BIRD 2 and later do not, so it is put
/// there. Empty only when a version that prints the own AS printed no path: then it is not known.
///
/// In printed paths one element is one hop as BGP counts them (RFC 4271 section 9.1.2.2): a set `{1 2}`
/// counts as one and is here its first member; confederation segments `(1 2)` count as none (RFC 5065) and
/// are left out.
std::vector<AsNumber> pathAtNeighbor(const std::vector<AsNumber>& printed, const Greeting& speaker,
                                     AsNumber localAs);

} // namespace understudy::bird
