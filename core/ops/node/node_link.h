// One node's thread: connects, polls, is pushed changes, runs commands, and connects again when the
// connection is lost.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "core/cluster/cluster.h"
#include "core/cluster/rehearsal_plan.h"
#include "core/ops/events.h"
#include "core/ops/node/node_sink.h"
#include "core/ops/node/rehearsal_lock.h"

namespace understudy::ops {

namespace ssh {
class ConnectGate;
}
class NodeJob;
class PromptDesk;

struct RefreshRequest {};
struct RawRequest {};
struct LogRequest {};
struct FailRequest {
    IntentId intent = 0;
    cluster::FailureKind failure = cluster::FailureKind::Link;
    std::chrono::seconds restoreAfter{120};
    std::string lockToken; ///< of the rehearsal whose lock does not forbid it
};
struct BringUpRequest {
    IntentId intent = 0;
};
struct LockRequest {
    IntentId intent = 0;
    RehearsalLock lock;
    bool release = false;
};
struct JobRequest {
    IntentId intent = 0;
    std::shared_ptr<NodeJob> job;
    std::string lockToken; ///< likewise
};
using NodeRequest = std::variant<RefreshRequest, RawRequest, LogRequest, FailRequest, BringUpRequest,
                                 LockRequest, JobRequest>;

/// What a node's thread needs to know; copied into it.
struct NodeTask {
    cluster::Instance instance;
    cluster::Cloud cloud;
    std::vector<cluster::FloatingAddress> floating;
    std::chrono::milliseconds pollInterval{1000};
};

/// Lives on the main thread; the work is done on a thread of its own from construction to destruction.
class NodeLink {
public:
    /// `gate` and `desk` outlive the link.
    NodeLink(NodeTask task, ssh::ConnectGate& gate, PromptDesk& desk, NodeSink sink);
    /// Waits for the thread's end; call stop() on all links first.
    ~NodeLink();
    NodeLink(const NodeLink&) = delete;
    NodeLink& operator=(const NodeLink&) = delete;

    void stop();
    void request(NodeRequest request);

private:
    class Worker;
    std::unique_ptr<Worker> m_worker;
    std::jthread m_thread;
};

} // namespace understudy::ops
