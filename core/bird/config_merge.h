// What an instance should have, brought into a bird.conf that is already there. Only what is asked for is
// changed, statement by statement; everything else, comments too, stays as it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/bird/config_writer.h"

namespace understudy::bird {

struct MergeRequest {
    std::string fileName; ///< for messages
    std::string_view existing;
    /// Protocols that are already there keep their names. Without a password the one that is there is kept;
    /// without a hold time likewise.
    NodeConfig node;
    ConfigFile file = ConfigFile::Bird2;
    std::vector<base::Prefix> announced; ///< what the export must let through, of both families
};

struct MergedConfig {
    std::string text; ///< holds the password
    /// What a reader of the difference should know, `FILE:LINE: ...`: routes of other protocols that would be
    /// announced as well.
    std::vector<std::string> notes;
};

/// The same text when all is as wanted. An error, `FILE:LINE: what`, when the file is not understood, when a
/// part would have to be guessed (templates, an export filter of somebody's own that does not announce what
/// is wanted, or whose prepends cannot be changed safely, two protocols for the same neighbor), or when
/// NodeConfig cannot be written. It never tells a password.
base::Result<MergedConfig> mergeConfig(const MergeRequest& request);

/// Whether the file sets a password for the neighbor.
bool hasPassword(std::string_view text, const base::IpAddress& neighbor);

} // namespace understudy::bird
