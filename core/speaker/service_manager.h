// Tells systemd how the daemon is (sd_notify(3)), without its library.
#pragma once

#include <string_view>

#include "core/speaker/one_shot.h"

namespace understudy::speaker {

/// Does nothing where there is no service manager that listens.
class ServiceManager {
public:
    /// Reads $NOTIFY_SOCKET and $WATCHDOG_USEC, and takes them out of the environment.
    explicit ServiceManager(asio::io_context& io);
    ~ServiceManager();
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    /// From here on also twice in each watchdog interval.
    void ready();
    void reloading();
    void stopping();
    /// One line for `systemctl status`.
    void status(std::string_view text);

private:
    void send(std::string_view text);
    void feedWatchdog();

    int m_socket = -1;
    std::chrono::milliseconds m_watchdog{0};
    OneShot m_next;
};

} // namespace understudy::speaker
