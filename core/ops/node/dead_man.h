// The dead-man: a restore that waits on the node itself, armed before the node is made to fail. It undoes the
// failure even when this program, its machine, or SSH is gone.
//
// On the node: `/var/run/understudy/restore-NAME` (the restore, a shell script), `restore-NAME.state` (how it
// waits, and until when). It waits as a transient systemd timer where systemd runs, else as a detached shell.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/ops/node/node_system.h"

namespace understudy::ops {

/// Where the restores of a node are kept, until it is started again. On Linux it is /run/understudy by
/// another name.
inline constexpr const char* restoreFolder = "/var/run/understudy";

/// What arming answers when another restore already waits (BSD's EX_TEMPFAIL).
inline constexpr int exitRestorePending = 75;

/// What is restored by what, and when: `restore` is a list of commands for a function, whose status
/// says whether everything is back; `prepare` is run first, and nothing is armed when it exits otherwise than
/// 0.
struct ArmedRestore {
    std::string name; ///< a checked interface's name, or another word; there is one restore for each
    std::string prepare;
    std::string restore;
    std::chrono::seconds after{120};
};

/// The script that arms it. Exit 0: armed; exitRestorePending: one already waits, nothing was changed.
std::string armScript(const ArmedRestore& armed);

/// Takes back what was armed; does nothing when nothing waits. To be put at the end of a script.
std::string disarmScript(const std::string& name);

/// Undoes a failure: by the restore that waits there, which is disarmed then; without one, the interface is
/// brought up and `addresses` are put back. Exit 0: done, and nothing waits any more.
std::string bringUpScript(NodeSystem system, const std::string& interface,
                          const std::vector<base::Prefix>& addresses);

} // namespace understudy::ops
