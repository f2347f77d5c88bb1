#include "tests/support/cut_cable.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <exception>
#include <stdexcept>
#include <thread>

#include "tests/support/process.h"

namespace understudy::test {

CutCable::CutCable()
    : m_near("understudy-near-" + std::to_string(::getpid())),
      m_far("understudy-far-" + std::to_string(::getpid())) {
    run({"ip", "netns", "add", m_near});
    run({"ip", "netns", "add", m_far});
    run({"ip", "link", "add", "near", "netns", m_near, "type", "veth", "peer", "name", "far", "netns",
         m_far});
    for (const auto& [name, device, address] :
         {std::tuple{m_near, "near", "10.99.0.1/24"}, std::tuple{m_far, "far", "10.99.0.2/24"}}) {
        run({"ip", "-n", name, "address", "add", address, "dev", device});
        run({"ip", "-n", name, "link", "set", device, "up"});
        run({"ip", "-n", name, "link", "set", "lo", "up"});
    }
}

CutCable::~CutCable() {
    run({"ip", "netns", "delete", m_near});
    run({"ip", "netns", "delete", m_far});
}

std::vector<std::string> CutCable::inNear() const {
    return {"ip", "netns", "exec", m_near};
}

std::vector<std::string> CutCable::inFar() const {
    return {"ip", "netns", "exec", m_far};
}

void CutCable::cut() const {
    auto command = inFar();
    command.insert(
        command.end(),
        {"nft",
         "add table inet cut; add chain inet cut in { type filter hook input priority 0; policy drop; }; "
         "add chain inet cut out { type filter hook output priority 0; policy drop; }"});
    run(command);
}

void CutCable::insideNear(const std::function<void()>& work) const {
    std::exception_ptr failed;
    std::thread([&] {
        try {
            const int space = ::open(("/run/netns/" + m_near).c_str(), O_RDONLY | O_CLOEXEC);
            if (space < 0 || ::setns(space, CLONE_NEWNET) != 0)
                throw std::runtime_error("cannot enter " + m_near);
            ::close(space);
            work();
        } catch (...) {
            failed = std::current_exception();
        }
    }).join();
    if (failed)
        std::rethrow_exception(failed);
}

} // namespace understudy::test
