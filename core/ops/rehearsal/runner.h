// Carries out a rehearsal: steady state, locks, step by step, and everything restored and looked at again,
// however it ends. Intents in, values out by signals.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <QObject>

#include "core/cluster/report.h"
#include "core/ops/engine.h"

namespace understudy::ops {

enum class RehearsalPhase : std::uint8_t {
    Steadying, ///< waits until the cluster is as it should be
    Locking,
    Changing,  ///< a step's command is on its way
    Settling,  ///< waits for the predicted outcome
    Holding,   ///< watches the outcome
    Settled,   ///< a step is over, and judged
    Restoring, ///< undoes what was changed, after an abort
    Verifying, ///< looks whether everything is as it was
    Unlocking,
    Finished,
};

struct RehearsalProgress {
    RehearsalPhase phase = RehearsalPhase::Steadying;
    std::size_t step = 0; ///< index into the forecast; of Changing to Settled
    std::string detail;   ///< what is waited for, or a step's why; may be empty
};

using ReportPtr = std::shared_ptr<const cluster::Report>;

class RehearsalRunner : public QObject {
    Q_OBJECT

public:
    /// `who` rehearses: told to whoever comes second, and in the report. `engine` has been started and
    /// outlives the runner. While a runner runs, nothing else changes the cluster through the engine.
    RehearsalRunner(Engine& engine, cluster::RehearsalPlan plan, std::string who, QObject* parent = nullptr);
    ~RehearsalRunner() override;

    /// Once. Everything else is told by signals.
    void start();

    /// Stops where it is, restores everything, and finishes with the verdict `aborted`. May be called at any
    /// time, again without effect.
    void abort(const std::string& why);

    bool isRunning() const;

signals:
    void progressed(const understudy::ops::RehearsalProgress& progress);
    void stepFinished(std::size_t step, const understudy::cluster::StepOutcome& outcome);
    void finished(const understudy::ops::ReportPtr& report);

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::RehearsalProgress)
Q_DECLARE_METATYPE(understudy::ops::ReportPtr)
