// The way back from a set-up, kept on the node itself: before a step changes anything, what undoes it is
// written to /var/lib/understudy/setup, and a restore that walks it backwards is armed there. So a step that
// failed, a program that was killed and a node that was cut off end with what was there before.
#pragma once

#include <chrono>
#include <string>

namespace understudy::ops {

inline constexpr const char* wayBackFolder = "/var/lib/understudy/setup";
/// What was replaced by a set-up that succeeded is kept here.
inline constexpr const char* backupFolder = "/var/lib/understudy/backup";

/// A command that prints `none`, `unfinished` (a way back is there, and nobody is at it) or `underway`.
std::string wayBackState();

/// Arms the restore for a set-up that begins. Exit 0: it waits; exitRestorePending: another set-up's waits.
std::string armWayBack(std::chrono::seconds after);

/// Puts the restore of one's own set-up off. Exit 0: it waits.
std::string putOffWayBack(std::chrono::seconds after);

/// Commands that write down `undo`, a list of commands that may be run again without harm, as number `step`
/// of the way back (1 to 999). To be run before the step.
std::string recordUndo(int step, const std::string& undo);

/// Commands that keep a copy of the file, and write down how it comes back, as number `step`.
std::string recordFile(int step, const std::string& path);

/// Goes the way back now, and disarms the restore. Exit 0: all is as before, and nothing waits.
std::string goBack();

/// The set-up is over: disarms the restore, keeps the copies as backups under `stamp` (a file name), and
/// forgets the way back. Exit 0: nothing waits.
std::string keepChanges(const std::string& stamp);

} // namespace understudy::ops
