// The speakers that run on a node, and the configuration files that they were started with, as they say
// themselves.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/bird/config_writer.h"
#include "core/bird/values.h"
#include "core/ops/node/node_job.h"

namespace understudy::ops {

/// One daemon and its file. BIRD 1.6 has a daemon a family.
struct SpeakerFile {
    std::string client; ///< birdc, birdc6 or understudyc
    bird::Greeting greeting;
    std::string path;
    std::string text;      ///< holds passwords: show withoutSecrets() of it
    std::string mode;      ///< octal, e.g. 640
    std::string owner;     ///< USER:GROUP
    bool writable = false; ///< whether who is logged in (or sudo) may replace it

    bird::ConfigFile kind() const;
    /// Whether this daemon speaks the family.
    bool speaks(base::Family family) const;
};

/// The script that asks, and its answer. An error when it is not whole, or names a path that is not
/// absolute.
std::string speakerFilesScript();
base::Result<std::vector<SpeakerFile>> parseSpeakerFiles(std::string_view output);

/// Asks a node. A Failure::NotPermitted tells what the node said otherwise; none running is no error.
ssh::SshResult<base::Result<std::vector<SpeakerFile>>> readSpeakerFiles(NodeShell& shell);

/// Reads them, and nothing else.
class ReadSpeakerFilesJob final : public NodeJob {
public:
    IntentResult run(NodeShell& shell) override;
    /// After an acknowledged answer.
    const std::vector<SpeakerFile>& files() const { return m_files; }

private:
    std::vector<SpeakerFile> m_files;
};

} // namespace understudy::ops
