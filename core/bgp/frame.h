// A message's header around its body.
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/message.h"

namespace understudy::bgp {

/// Octets of ones that every message begins with (RFC 4271 section 4.1).
inline constexpr std::size_t markerLength = 16;

/// Appends a header whose length is not known yet; returns where the message begins, for endMessage().
std::size_t beginMessage(base::ByteWriter& writer, MessageType type);
void endMessage(base::ByteWriter& writer, std::size_t begin);

} // namespace understudy::bgp
