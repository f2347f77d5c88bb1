// Network namespaces of a test's own, joined by a veth pair that can be cut. Needs root.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace understudy::test {

/// Two namespaces, `near` (10.99.0.1) and `far` (10.99.0.2), with a cable between them.
class CutCable {
public:
    CutCable();
    ~CutCable();
    CutCable(const CutCable&) = delete;
    CutCable& operator=(const CutCable&) = delete;

    /// To be put in front of a command that shall run there.
    std::vector<std::string> inNear() const;
    std::vector<std::string> inFar() const;
    std::string farAddress() const { return "10.99.0.2"; }

    /// Every packet is dropped from now on; nobody is told.
    void cut() const;
    /// Runs this in the near namespace, on a thread of its own, to the end.
    void insideNear(const std::function<void()>& work) const;

private:
    std::string m_near;
    std::string m_far;
};

} // namespace understudy::test
