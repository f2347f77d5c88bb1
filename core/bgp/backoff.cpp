#include "core/bgp/backoff.h"

#include <algorithm>

namespace understudy::bgp {

std::chrono::milliseconds Backoff::next() {
    const auto base = std::min(m_next, m_last);
    m_next = std::min(2 * base, m_last);
    return jittered(base, m_random);
}

std::chrono::milliseconds jittered(std::chrono::milliseconds time, const RandomUnit& random) {
    const auto less = static_cast<double>(time.count()) * 0.25 * random();
    return time - std::chrono::milliseconds{static_cast<std::int64_t>(less)};
}

} // namespace understudy::bgp
