// The configuration file: read, applied, undone.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/bird/config_parser.h"
#include "core/speaker/one_shot.h"
#include "core/speaker/speaker.h"

namespace understudy::speaker {

/// Reads the file and what it includes. What cannot be read is an error at the place that asked for it.
tl::expected<bird::Config, bird::ConfigError> readConfiguration(const std::string& file);

/// Which file is read when `named` is asked for: `own`, the daemon's, when nothing is named. Any other must
/// be a candidate for it: beside it, with a name that begins with its name and a dot, so that whoever may use
/// the control socket alone has nothing else read.
base::Result<std::string> candidateFile(const std::string& own, const std::string& named);

/// Changes a speaker's configuration, and knows the way back.
class Configuration {
public:
    Configuration(Hands& hands, Speaker& speaker, std::string file);

    const std::string& file() const { return m_file; }
    /// When it was applied last.
    base::WallTime appliedAt() const { return m_appliedAt; }

    /// Reads a file, see candidateFile(), and applies it. With `timeout` the change is undone after that time
    /// unless confirm() comes first; a change before that one that waits for its confirmation counts as
    /// confirmed.
    tl::expected<void, bird::ConfigError> apply(const std::string& file, bool soft,
                                                std::optional<std::chrono::seconds> timeout);
    /// False when nothing waits to be confirmed.
    bool confirm();
    /// Back to what was before the last change; doing it again goes forth. False when there was no change.
    base::Result<bool> undo();

private:
    base::Result<void> change(bird::Config config, bool soft);

    Hands& m_hands;
    Speaker& m_speaker;
    std::string m_file;
    std::optional<bird::Config> m_before;
    OneShot m_undo;
    bool m_undoWaits = false;
    base::WallTime m_appliedAt;
};

} // namespace understudy::speaker
