#include "core/ops/ssh/wake.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>

namespace understudy::ops::ssh {

Wake::Wake() {
    std::array<int, 2> ends{};
    // Without a descriptor nothing here could ever be stopped.
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        std::abort();
    m_read = ends[0];
    m_write = ends[1];
}

Wake::~Wake() {
    ::close(m_read);
    ::close(m_write);
}

void Wake::notify() {
    const char byte = 0;
    // A full pipe is readable already.
    while (::write(m_write, &byte, 1) < 0 && errno == EINTR) {
    }
}

void Wake::stop() {
    m_stopped.store(true);
    notify();
}

void Wake::waitUntil(base::SteadyTime deadline) {
    const auto left = deadline - base::systemClock().steady();
    constexpr std::chrono::milliseconds longest{60'000};
    const auto timeout = std::clamp<std::chrono::nanoseconds>(left, std::chrono::nanoseconds{0}, longest);
    pollfd waited{m_read, POLLIN, 0};
    ::poll(&waited, 1, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(timeout).count()));
}

void Wake::clear() {
    std::array<char, 64> taken{};
    for (;;) {
        const auto count = ::read(m_read, taken.data(), taken.size());
        if (count <= 0 && errno != EINTR)
            break;
    }
    // The byte just taken may have been stop()'s.
    if (stopped())
        notify();
}

} // namespace understudy::ops::ssh
