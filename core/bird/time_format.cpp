#include "core/bird/time_format.h"

#include <array>
#include <ctime>
#include <string_view>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

constexpr std::chrono::hours shortTimes{20};

std::string withFraction(std::string_view format, int digits) {
    return digits == 0 ? std::string(format) : fmt::format("{}.%{}f", format, digits);
}

bool isFractionDigit(char c) {
    return c >= '1' && c <= '6';
}

/// The format with `%f` and `%Nf` replaced by digits, which strftime(3) leaves alone.
std::string withFractionsFilled(std::string_view format, std::chrono::microseconds fraction) {
    const auto micros = fmt::format("{:06}", fraction.count());
    std::string result;
    while (!format.empty()) {
        std::size_t taken = 1;
        if (format.starts_with("%f")) {
            taken = 2;
            result += micros;
        } else if (format.size() > 2 && format[0] == '%' && isFractionDigit(format[1]) && format[2] == 'f') {
            taken = 3;
            result += micros.substr(0, static_cast<std::size_t>(format[1] - '0'));
        } else {
            taken = format.starts_with("%%") ? 2 : 1;
            result += format.substr(0, taken);
        }
        format.remove_prefix(taken);
    }
    return result;
}

} // namespace

TimeFormat isoShort(int fractionDigits) {
    return {.recent = withFraction("%T", fractionDigits), .limit = shortTimes, .old = "%F"};
}

TimeFormat isoLong(int fractionDigits) {
    return {.recent = withFraction("%F %T", fractionDigits), .limit = std::nullopt, .old = {}};
}

ShownTimes shownTimes(const TimeFormats& configured, const std::optional<TimeFormat>& ofConnection) {
    const ShownTimes defaults;
    const auto chosen = [&](const std::optional<TimeFormat>& format, const TimeFormat& otherwise) {
        return ofConnection.value_or(format.value_or(otherwise));
    };
    return {.base = chosen(configured.base, defaults.base),
            .protocol = chosen(configured.protocol, defaults.protocol),
            .route = chosen(configured.route, defaults.route)};
}

std::string formatTime(base::WallTime time, base::WallTime now, const TimeFormat& format) {
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    const auto fraction = std::chrono::floor<std::chrono::microseconds>(time - second);
    const std::time_t stamp{second.time_since_epoch().count()};
    std::tm local{};
    std::array<char, 128> shown{};
    const bool old = format.limit && now - time >= *format.limit;
    const auto filled = withFractionsFilled(old ? format.old : format.recent, fraction);
    if (localtime_r(&stamp, &local) == nullptr)
        return "<error>";
    const auto length = std::strftime(shown.data(), shown.size(), filled.c_str(), &local);
    return length == 0 ? "<error>" : std::string(shown.data(), length);
}

} // namespace understudy::bird
