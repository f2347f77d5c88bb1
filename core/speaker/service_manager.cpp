#include "core/speaker/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::speaker {

ServiceManager::ServiceManager(asio::io_context& io) : m_next(io) {
    const char* path = std::getenv("NOTIFY_SOCKET");
    if (const char* interval = std::getenv("WATCHDOG_USEC"))
        m_watchdog = std::chrono::milliseconds{base::toNumber<std::int64_t>(interval).value_or(0) / 1000};
    if (path != nullptr) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        const std::size_t length = std::strlen(path);
        if (length > 0 && length < sizeof address.sun_path) {
            std::memcpy(address.sun_path, path, length);
            if (path[0] == '@')
                address.sun_path[0] = '\0';
            m_socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
            const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
            if (m_socket >= 0 &&
                ::connect(m_socket, reinterpret_cast<const sockaddr*>(&address), size) != 0) {
                ::close(m_socket);
                m_socket = -1;
            }
        }
    }
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
}

ServiceManager::~ServiceManager() {
    if (m_socket >= 0)
        ::close(m_socket);
}

void ServiceManager::ready() {
    send("READY=1");
    m_next.cancel();
    feedWatchdog();
}

void ServiceManager::reloading() {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}",
                     std::chrono::duration_cast<std::chrono::microseconds>(now).count()));
}

void ServiceManager::stopping() {
    send("STOPPING=1");
    m_next.cancel(); // or the loop would never come to its end
}

void ServiceManager::status(std::string_view text) {
    send(fmt::format("STATUS={}", base::sanitized(text)));
}

void ServiceManager::send(std::string_view text) {
    if (m_socket >= 0)
        static_cast<void>(::send(m_socket, text.data(), text.size(), MSG_NOSIGNAL));
}

void ServiceManager::feedWatchdog() {
    if (m_socket < 0 || m_watchdog.count() < 2)
        return;
    send("WATCHDOG=1");
    m_next.after(m_watchdog / 2, [this] { feedWatchdog(); });
}

} // namespace understudy::speaker
