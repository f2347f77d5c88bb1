// Pieces of text that several replies are made of. For this room's parsers.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/base/text.h"

namespace understudy::bird {

/// `185`, `218.139` or `218.139000`, in seconds, at most 2^32 - 1; digits after the third are dropped.
inline std::optional<std::chrono::milliseconds> parseSeconds(std::string_view text) {
    const auto dot = text.find('.');
    const auto seconds = base::toNumber<std::uint32_t>(text.substr(0, dot));
    if (!seconds)
        return std::nullopt;
    std::chrono::milliseconds result = std::chrono::seconds{*seconds};
    if (dot == std::string_view::npos)
        return result;
    const auto fraction = text.substr(dot + 1);
    const auto value = base::toNumber<std::uint32_t>(fraction);
    if (!value || fraction.size() > 6)
        return std::nullopt;
    std::uint32_t micros = *value;
    for (auto digits = fraction.size(); digits < 6; ++digits)
        micros *= 10;
    return result + std::chrono::milliseconds{micros / 1000};
}

} // namespace understudy::bird
