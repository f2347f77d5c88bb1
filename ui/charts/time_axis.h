// The one time axis that the RTT chart, the loss lane and the instance lanes share.
#pragma once

#include <vector>

#include "core/base/clock.h"

namespace understudy::ui {

/// Maps [from, to) onto [left, right) in pixels.
struct TimeAxis {
    static constexpr std::chrono::nanoseconds minSpan = std::chrono::seconds{5};
    static constexpr std::chrono::nanoseconds maxSpan = std::chrono::hours{24};

    base::SteadyTime from{};
    base::SteadyTime to{};
    double left = 0;
    double right = 1;

    std::chrono::nanoseconds span() const { return to - from; }
    double x(base::SteadyTime time) const;
    base::SteadyTime time(double x) const;

    /// Times `factor` longer around `anchor`, which stays where it is; within minSpan and maxSpan.
    void zoom(double factor, base::SteadyTime anchor);
    /// Moved as a whole.
    void pan(std::chrono::nanoseconds by);
    /// Moved as a whole, so that it ends no later than `latest` and begins no earlier than maxSpan before it.
    void keepWithin(base::SteadyTime latest);
};

/// A step for labels that has at least `pixelsApart` between two of them: 1, 2, 5, 10 s ... 6 h.
std::chrono::seconds tickStep(const TimeAxis& axis, double pixelsApart);

} // namespace understudy::ui
