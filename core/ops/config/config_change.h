// A change of configuration on a node that undoes itself unless everything is as wanted after it.
//
// The new text is put beside the file as a candidate, FILE.understudy-new. The speaker checks it, then runs
// it with `configure "CANDIDATE" timeout N`, so that it goes back by itself when nobody confirms. Only what
// was confirmed replaces the file; what was there is kept as FILE.understudy-before. So at no moment does the
// disk hold a configuration that was not seen to work, and a node that is cut off, restarted or rebooted in
// between comes up with the old one. A restore armed on the node takes an abandoned candidate away, and keeps
// a second operator out until then.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/cluster/snapshot.h"
#include "core/ops/config/speaker_files.h"
#include "core/ops/node/node_job.h"

namespace understudy::ops {

/// One file that changes; the texts hold passwords.
struct FileChange {
    std::string path;
    std::string before; ///< as it was when the change was decided; anything else there is a refusal
    std::string after;
};

/// What is not yet as it is wanted, in words that complete "after 15 s ...": nullopt when all is. `before` is
/// the speaker before the change. Called on the node's thread.
using Wanted = std::function<std::optional<std::string>(const cluster::SpeakerState& before,
                                                        const cluster::SpeakerState& now)>;

struct ConfigChange {
    std::vector<FileChange> files; ///< at least one
    /// Whether the change may be what makes the cloud's sessions: without them before it, `before` has none.
    bool bringsSessions = false;
    Wanted wanted;
    std::string shown;                ///< what it is, for the command log: "tier 2"
    std::chrono::seconds timeout{40}; ///< after which the speaker undoes it, 20 s to an hour
    /// Within which all has to be as wanted, 5 s or more; cut to 15 s less than the timeout.
    std::chrono::seconds patience{15};
};

/// The speaker answers, all sessions that were Established are again, and export what they exported: the
/// least that every change wants.
std::optional<std::string> sessionsAsBefore(const cluster::SpeakerState& before,
                                            const cluster::SpeakerState& now);

/// Acked: confirmed and on the disk. Refused: nothing was changed. Failed: undone, and the old configuration
/// is in force. Unknown: the connection was lost; unless the change was being confirmed at that moment, it
/// undoes itself within the timeout.
class ConfigChangeJob final : public NodeJob {
public:
    explicit ConfigChangeJob(ConfigChange change);
    IntentResult run(NodeShell& shell) override;

private:
    struct Target {
        const FileChange* change;
        std::string client;
        SpeakerFile file;
        std::string candidate;
        bool begun = false;
    };
    /// nullopt: go on.
    using End = std::optional<IntentResult>;

    void tell(NodeShell& shell, int step, std::string text) const;
    End prepare(NodeShell& shell);
    End findTargets(NodeShell& shell);
    End putCandidates(NodeShell& shell);
    End check(NodeShell& shell);
    End arm(NodeShell& shell);
    End begin(NodeShell& shell);
    End await(NodeShell& shell);
    End confirm(NodeShell& shell);
    /// Back to before, with `why` as the reason.
    IntentResult undo(NodeShell& shell, const std::string& why);
    /// Takes the candidates away; nothing was begun yet.
    IntentResult refuse(NodeShell& shell, const std::string& why);
    IntentResult lost(const std::string& why) const;

    ConfigChange m_change;
    std::vector<Target> m_targets;
    std::shared_ptr<const cluster::SpeakerState> m_before;
    base::SteadyTime m_undoneAt{}; ///< when the speaker goes back by itself, at the earliest
};

} // namespace understudy::ops
