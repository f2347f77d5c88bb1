// What a change of tier is in the files of a node.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/cluster/snapshot.h"
#include "core/ops/config/config_change.h"
#include "core/ops/config/speaker_files.h"

namespace understudy::ops {

/// The files whose prepends have to change; none when the tier is as wanted. `speaker` tells which sessions
/// are the cloud's. An error, with the place and what to do, when a file cannot be changed safely, or no file
/// has to do with any of the sessions.
base::Result<std::vector<FileChange>> tierChanges(const std::vector<SpeakerFile>& files,
                                                  const cluster::SpeakerState& speaker,
                                                  const cluster::Cloud& cloud, int tier);

/// What a changed tier wants of the speaker: all sessions as before, and every floating address that is
/// exported with `tier` prepends, as the router receives it.
Wanted tierWanted(std::vector<cluster::FloatingAddress> floating, int tier);

} // namespace understudy::ops
