// One connected session with a node, from login to loss. Runs on the node's thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/ops/node/failure.h"
#include "core/ops/node/look.h"
#include "core/ops/node/node_job.h"
#include "core/ops/node/node_link.h"
#include "core/ops/node/speaker_reader.h"
#include "core/ops/ssh/connection.h"

namespace understudy::ops {

/// Whether nothing more can be asked over the connection.
inline bool endsSession(const ssh::SshError& error) {
    using enum ssh::Failure;
    return error.failure == Lost || error.failure == Stopped || error.failure == Unreachable;
}

/// Polls, listens and executes until the connection is lost or the thread is stopped.
class NodeSession {
public:
    /// Hands over the next request; nullopt when there is none.
    using NextRequest = std::function<std::optional<NodeRequest>()>;
    /// Sends an observation with its sequence and time filled in.
    using Observe = std::function<void(decltype(cluster::Observation::what))>;
    /// Opens a second connection to the node, and closes it.
    using LogIn = std::function<ssh::SshResult<void>()>;

    /// All outlive the session.
    NodeSession(ssh::Connection& connection, ssh::Wake& wake, const NodeTask& task, const NodeSink& sink,
                Observe observe, NextRequest next, LogIn logIn);

    /// Returns why it ended: Failure::Lost or Failure::Stopped.
    ssh::SshError run();

private:
    /// nullopt: go on; otherwise the session has ended.
    using End = std::optional<ssh::SshError>;
    class Shell;

    /// What it calls itself; notes whether it is a FreeBSD.
    std::string readSystem();
    End poll();
    End pollSpeaker();
    /// Polls the speaker in quick succession until it announces no floating IP any more, and notes how long
    /// that took since the change. Gives up soon.
    End awaitWithdraw(cluster::ChangeTime& change);
    End handle(const NodeRequest& request);
    End fail(const FailRequest& request);
    End bringUp(const BringUpRequest& request);
    End lock(const LockRequest& request);
    End runJob(const JobRequest& request);
    End readLog();

    /// A look over the kept-open loop.
    ssh::SshResult<base::Result<Look>> look();
    void publish(const Look& look);
    void publishRestore(const std::optional<PendingRestore>& restore);
    void drainMonitor();
    /// What is done while an answer is waited for.
    void meanwhile();

    /// What a failure of this kind needs to know, from a look of just now; an error when it cannot be made.
    base::Result<FailureScript> scriptFor(cluster::FailureKind kind,
                                          const cluster::InterfaceState& interface);
    /// Arms the restore and reads it back; nullopt: it waits. Otherwise why not.
    std::optional<ssh::SshError> arm(const FailureScript& script, const FailRequest& request);

    /// Runs a changing command once and records it. `shown` is what the log shows for it.
    ssh::SshResult<ssh::ExecOutput> change(const std::string& command, const std::string& input,
                                           const std::string& shown,
                                           std::chrono::seconds limit = changeLimit);
    std::vector<base::Prefix> addressesToRestore() const;
    void answer(IntentId intent, IntentResult::Outcome outcome, std::string why,
                std::optional<cluster::ChangeTime> change = std::nullopt);

    ssh::Connection& m_connection;
    ssh::Wake& m_wake;
    const NodeTask& m_task;
    const NodeSink& m_sink;
    Observe m_observe;
    NextRequest m_next;
    LogIn m_logIn;
    std::string m_mark;
    NodeSystem m_system = NodeSystem::Linux;
    SpeakerReader m_speaker;
    std::unique_ptr<ssh::Channel> m_looks;
    std::string m_lookBuffer;
    std::unique_ptr<ssh::Channel> m_monitor;
    std::string m_monitorBuffer;
    std::vector<base::Prefix> m_addressesWhileUp;
    std::optional<base::SteadyTime> m_restoresAt;
    bool m_disarmed = false;
    std::shared_ptr<const cluster::SpeakerState> m_lastSpeaker; ///< of the last good poll
    std::string m_speakerError;                                 ///< of the last poll; empty: it was good
    base::SteadyTime m_nextPoll{};
};

} // namespace understudy::ops
