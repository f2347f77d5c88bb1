// Pieces of text that several replies are made of. For this room's writers.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>

#include <fmt/format.h>

#include "core/bird/speaker_view.h"

namespace understudy::bird {

/// `218.139/240`: what is left of how many seconds.
inline std::string timerText(const TimerView& timer) {
    const auto left = std::max(timer.left, std::chrono::milliseconds{0}).count();
    return fmt::format("{}.{:03}/{}", left / 1000, left % 1000, timer.whole.count());
}

} // namespace understudy::bird
