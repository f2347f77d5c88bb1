// The dead-man: a restore that waits on the node itself, armed before the node's interface is taken down. It
// brings the link and the recorded addresses back even when this program, its machine, or SSH is gone.
//
// On the node: `/run/understudy/restore-NAME` (the restore, a shell script), `restore-NAME.state` (how it
// waits, and until when). It waits as a transient systemd timer where systemd runs, else as a detached shell.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/cluster/snapshot.h"

namespace understudy::ops {

/// Where the restores of a node are kept.
inline constexpr const char* restoreFolder = "/run/understudy";

/// What arming answers when another restore already waits (BSD's EX_TEMPFAIL).
inline constexpr int exitRestorePending = 75;

/// The script that arms the restore of `interface`: records its addresses first, then sets the timer. Exit 0:
/// armed; exitRestorePending: one already waits, nothing was changed. `interface.name` must be a checked
/// name.
std::string armScript(const cluster::InterfaceState& interface, std::chrono::seconds after);

/// Brings the interface up again: by the restore that waits there, which is disarmed then; without one,
/// `addresses` are put back. Exit 0: up, and nothing waits any more.
std::string bringUpScript(const std::string& interface, const std::vector<base::Prefix>& addresses);

/// The one command that takes the link down.
std::string takeDownCommand(const std::string& interface);

} // namespace understudy::ops
