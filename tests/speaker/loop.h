// Runs an event loop until something holds.
#pragma once

#include <array>
#include <chrono>
#include <functional>

#include <asio/io_context.hpp>

#include "core/speaker/hands.h"

namespace understudy::test {

class Loop {
public:
    asio::io_context io{1};

    /// Whether it came to hold within ten seconds.
    bool until(const std::function<bool()>& holds) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!holds()) {
            io.restart();
            if (std::chrono::steady_clock::now() > deadline)
                return false;
            io.run_one_for(std::chrono::milliseconds(20));
        }
        return true;
    }

    speaker::Hands& hands() { return m_hands; }

private:
    speaker::Log m_log;
    std::array<std::uint8_t, 4096> m_scratch{};
    speaker::Hands m_hands{io, m_log, base::systemClock(), [] { return 0.5; }, m_scratch};
};

} // namespace understudy::test
