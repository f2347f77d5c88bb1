// Time as this project counts it, and the clock that tests replace.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace understudy::base {

/// Wall-clock time, UTC. For what people read and for times that come from elsewhere.
using WallTime = std::chrono::sys_time<std::chrono::nanoseconds>;
/// Monotonic time of this process's machine. For ages, deadlines and durations.
using SteadyTime = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;

/// Where "now" comes from. Injected, so that tests run in virtual time.
class Clock {
public:
    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    virtual WallTime wall() const = 0;
    virtual SteadyTime steady() const = 0;
};

/// The machine's own clocks. Lives as long as the program.
const Clock& systemClock();

/// Of systemClock(): for threads that wait for the system, which no virtual time could hurry.
inline SteadyTime steadyNow() {
    return systemClock().steady();
}

/// ISO 8601 in UTC with milliseconds, e.g. `2026-01-02T03:04:05.678Z`.
std::string toIso8601(WallTime time);

/// The inverse of toIso8601; nullopt unless the text is exactly of that form, in the years 1678 to 2261.
std::optional<WallTime> fromIso8601(std::string_view text);

} // namespace understudy::base
