// Reading OPEN, and judging whether the peer that sent it is the one that was meant.
#pragma once

#include <tl/expected.hpp>

#include "core/bgp/message.h"

namespace understudy::bgp {

/// An OPEN's body. Version, lengths and optional parameters are checked here; the rest by checkOpen().
tl::expected<Open, Notification> decodeOpen(base::ByteView body);

/// Our end of a session, as far as an OPEN is judged by it.
struct OpenExpectations {
    AsNumber localAs = 0;
    AsNumber neighborAs = 0;
    RouterId routerId;
    FamilySet families; ///< one of them at least must be common
};

/// RFC 4271 section 6.2 with RFC 6286, 7607 and 5492: the refusal to send, or nothing.
std::optional<Notification> checkOpen(const Open& open, const OpenExpectations& expectations);

/// The families that the sender of these capabilities speaks: those named, or IPv4 alone when none is.
FamilySet familiesOf(const Capabilities& capabilities);

} // namespace understudy::bgp
