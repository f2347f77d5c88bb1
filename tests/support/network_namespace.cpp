#include "tests/support/network_namespace.h"

#include <cstdlib>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

namespace understudy::test {
namespace {

int openOwn() {
    return ::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
}

} // namespace

bool NetworkNamespace::isPermitted() {
    const int before = openOwn();
    const bool permitted = ::unshare(CLONE_NEWNET) == 0;
    if (permitted)
        ::setns(before, CLONE_NEWNET);
    ::close(before);
    return permitted;
}

NetworkNamespace::NetworkNamespace() : m_before(openOwn()) {
    EXPECT_EQ(::unshare(CLONE_NEWNET), 0);
    m_own = openOwn();
    run("ip link set lo up");
}

NetworkNamespace::~NetworkNamespace() {
    ::setns(m_before, CLONE_NEWNET);
    ::close(m_own);
    ::close(m_before);
}

void NetworkNamespace::enter() const {
    ASSERT_EQ(::setns(m_own, CLONE_NEWNET), 0);
}

std::string NetworkNamespace::path() const {
    return fmt::format("/proc/{}/fd/{}", ::getpid(), m_own);
}

void NetworkNamespace::run(const std::string& command) const {
    const int before = openOwn();
    enter();
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    ::setns(before, CLONE_NEWNET);
    ::close(before);
}

} // namespace understudy::test
