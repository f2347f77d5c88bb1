// Interrupts a thread that waits on file descriptors.
#pragma once

#include <atomic>

#include "core/base/clock.h"

namespace understudy::ops::ssh {

/// One for each node thread. Any thread may call notify() and stop(); only the node's thread the rest.
class Wake {
public:
    Wake();
    ~Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;

    /// Ends the wait under way, or the next one.
    void notify();
    /// Ends every wait from now on.
    void stop();
    bool stopped() const { return m_stopped.load(); }

    /// Readable while notified.
    int descriptor() const { return m_read; }
    /// Waits until notified or stopped, at most until `deadline`.
    void waitUntil(base::SteadyTime deadline);
    /// Takes the notification; it ends no further wait.
    void clear();

private:
    int m_read = -1;
    int m_write = -1;
    std::atomic<bool> m_stopped{false};
};

} // namespace understudy::ops::ssh
