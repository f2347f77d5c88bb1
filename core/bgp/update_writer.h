// Our routes as UPDATEs: many prefixes of equal attributes in one message, as full as it gets.
#pragma once

#include <span>

#include "core/base/bytes.h"
#include "core/bgp/route.h"
#include "core/bgp/types.h"

namespace understudy::bgp {

/// Prefixes that one UPDATE may take at most; there is no use in offering more.
inline constexpr std::size_t maxPrefixesPerUpdate = 2048;

/// One UPDATE that announces as many of `prefixes` as fit, from the front; they are taken off it. All are of
/// one family, at least one, and `attributes` must fit (attributesFit). IPv6 goes into MP_REACH_NLRI, which
/// comes first (RFC 7606 section 5.1). Without `fourOctetAs` numbers above 65535 become AS_TRANS, and the
/// path is repeated in AS4_PATH (RFC 6793 section 4.2.2).
base::Bytes encodeAnnounce(std::span<const base::Prefix>& prefixes, const PathAttributes& attributes,
                           bool fourOctetAs);

/// One UPDATE that withdraws as many of `prefixes` as fit, likewise.
base::Bytes encodeWithdraw(std::span<const base::Prefix>& prefixes);

/// RFC 4724 section 2.
base::Bytes encodeEndOfRib(base::Family family);

/// Whether an UPDATE with these attributes has room for a prefix of the next hop's family.
bool attributesFit(const PathAttributes& attributes);

} // namespace understudy::bgp
