// Whether a received UPDATE is in order, and how much it carries. Nothing received is ever installed, so its
// routes are counted where they lie: no allocation, no copy.
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/bytes.h"
#include "core/bgp/notification.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

/// What the session agreed on, as far as UPDATEs depend on it. The neighbor is always external.
struct UpdateRules {
    bool fourOctetAs = true; ///< AS numbers in AS_PATH and AGGREGATOR take four octets (RFC 6793)
    FamilySet families;      ///< routes of others are passed over (RFC 4760 section 7)
    FamilySet pathIds = {};  ///< prefixes of these come with a path identifier each (RFC 7911 section 3)
};

/// From mildest to strongest (RFC 7606 section 2). Of several errors in one UPDATE the strongest counts.
enum class UpdateVerdict : std::uint8_t { Accept, DiscardAttribute, TreatAsWithdraw, ResetSession };

struct UpdateReport {
    UpdateVerdict verdict = UpdateVerdict::Accept;
    /// The attribute of the strongest error, as a code of IANA's registry; 0 when the error is in none.
    std::uint8_t culprit = 0;
    /// Prefixes of the families agreed on: withdrawn ones, and those that were treated as withdrawn, are not
    /// reachable.
    std::uint32_t reachable = 0;
    std::uint32_t withdrawn = 0;
    /// The neighbor has sent all its routes of this family (RFC 4724 section 2).
    std::optional<base::Family> endOfRib;
    /// What to send, of ResetSession.
    std::optional<Notification> refusal;
};

/// Checks an UPDATE's body:
///
///     +-----------------------------------------------------+
///     |   Withdrawn Routes Length (2 octets)                |
///     |   Withdrawn Routes (variable)                       |
///     |   Total Path Attribute Length (2 octets)            |
///     |   Path Attributes (variable)                        |
///     |   Network Layer Reachability Information (variable) |
///     +-----------------------------------------------------+
///
/// by RFC 4271 section 6.3 as revised by RFC 7606, 7607 (AS 0), 6793 (AS4_PATH), 8092, 9234. Allocates only
/// for a refusal.
UpdateReport checkUpdate(base::ByteView body, const UpdateRules& rules);

} // namespace understudy::bgp
