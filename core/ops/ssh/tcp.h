// A TCP connection for an SSH session.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/clock.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/file_descriptor.h"

namespace understudy::ops::ssh {

/// Resolves `host` and connects to the first of its addresses that answers, in the resolver's order, until
/// `deadline`. The socket does not block, sends at once (TCP_NODELAY), and gives up 4 s after data went
/// unacknowledged (TCP_USER_TIMEOUT, where the system has it). Fails as Unreachable or Stopped.
SshResult<FileDescriptor> connectTcp(const std::string& host, std::uint16_t port, base::SteadyTime deadline,
                                     const Wake& wake);

} // namespace understudy::ops::ssh
