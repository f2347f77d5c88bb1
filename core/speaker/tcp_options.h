// What a BGP session asks of its TCP socket beyond the ordinary. One file a platform.
#pragma once

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/base/secret.h"

namespace understudy::speaker {

/// Segments from and to `neighbor` carry TCP MD5 signatures (RFC 2385) from now on; with an empty password
/// they do not any more. At most 80 octets. On a listening socket this holds for connections of that
/// neighbor. Fails when the kernel cannot do it: then there must be no session.
base::Result<void> setMd5Password(int socket, const base::IpAddress& neighbor, const base::Secret& password);

/// TTL, or hop limit, of what is sent: 1 to 255.
base::Result<void> setTtl(int socket, base::Family family, int ttl);

/// Segments that arrive with less are dropped by the kernel (RFC 5082): 1 to 255.
base::Result<void> setMinimumTtl(int socket, base::Family family, int ttl);

} // namespace understudy::speaker
