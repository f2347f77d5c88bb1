// Which of a speaker's BGP protocols are the sessions with the cloud's router.
#pragma once

#include <vector>

#include "core/base/result.h"
#include "core/bird/values.h"
#include "core/cluster/cluster.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// The sessions of the cloud's router, at most one a family, IPv4 first: by the file's protocol name, else by
/// the cloud's neighbor address. `protocols` are those of all daemons of the node (BIRD 1.6 has one a
/// family); nothing is exported in the result yet. An error when the file names a protocol that is not there.
base::Result<std::vector<Session>> cloudSessions(const Instance& instance, const Cloud& cloud,
                                                 const std::vector<bird::BgpProtocol>& protocols);

/// What is known when the speaker does not run: every session that the file or an earlier reading names is
/// Down.
SpeakerState notRunning(const Instance& instance, const SpeakerState* before, const std::string& why);

} // namespace understudy::cluster
