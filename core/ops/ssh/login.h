// From a socket to a session that may open channels: handshake, host key, authentication.
#pragma once

#include <memory>

#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/file_descriptor.h"
#include "core/ops/ssh/route.h"
#include "core/ops/ssh/session.h"

namespace understudy::ops::ssh {

/// `through` is the tunnel whose end `socket` is, or null. May ask the prompter; everything else has
/// deadlines.
SshResult<std::shared_ptr<Session>> logIn(const Hop& hop, FileDescriptor socket,
                                          std::unique_ptr<Tunnel> through, Wake& wake, Prompter& prompter);

} // namespace understudy::ops::ssh
