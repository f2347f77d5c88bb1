// Giving up what the daemon needs only at its start. One file a platform.
#pragma once

#include <string>

#include "core/base/result.h"

namespace understudy::speaker {

/// Becomes this user (and group; "": the user's own) of /etc/passwd and /etc/group, unless `user` is empty;
/// then gives up every capability, also that of getting any again (no_new_privs). To be called when ports,
/// files and sockets are open. `keep` is given to the new user: the control socket.
base::Result<void> dropPrivileges(const std::string& user, const std::string& group, const std::string& keep);

} // namespace understudy::speaker
