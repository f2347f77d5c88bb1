// Keeps the number of half-open logins at one SSH server under what its MaxStartups (10:30:100) lets through.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <string>

namespace understudy::ops::ssh {

class Wake;

/// Shared by all node threads.
class ConnectGate {
public:
    /// A place in the gate, given back when destroyed.
    class Place {
    public:
        Place() = default;
        Place(ConnectGate* gate, std::string server);
        Place(Place&& other) noexcept;
        Place& operator=(Place&& other) noexcept;
        ~Place();

        explicit operator bool() const { return m_gate != nullptr; }

    private:
        ConnectGate* m_gate = nullptr;
        std::string m_server;
    };

    /// `limit`: logins under way at one server at the same time, at least 1.
    explicit ConnectGate(int limit = 5);

    /// Waits for a place at `server` (HOST:PORT); an empty place when stopped.
    Place enter(const std::string& server, const Wake& wake);

private:
    void leave(const std::string& server);

    const int m_limit;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::string, int> m_entered;
};

} // namespace understudy::ops::ssh
