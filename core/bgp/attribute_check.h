// Whether one path attribute's value is in order (RFC 7606 section 7).
#pragma once

#include "core/base/bytes.h"
#include "core/bgp/attribute_codes.h"
#include "core/bgp/update_check.h"

namespace understudy::bgp {

/// One attribute of an UPDATE; the views point into the message.
///
///     +-------+------+-----------------------+------------------+
///     | Flags | Code | Length (1 or 2 octets)| Value (variable) |
///     +-------+------+-----------------------+------------------+
struct RawAttribute {
    std::uint8_t flags = 0;
    AttributeCode code{};
    base::ByteView value;
    base::ByteView whole; ///< with its head, for a NOTIFICATION's data
};

/// Of every attribute but MP_REACH_NLRI and MP_UNREACH_NLRI. An unknown optional attribute is accepted;
/// ResetSession: an unknown attribute that claims to be well-known.
UpdateVerdict checkAttribute(const RawAttribute& attribute, const UpdateRules& rules);

/// The Optional and Transitive bits are as the attribute's specification says; true for an unknown one.
bool flagsFit(const RawAttribute& attribute);

} // namespace understudy::bgp
