// Moves instances to other tiers, one after the other: the files are read and shown first, then changed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>

#include "core/cluster/tier_plan.h"
#include "core/ops/config/config_change.h"
#include "core/ops/config/speaker_files.h"
#include "core/ops/events.h"

namespace understudy::ops {

class Engine;

/// What one step of the plan will change.
struct TierPreview {
    cluster::TierMove move;
    std::vector<FileChange> files; ///< hold passwords; none: the node is in this tier already
    /// One a file, the lines of shownDiff().
    std::vector<std::string> diffs;
    std::string error; ///< why it cannot be done; empty: it can
};

/// Lives on the main thread, beside the engine it drives. prepare(), and when all previews are without an
/// error, apply().
class TierChange : public QObject {
    Q_OBJECT

public:
    /// In the order of the plan. `engine` outlives the change.
    TierChange(Engine& engine, std::vector<cluster::TierMove> steps, QObject* parent = nullptr);
    ~TierChange() override;

    /// How long a speaker waits for the confirmation, see ConfigChange::timeout.
    void setUndoAfter(std::chrono::seconds time) { m_undoAfter = time; }

    /// Reads every node's files; nothing is changed. Ends with prepared().
    void prepare();
    const std::vector<TierPreview>& previews() const { return m_previews; }
    bool canBeApplied() const;

    /// One instance after the other; the first that does not end in its new tier is the last one touched.
    /// Ends with finished().
    void apply();
    /// The instance that is being changed goes back to what it was; the others are not begun.
    void cancel();

signals:
    void prepared();
    void progressed(const understudy::cluster::InstanceName& instance,
                    const understudy::ops::JobProgress& progress);
    /// An instance is in its new tier, its file says so, and the router is told so.
    void moved(const understudy::cluster::TierMove& move);
    /// Acked: all are. Otherwise the instance where it ended and why, as ConfigChangeJob has it.
    void finished(const understudy::cluster::InstanceName& instance,
                  const understudy::ops::IntentResult& result);

private:
    void readNext();
    void takeFiles(const IntentResult& result);
    void applyNext();
    void takeApplied(const IntentResult& result);
    void takeAnswer(IntentId intent, const IntentResult& result);

    Engine& m_engine;
    std::vector<TierPreview> m_previews;
    std::size_t m_at = 0;
    std::chrono::seconds m_undoAfter{40};
    bool m_applying = false;
    bool m_cancelled = false;
    std::optional<IntentId> m_intent;
    std::shared_ptr<ReadSpeakerFilesJob> m_reading;
    std::shared_ptr<ConfigChangeJob> m_changing;
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::cluster::TierMove)
