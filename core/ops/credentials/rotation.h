// A new BGP password for the whole cluster: one instance after the other, each with its sessions seen up
// again before the next one is touched.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/base/secret.h"
#include "core/ops/config/config_change.h"
#include "core/ops/engine.h"
#include "core/ops/rehearsal/node_commands.h"

namespace understudy::ops {

enum class RotationState : std::uint8_t {
    NotTouched,
    Reading, ///< its configuration is looked at
    Waiting, ///< until the others announce enough, or its sessions are back
    Changing,
    Changed,  ///< its sessions are up with the new password
    HadIt,    ///< already, and its sessions are up
    Restored, ///< the new one did not work; the old one does
    Unclear,  ///< its sessions are not seen to be up again, see `why`
};

struct RotationStep {
    cluster::InstanceName instance;
    RotationState state = RotationState::NotTouched;
    std::string why; ///< why it ended like this; what is being done
};

struct RotationResult {
    bool done = false; ///< all instances have the new password, and their sessions are up
    std::string why;   ///< otherwise
    std::vector<RotationStep> steps;
};

struct RotationOrder {
    base::Secret password;
    std::string who;    ///< for the lock that keeps rehearsals and other rotations away, e.g. ops@desk
    bool force = false; ///< overrule the objections that can be forced
    /// How long sessions may take to come up again, 5 s to 10 min; the speaker undoes the change 20 s later.
    std::chrono::seconds patience{90};
};

/// Restarts sessions: BIRD and understudyd do when their password changes. The least preferred instance comes
/// first, where a wrong password does least harm. Where the sessions do not come up, the old configuration is
/// put back and nothing else is touched; what was changed before is left, for it works.
///
/// Before the first change every instance has to be connected, its files readable and their passwords found.
class PasswordRotation : public QObject {
    Q_OBJECT

public:
    PasswordRotation(Engine& engine, RotationOrder order, QObject* parent = nullptr);
    ~PasswordRotation() override;

    /// Once. The rest comes as signals.
    void start();
    /// Ends it where that leaves the node in order.
    void cancel();

    /// All instances, in the order in which they get the password.
    const std::vector<RotationStep>& steps() const { return m_result.steps; }

signals:
    void progressed(const understudy::ops::RotationStep& step);
    void finished(const understudy::ops::RotationResult& result);

private:
    using Then = std::function<void(const IntentResult&)>;

    std::vector<cluster::InstanceName> instances() const;
    void readNext();
    base::Result<std::vector<FileChange>> changesOf(const cluster::InstanceName& instance,
                                                    const std::vector<SpeakerFile>& files) const;
    void changeNext();
    void change();
    void settle(const IntentResult& result);
    void awaitRestored(const IntentResult& result);

    /// Runs a job on the present instance.
    void run(std::shared_ptr<NodeJob> job, Then then);
    /// Looks at every snapshot; `done` once it is so, `late` when it is not within the limit.
    void await(std::chrono::seconds limit, std::function<bool()> isSo, std::function<void()> done,
               std::function<void()> late);
    void take(IntentId intent, const IntentResult& result);
    void tell(RotationState state, std::string why = {});
    void finish(std::string why);

    RotationStep& step() { return m_result.steps[m_at]; }
    const cluster::NodeState* node() const;
    /// Why it must not be touched now; nullopt: it may.
    std::optional<std::string> objection() const;

    Engine& m_engine;
    RotationOrder m_order;
    RotationResult m_result;
    std::size_t m_at = 0;
    std::map<cluster::InstanceName, std::vector<FileChange>> m_changes;
    std::optional<cluster::SpeakerState> m_before; ///< of the present instance
    std::shared_ptr<NodeJob> m_job;
    IntentId m_intent = 0;
    Then m_then;
    bool m_cancelled = false;
    NodeCommands m_commands;
    LockOrder m_lock;
    bool m_locked = false;
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::RotationStep)
Q_DECLARE_METATYPE(understudy::ops::RotationResult)
