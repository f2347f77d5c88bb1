// Networks of a test's own, which the machine's never see. Needs root.
#pragma once

#include <string>

namespace understudy::test {

/// A network namespace that lives as long as this. The thread that makes it moves into it, and back to where
/// it was when it ends; threads and programs that it starts meanwhile are inside too.
class NetworkNamespace {
public:
    /// Whether this process may make one.
    static bool isPermitted();

    NetworkNamespace();
    NetworkNamespace(const NetworkNamespace&) = delete;
    NetworkNamespace& operator=(const NetworkNamespace&) = delete;
    ~NetworkNamespace();

    /// Moves the calling thread into it.
    void enter() const;
    /// What `ip link set DEVICE netns` takes.
    std::string path() const;

    /// Runs a shell command in it; a failure fails the test.
    void run(const std::string& command) const;

private:
    int m_before = -1;
    int m_own = -1;
};

} // namespace understudy::test
