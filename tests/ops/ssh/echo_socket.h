// A Unix socket that sends back what it gets, one client after the other.
#pragma once

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <thread>

namespace understudy::test {

class EchoSocket {
public:
    explicit EchoSocket(std::string path)
        : m_path(std::move(path)), m_listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, m_path.c_str(), sizeof address.sun_path - 1);
        if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(m_listener, 16) != 0)
            throw std::runtime_error("no socket " + m_path);
        m_thread = std::thread([this] { serve(); });
    }
    ~EchoSocket() {
        ::shutdown(m_listener, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
    }
    EchoSocket(const EchoSocket&) = delete;
    EchoSocket& operator=(const EchoSocket&) = delete;

    const std::string& path() const { return m_path; }

private:
    void serve() const {
        for (;;) {
            const int client = ::accept(m_listener, nullptr, nullptr);
            if (client < 0)
                return;
            std::array<char, 4096> bytes{};
            for (ssize_t n = 0; (n = ::read(client, bytes.data(), bytes.size())) > 0;) {
                if (::write(client, bytes.data(), static_cast<std::size_t>(n)) != n)
                    break;
            }
            ::close(client);
        }
    }

    std::string m_path;
    int m_listener;
    std::thread m_thread;
};

} // namespace understudy::test
