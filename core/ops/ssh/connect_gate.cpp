#include "core/ops/ssh/connect_gate.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {

ConnectGate::Place::Place(ConnectGate* gate, std::string server)
    : m_gate(gate), m_server(std::move(server)) {}

ConnectGate::Place::Place(Place&& other) noexcept
    : m_gate(std::exchange(other.m_gate, nullptr)), m_server(std::move(other.m_server)) {}

ConnectGate::Place& ConnectGate::Place::operator=(Place&& other) noexcept {
    if (this != &other) {
        if (m_gate != nullptr)
            m_gate->leave(m_server);
        m_gate = std::exchange(other.m_gate, nullptr);
        m_server = std::move(other.m_server);
    }
    return *this;
}

ConnectGate::Place::~Place() {
    if (m_gate != nullptr)
        m_gate->leave(m_server);
}

ConnectGate::ConnectGate(int limit) : m_limit(std::max(limit, 1)) {}

ConnectGate::Place ConnectGate::enter(const std::string& server, const Wake& wake) {
    // How long a stop() can go unnoticed: the Wake cannot notify a condition variable.
    constexpr auto glance = std::chrono::milliseconds(20);
    std::unique_lock lock(m_mutex);
    while (!wake.stopped()) {
        auto& entered = m_entered[server];
        if (entered < m_limit) {
            ++entered;
            return Place(this, server);
        }
        m_changed.wait_for(lock, glance);
    }
    return {};
}

void ConnectGate::leave(const std::string& server) {
    {
        const std::lock_guard lock(m_mutex);
        const auto place = m_entered.find(server);
        if (--place->second == 0)
            m_entered.erase(place);
    }
    m_changed.notify_all();
}

} // namespace understudy::ops::ssh
