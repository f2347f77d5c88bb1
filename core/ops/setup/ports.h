// Ports as the rules of firewalls write them.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/text.h"

namespace understudy::ops {

inline constexpr int bgpPort = 179;

/// Whether `179`, or `100-200` with its `dash`, holds BGP's; nullopt when it is not told in numbers.
inline std::optional<bool> takesBgp(std::string_view ports, char dash = '-') {
    const auto at = ports.find(dash);
    const auto first = base::toNumber<int>(ports.substr(0, at));
    const auto last = at == std::string_view::npos ? first : base::toNumber<int>(ports.substr(at + 1));
    if (!first || !last)
        return std::nullopt;
    return *first <= bgpPort && bgpPort <= *last;
}

} // namespace understudy::ops
