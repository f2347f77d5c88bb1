// A longer piece of work on a node: many looks and changes in one order, run on the node's own thread.
//
// The engine runs one command at a time on a node. While a job runs nothing else is done there but what the
// job's shell does in between: the node is polled before every step and while the job pauses, so that its
// state stays known. A single script of more than a few seconds leaves the node unasked for as long; long
// work is better started in the background and looked at.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "core/base/result.h"
#include "core/cluster/snapshot.h"
#include "core/ops/events.h"
#include "core/ops/node/look.h"
#include "core/ops/ssh/connection.h"

namespace understudy::ops {

struct NodeTask;

/// For a script that only looks, and for one that changes something: sudo and a busy node take their time.
inline constexpr std::chrono::seconds readLimit{10};
inline constexpr std::chrono::seconds changeLimit{15};

/// A change on the node.
struct NodeChange {
    std::string script; ///< POSIX sh; visible to nobody, but no place for secrets all the same
    std::string shown;  ///< what the command log shows for it, in one line
    std::string input;  ///< the script's standard input: the place for secrets and files
    std::chrono::seconds limit{changeLimit};
};

/// A file to be put on the node.
struct NodeFile {
    std::string path; ///< absolute; its folder exists
    std::string bytes;
    std::string mode = "0644"; ///< octal
    std::string owner{};       ///< USER or USER:GROUP; empty: who is logged in
    std::string shown{};       ///< for the command log; empty: "write PATH"
    std::chrono::seconds limit{60};
};

/// What a job does on the node. Every call belongs to the node's thread.
///
/// Scripts reach the node over standard input, in front of the input, so that neither is ever an argument; a
/// script of which only a part arrives is not begun. They are run by sh, with sudo where the cluster file
/// says so. An exit status other than 0 is a value. An error is a connection that failed: once it is gone
/// (endsSession()) every further call fails, and the job should return.
class NodeShell {
public:
    NodeShell(const NodeShell&) = delete;
    NodeShell& operator=(const NodeShell&) = delete;
    virtual ~NodeShell() = default;

    /// The instance, its cloud and the floating addresses, as the cluster file has them.
    virtual const NodeTask& task() const = 0;
    /// Who is logged in, e.g. root.
    virtual const std::string& user() const = 0;

    /// Runs a script that changes nothing. It is in no log.
    virtual ssh::SshResult<ssh::ExecOutput> read(const std::string& script,
                                                 std::chrono::seconds limit = readLimit) = 0;
    /// Runs a script that changes something, once, and records it in the command log. Without an answer
    /// whether it took effect is unknown.
    virtual ssh::SshResult<ssh::ExecOutput> change(const NodeChange& change) = 0;

    /// The interface, the kernel's counters and a waiting restore, as they are now.
    virtual ssh::SshResult<base::Result<Look>> look() = 0;
    /// The speaker and its sessions as they are now; a base error when it could not be asked or said
    /// something strange.
    virtual ssh::SshResult<base::Result<std::shared_ptr<const cluster::SpeakerState>>> speaker() = 0;

    /// Whether one can still log in: a second connection is opened, and closed at once.
    virtual ssh::SshResult<void> logInAnew() = 0;

    /// What is being done now, as Engine::jobProgressed.
    virtual void progress(const JobProgress& progress) = 0;
    /// Waits, ends early when the job is cancelled; the node is polled meanwhile.
    virtual ssh::SshResult<void> pause(std::chrono::milliseconds time) = 0;

protected:
    NodeShell() = default;
};

/// Made on the main thread, given to Engine::run(), and run once. What it finds out it keeps in itself: the
/// main thread may read that once the job's intent was answered, and may call cancel() at any time.
class NodeJob {
public:
    NodeJob() = default;
    NodeJob(const NodeJob&) = delete;
    NodeJob& operator=(const NodeJob&) = delete;
    virtual ~NodeJob() = default;

    /// No exception leaves it. When the connection is lost after a change was begun, the intent's answer is
    /// Unknown whatever is returned, with the returned reason if there is one.
    virtual IntentResult run(NodeShell& shell) = 0;

    /// The operator wants it ended. A job looks at cancelled() where it can stop with the node in order.
    void cancel() { m_cancelled = true; }
    bool cancelled() const { return m_cancelled; }

private:
    std::atomic<bool> m_cancelled{false};
};

/// Puts a file there by a new one beside it and a rename: a reader finds the old one or the new one, and one
/// that did not arrive whole is dropped. Recorded as a change. Exit 0: it is there.
ssh::SshResult<ssh::ExecOutput> putFile(NodeShell& shell, const NodeFile& file);

/// What a failed command said, in a line fit to be shown.
std::string whatItSaid(const ssh::ExecOutput& output);

} // namespace understudy::ops
