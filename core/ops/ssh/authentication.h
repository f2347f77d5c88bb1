// Logging in: agent, key files, passwords, in an order that a server with MaxAuthTries 6 puts up with.
#pragma once

#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/route.h"
#include "core/ops/ssh/session.h"

namespace understudy::ops::ssh {

/// At most this many keys are offered: sshd counts each (MaxAuthTries 6), and a password needs a try of its
/// own.
constexpr int mostKeysOffered = 5;

/// Refused when nothing that there is to try lets the user in; the sentence says what was tried.
SshResult<void> authenticate(Session& session, const Hop& hop, Prompter& prompter);

} // namespace understudy::ops::ssh
