#include "core/ops/ssh/tcp.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <cstring>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

struct AddressListDeleter {
    void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using AddressList = std::unique_ptr<addrinfo, AddressListDeleter>;

/// What the resolver's thread leaves; it may end long after nobody waits any more.
struct Lookup {
    std::mutex mutex;
    std::condition_variable changed;
    bool done = false;
    int error = 0;
    AddressList found;
};

int lookUp(const std::string& host, const std::string& port, int flags, AddressList& found) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = flags;
    addrinfo* list = nullptr;
    const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
    found.reset(error == 0 ? list : nullptr);
    return error;
}

tl::unexpected<SshError> unreachable(std::string what) {
    return tl::make_unexpected(SshError{Failure::Unreachable, std::move(what)});
}

tl::unexpected<SshError> stopped(const std::string& host) {
    return tl::make_unexpected(
        SshError{Failure::Stopped, fmt::format("Connecting to {} was stopped.", host)});
}

SshResult<AddressList> resolve(const std::string& host, std::uint16_t port, base::SteadyTime deadline,
                               const Wake& wake) {
    const auto service = std::to_string(port);
    AddressList numeric;
    if (lookUp(host, service, AI_NUMERICHOST | AI_NUMERICSERV, numeric) == 0)
        return numeric;

    // getaddrinfo() can neither be interrupted nor given a deadline: it gets a thread that may be left
    // behind.
    const auto lookup = std::make_shared<Lookup>();
    std::thread([lookup, host, service] {
        AddressList found;
        const int error = lookUp(host, service, AI_NUMERICSERV | AI_ADDRCONFIG, found);
        const std::lock_guard lock(lookup->mutex);
        lookup->done = true;
        lookup->error = error;
        lookup->found = std::move(found);
        lookup->changed.notify_all();
    }).detach();

    std::unique_lock lock(lookup->mutex);
    while (!lookup->done) {
        if (wake.stopped())
            return stopped(host);
        if (steady_clock::now() >= deadline)
            return unreachable(
                fmt::format("The name {} was not resolved in time: check the name server.", host));
        lookup->changed.wait_for(lock, 20ms);
    }
    if (lookup->error != 0)
        return unreachable(
            fmt::format("The name {} could not be resolved: {}.", host, ::gai_strerror(lookup->error)));
    return std::move(lookup->found);
}

void setOption(int fd, int level, int option, int value) {
    // Each of these makes a good connection better; none is needed for one.
    static_cast<void>(::setsockopt(fd, level, option, &value, sizeof value));
}

FileDescriptor makeSocket(const addrinfo& address) {
    FileDescriptor socket(::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!socket)
        return socket;
    setOption(socket.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    setOption(socket.get(), SOL_SOCKET, SO_KEEPALIVE, 1);
#ifdef TCP_USER_TIMEOUT
    setOption(socket.get(), IPPROTO_TCP, TCP_USER_TIMEOUT, 4000);
#endif
    return socket;
}

/// 0 once connected, else what went wrong; ECANCELED when stopped.
int finishConnect(int fd, base::SteadyTime deadline, const Wake& wake) {
    for (;;) {
        if (wake.stopped())
            return ECANCELED;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
        if (left <= 0ms)
            return ETIMEDOUT;
        // A notification that is no stop is left for whoever it is meant for, so the Wake is only glanced at.
        pollfd entry{fd, POLLOUT, 0};
        if (::poll(&entry, 1, static_cast<int>(std::min(left, 20ms).count())) <= 0)
            continue;
        int error = 0;
        socklen_t length = sizeof error;
        return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : errno;
    }
}

} // namespace

SshResult<FileDescriptor> connectTcp(const std::string& host, std::uint16_t port, base::SteadyTime deadline,
                                     const Wake& wake) {
    auto addresses = resolve(host, port, deadline, wake);
    if (!addresses)
        return tl::make_unexpected(addresses.error());

    std::vector<const addrinfo*> candidates;
    for (const auto* address = addresses->get(); address != nullptr; address = address->ai_next)
        candidates.push_back(address);

    int error = EADDRNOTAVAIL;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        auto socket = makeSocket(*candidates[i]);
        if (!socket) {
            error = errno;
            continue;
        }
        // What is left of the time is shared by the addresses that are left.
        const auto now = base::SteadyTime(steady_clock::now());
        const auto share = (deadline - now) / static_cast<int>(candidates.size() - i);
        error = ::connect(socket.get(), candidates[i]->ai_addr, candidates[i]->ai_addrlen) == 0 ? 0 : errno;
        if (error == EINPROGRESS)
            error = finishConnect(socket.get(), now + share, wake);
        if (error == 0)
            return socket;
        if (error == ECANCELED)
            return stopped(host);
    }
    return unreachable(
        fmt::format("No connection to {} port {}: {}.", host, port, std::generic_category().message(error)));
}

} // namespace understudy::ops::ssh
