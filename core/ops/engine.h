// The one engine behind the window and understudyctl: intents in, one snapshot signal out.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <QObject>

#include "core/cluster/rehearsal_plan.h"
#include "core/cluster/snapshot.h"
#include "core/ops/events.h"
#include "core/ops/sample_ring.h"

namespace understudy::ops {

class NodeJob;

struct TakeDownOptions {
    std::chrono::seconds restoreAfter{120}; ///< 5 s to 24 h: when the node restores itself
    bool force = false;                     ///< overrule the objections that can be forced
    std::uint64_t revision = 0;             ///< of the snapshot the operator decided on
};

/// The lock that keeps two operators from rehearsing at once; see node/rehearsal_lock.h.
struct LockOrder {
    std::string token;
    std::string who;
    std::chrono::seconds lifetime{600};
};

struct EngineOptions {
    std::chrono::milliseconds pollInterval{1000}; ///< of every node, 200 ms or more
    bool probe = true;                            ///< whether the floating IPs are probed
};

/// Lives on the main thread; owns the node links and the probe, each with threads of their own.
class Engine : public QObject {
    Q_OBJECT

public:
    explicit Engine(cluster::Cluster cluster, QObject* parent = nullptr);
    Engine(cluster::Cluster cluster, EngineOptions options, QObject* parent = nullptr);
    ~Engine() override;

    /// Connects to every instance and starts the probe. Once.
    void start();

    /// Never null; the same until snapshotChanged.
    cluster::SnapshotPtr snapshot() const;

    /// The probe's samples of Cluster::floating[floatingIndex]; valid until setCluster.
    const SampleRing& samples(std::size_t floatingIndex) const;

    /// Asks every instance again now; one that was refused is tried again.
    void refresh();

    /// Takes the instance's interface down, with a restore armed on the node first. The answer comes as an
    /// intentAnswered; the new state comes with a later snapshot. Refused when who announces has changed
    /// since the operator's snapshot, another command is in flight on the node, or a guard objects. Returns
    /// the intent's id.
    IntentId takeDown(const cluster::InstanceName& instance, const TakeDownOptions& options);

    /// The same for any kind of failure. An acknowledged one tells when it was made.
    IntentId fail(const cluster::InstanceName& instance, cluster::FailureKind failure,
                  const TakeDownOptions& options);

    /// Undoes a failure by the restore that waits on the node, and disarms it. Without one, brings the
    /// interface up with its recorded addresses.
    IntentId bringUp(const cluster::InstanceName& instance);

    /// Takes or prolongs the rehearsal's lock on the node; refused with who holds it. Gives it back. While
    /// another engine has the lock, the node refuses every fail(), and every job's first change.
    IntentId lock(const cluster::InstanceName& instance, const LockOrder& order);
    IntentId unlock(const cluster::InstanceName& instance, const LockOrder& order);

    /// Runs a job on the node; refused when another command is in flight there. Its progress and the answer
    /// to its intent come as signals.
    IntentId run(const cluster::InstanceName& instance, std::shared_ptr<NodeJob> job);

    /// From the next request on, until it is set anew or the cluster's settings of the probe change; 10 ms to
    /// 60 s.
    void setProbeInterval(std::chrono::milliseconds interval);

    /// The file changed: instances are added, removed, or connected anew where their settings changed.
    void setCluster(cluster::Cluster cluster);

    /// Answers a question by its id; an answer that comes too late is ignored.
    void answer(QuestionId question, const Answer& answer);

    /// What the speaker last said, letter by letter, and the last lines of its log, are asked for when shown.
    void requestRaw(const cluster::InstanceName& instance);
    void requestLog(const cluster::InstanceName& instance);

signals:
    void snapshotChanged(const understudy::cluster::SnapshotPtr& snapshot);
    void eventHappened(const understudy::ops::Event& event);
    void commandRecorded(const understudy::ops::CommandRecord& record);
    void questionAsked(const understudy::ops::Question& question);
    void intentAnswered(understudy::ops::IntentId intent, const understudy::ops::IntentResult& result);
    void jobProgressed(understudy::ops::IntentId intent, const understudy::ops::JobProgress& progress);
    void rawReceived(const understudy::cluster::InstanceName& instance, const std::string& text);
    void logReceived(const understudy::cluster::InstanceName& instance, const std::string& text);

private:
    class Private;
    std::unique_ptr<Private> m_private;
};

} // namespace understudy::ops
