// Looking at a node, and setting it up.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "core/ops/node/node_job.h"
#include "core/ops/setup/plan.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// Surveys the node, and changes nothing. Acked: survey() has it.
class SurveyJob final : public NodeJob {
public:
    IntentResult run(NodeShell& shell) override;
    const std::optional<Survey>& survey() const { return m_survey; }

private:
    std::optional<Survey> m_survey;
};

struct SetupOrder {
    SetupOptions options;
    /// What the operator has seen and agreed to. Refused when the node wants another plan by now.
    SetupPlan accepted;
    std::chrono::seconds patience{60}; ///< for the sessions to come up
    /// Whether all is put back when the sessions do not come up.
    bool mustVerify = true;
};

/// Carries a plan out. Acked: done, and, with mustVerify, seen to announce. Refused: nothing was changed.
/// Failed: `why` tells what went wrong, and whether all is as before. Unknown: no answer; the node goes back
/// by itself.
///
/// A plan that installs a package, or that puts an interrupted set-up back, ends after that: the node has to
/// be surveyed anew.
class SetupJob final : public NodeJob {
public:
    explicit SetupJob(SetupOrder order) : m_order(std::move(order)) {}
    IntentResult run(NodeShell& shell) override;

    /// Acked without having been seen to announce: why not; "" otherwise.
    const std::string& unverified() const { return m_unverified; }

private:
    /// nullopt: go on.
    using End = std::optional<IntentResult>;

    End compare(NodeShell& shell);
    IntentResult putBack(NodeShell& shell);
    IntentResult install(NodeShell& shell, const SetupStep& step);
    End begin(NodeShell& shell);
    End carryOut(NodeShell& shell, const SetupStep& step);
    End putFiles(NodeShell& shell, const SetupStep& step);
    End runTimed(NodeShell& shell, const SetupStep& step);
    End runCommands(NodeShell& shell, const SetupStep& step);
    End verify(NodeShell& shell);
    IntentResult keep(NodeShell& shell);
    End prolong(NodeShell& shell, std::chrono::seconds after);
    /// Everything as before, with `why` as the reason.
    IntentResult goBackBecause(NodeShell& shell, const std::string& why);
    IntentResult lost(const ssh::SshError& error) const;

    SetupOrder m_order;
    Survey m_survey;
    int m_recorded = 0; ///< entries of the way back
    std::chrono::seconds m_goesBackIn{0};
    std::string m_unverified;
};

/// A session that the speaker does not even know, in words; nullopt when there is none.
std::optional<std::string> missingSession(const SetupPlan& plan, const cluster::SpeakerState& speaker);

/// What a session lacks, in words that complete "the session ..."; nullopt when all are as they are to be.
std::optional<std::string> lackOf(const SetupPlan& plan, const cluster::SpeakerState& speaker);

} // namespace understudy::ops
