// A cluster file, its engine, and waiting for it: what the commands on a cluster share.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "app/understudyctl/interrupt.h"
#include "core/base/result.h"
#include "core/ops/credentials/stored_answers.h"
#include "core/ops/engine.h"

namespace understudy::ctl {

class ClusterSession {
public:
    /// Loads the file and connects to its instances. Questions are answered from the keyring, else asked on
    /// the terminal; without one they are refused.
    static base::Result<std::unique_ptr<ClusterSession>> open(const std::string& file);

    ops::Engine& engine() { return *m_engine; }
    /// Ctrl-C. It ends a wait; a command that waits for nothing else listens itself.
    const Interrupt& interrupt() const { return m_interrupt; }
    ops::CredentialStore& credentials() { return m_credentials; }
    cluster::SnapshotPtr snapshot() const { return m_engine->snapshot(); }

    /// Runs the event loop until `done`, which is asked after every snapshot and answer; false when `limit`
    /// or an interrupt comes first.
    bool waitFor(const std::function<bool()>& done, std::chrono::milliseconds limit);

    /// Waits until every instance has answered or certainly cannot, and the probe has seen who serves.
    void sweep();

private:
    explicit ClusterSession(cluster::Cluster cluster);

    Interrupt m_interrupt; ///< before the engine's threads, which inherit what it blocks
    ops::CredentialStore m_credentials;
    std::unique_ptr<ops::Engine> m_engine;
    std::unique_ptr<ops::StoredAnswers> m_answers;
};

/// Prints the error of a cluster file and returns the exit status for it.
int reportBadFile(const base::Error& error);

} // namespace understudy::ctl
