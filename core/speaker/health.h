// Whether a service is well, from the results of its checks.
#pragma once

#include <cstdint>

namespace understudy::speaker {

/// `rise` successes in a row make it healthy, `fall` failures in a row unhealthy. The very first result
/// decides alone; before it the service does not count as healthy.
class Health {
public:
    Health(std::uint32_t rise, std::uint32_t fall) : m_rise(rise), m_fall(fall) {}

    /// Whether healthy() is another one, or known, because of it.
    bool add(bool success) {
        m_inARow = success == m_lastSuccess ? m_inARow + 1 : 1;
        m_lastSuccess = success;
        if (m_known && (success == m_healthy || m_inARow < (success ? m_rise : m_fall)))
            return false;
        m_known = true;
        m_healthy = success;
        return true;
    }

    bool known() const { return m_known; }
    bool healthy() const { return m_healthy; }

private:
    std::uint32_t m_rise;
    std::uint32_t m_fall;
    std::uint32_t m_inARow = 0;
    bool m_lastSuccess = false;
    bool m_known = false;
    bool m_healthy = false;
};

} // namespace understudy::speaker
