#include "ui/charts/time_axis.h"

#include <algorithm>

namespace understudy::ui {

using std::chrono::nanoseconds;

namespace {

nanoseconds scaled(nanoseconds value, double factor) {
    return nanoseconds{static_cast<nanoseconds::rep>(static_cast<double>(value.count()) * factor)};
}

} // namespace

double TimeAxis::x(base::SteadyTime time) const {
    const double share =
        static_cast<double>((time - from).count()) / static_cast<double>(std::max<long>(1, span().count()));
    return left + share * (right - left);
}

base::SteadyTime TimeAxis::time(double x) const {
    return from + scaled(span(), (x - left) / std::max(1.0, right - left));
}

void TimeAxis::zoom(double factor, base::SteadyTime anchor) {
    const auto before = span();
    const auto after = std::clamp(scaled(before, factor), minSpan, maxSpan);
    const double share = static_cast<double>((anchor - from).count()) / static_cast<double>(before.count());
    from = anchor - scaled(after, share);
    to = from + after;
}

void TimeAxis::pan(nanoseconds by) {
    from += by;
    to += by;
}

void TimeAxis::keepWithin(base::SteadyTime latest) {
    if (to > latest)
        pan(latest - to);
    if (from < latest - maxSpan)
        pan(latest - maxSpan - from);
}

std::chrono::seconds tickStep(const TimeAxis& axis, double pixelsApart) {
    static constexpr int steps[] = {1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600};
    const double perSecond = (axis.right - axis.left) / std::chrono::duration<double>(axis.span()).count();
    for (const int step : steps) {
        if (step * perSecond >= pixelsApart)
            return std::chrono::seconds{step};
    }
    return std::chrono::hours{12};
}

} // namespace understudy::ui
