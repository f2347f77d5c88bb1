// Values that may not be known, as JSON: null then.
#pragma once

#include <chrono>
#include <optional>

#include <nlohmann/json.hpp>

#include "core/base/clock.h"
#include "core/base/ip.h"

namespace understudy::ops {

template <typename T>
nlohmann::ordered_json orNull(const std::optional<T>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

inline nlohmann::ordered_json orNull(const std::optional<std::chrono::milliseconds>& duration) {
    return duration ? nlohmann::ordered_json(duration->count()) : nlohmann::ordered_json(nullptr);
}

inline nlohmann::ordered_json orNull(const std::optional<base::IpAddress>& address) {
    return address ? nlohmann::ordered_json(address->toString()) : nlohmann::ordered_json(nullptr);
}

inline nlohmann::ordered_json orNull(const std::optional<base::WallTime>& time) {
    return time ? nlohmann::ordered_json(base::toIso8601(*time)) : nlohmann::ordered_json(nullptr);
}

} // namespace understudy::ops
