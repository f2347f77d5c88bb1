#include "core/ops/probe/ping_output.h"

#include <cmath>
#include <optional>

#include "core/base/text.h"

namespace understudy::ops {
namespace {

/// Takes `prefix` off the front; false when it is not there.
bool skip(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

/// Takes off what stands before `end`, and `end` too; nullopt when there is no `end`.
std::optional<std::string_view> takeUntil(std::string_view& text, std::string_view end) {
    const auto at = text.find(end);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto taken = text.substr(0, at);
    text.remove_prefix(at + end.size());
    return taken;
}

std::optional<std::chrono::nanoseconds> parseMilliseconds(std::string_view text) {
    const auto value = base::toNumber<double>(text);
    if (!value || !std::isfinite(*value) || *value < 0 || *value > 3'600'000)
        return std::nullopt;
    return std::chrono::nanoseconds{std::llround(*value * 1e6)};
}

PingLine parseReply(std::string_view rest, const base::IpAddress& target) {
    const auto from = takeUntil(rest, ": icmp_seq=");
    const auto sequence = takeUntil(rest, " ");
    const auto ttl = takeUntil(rest, " time=");
    const auto time = takeUntil(rest, " ms");
    if (!from || !sequence || !ttl || !time || !rest.empty())
        return {};
    const auto number = base::toNumber<std::uint16_t>(*sequence);
    const auto rtt = parseMilliseconds(*time);
    const auto source = base::IpAddress::parse(*from);
    if (!number || !rtt || !source || *source != target)
        return {};
    return PingReply{.sequence = *number, .rtt = *rtt};
}

PingLine parseRefusal(std::string_view rest, std::string_view from) {
    const auto number = takeUntil(rest, " ");
    const auto sequence = number ? base::toNumber<std::uint16_t>(*number) : std::nullopt;
    const auto source = base::IpAddress::parse(from);
    if (!sequence || !source || rest.empty())
        return {};
    return PingRefusal{.sequence = *sequence,
                       .what = base::sanitized(rest, 100) + ", says " + source->toString()};
}

} // namespace

PingLine parsePingLine(std::string_view line, const base::IpAddress& target) {
    line = base::trimmed(line);
    if (skip(line, "64 bytes from "))
        return parseReply(line, target);
    if (skip(line, "no answer yet for icmp_seq=")) {
        const auto sequence = base::toNumber<std::uint16_t>(line);
        return sequence ? PingLine{PingSilence{*sequence}} : PingLine{};
    }
    if (skip(line, "From ")) {
        const auto from = takeUntil(line, " icmp_seq=");
        return from ? parseRefusal(line, *from) : PingLine{};
    }
    if (skip(line, "ping: ") || skip(line, "/usr/bin/ping: "))
        return PingComplaint{base::sanitized(line, 200)};
    return {};
}

} // namespace understudy::ops
