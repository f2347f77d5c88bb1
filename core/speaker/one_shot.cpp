#include "core/speaker/one_shot.h"

#include <cstdint>
#include <utility>

#include <asio/steady_timer.hpp>

namespace understudy::speaker {

struct OneShot::State {
    explicit State(asio::io_context& io) : timer(io) {}

    asio::steady_timer timer;
    std::uint64_t setting = 0;
    std::function<void()> call;
};

OneShot::OneShot(asio::io_context& io) : m_state(std::make_shared<State>(io)) {}

OneShot::~OneShot() {
    if (m_state)
        cancel();
}

void OneShot::at(base::SteadyTime time, std::function<void()> call) {
    const auto setting = ++m_state->setting;
    m_state->call = std::move(call);
    m_state->timer.expires_at(std::chrono::time_point_cast<asio::steady_timer::duration>(time));
    m_state->timer.async_wait([state = m_state, setting](const asio::error_code&) {
        if (state->setting == setting && state->call)
            std::exchange(state->call, nullptr)();
    });
}

void OneShot::after(std::chrono::milliseconds time, std::function<void()> call) {
    at(std::chrono::steady_clock::now() + time, std::move(call));
}

void OneShot::cancel() {
    ++m_state->setting;
    m_state->call = nullptr;
    m_state->timer.cancel();
}

} // namespace understudy::speaker
