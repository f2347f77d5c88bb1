// A timer that calls once.
#pragma once

#include <functional>
#include <memory>

#include <asio/io_context.hpp>

#include "core/base/clock.h"

namespace understudy::speaker {

/// After cancel(), a new setting, or its end nothing is called any more, even if it was already due: Asio
/// alone does not promise that.
class OneShot {
public:
    explicit OneShot(asio::io_context& io);
    OneShot(OneShot&&) = default;
    OneShot& operator=(OneShot&&) = delete;
    ~OneShot();

    /// At `time` of std::chrono::steady_clock, or at once when that has passed.
    void at(base::SteadyTime time, std::function<void()> call);
    void after(std::chrono::milliseconds time, std::function<void()> call);
    void cancel();

private:
    struct State;

    std::shared_ptr<State> m_state;
};

} // namespace understudy::speaker
