#include "core/bird/show_status.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/fields.h"
#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;
using std::chrono::milliseconds;

constexpr std::string_view productName = "BIRD ";

struct LocalTime {
    std::optional<std::chrono::sys_days> day; ///< of the speaker's own calendar
    std::optional<milliseconds> ofDay;
};

bool isVersion(std::string_view text) {
    const auto dot = text.find('.');
    return dot != std::string_view::npos && base::toNumber<unsigned>(text.substr(0, dot)).has_value() &&
           text.find_first_of(" ()") == std::string_view::npos;
}

/// `BIRD 2.0.12` or `BIRD 2.0.0 (understudyd 0.1.0)`.
std::optional<Greeting> parseSpeaker(std::string_view text) {
    constexpr std::string_view opening = " (understudyd ";
    if (!text.starts_with(productName))
        return std::nullopt;
    text.remove_prefix(productName.size());
    Greeting speaker;
    const auto own = text.find(opening);
    if (own != std::string_view::npos && text.ends_with(')')) {
        speaker.kind = SpeakerKind::Understudyd;
        text = text.substr(own + opening.size());
        text.remove_suffix(1);
    }
    if (!isVersion(text))
        return std::nullopt;
    speaker.version = base::sanitized(text, 64);
    return speaker;
}

/// YYYY-MM-DD
std::optional<std::chrono::sys_days> parseDay(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-')
        return std::nullopt;
    const auto year = base::toNumber<unsigned>(text.substr(0, 4));
    const auto month = base::toNumber<unsigned>(text.substr(5, 2));
    const auto day = base::toNumber<unsigned>(text.substr(8, 2));
    if (!year || !month || !day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days{date};
}

/// HH:MM:SS with any fraction
std::optional<milliseconds> parseTimeOfDay(std::string_view text) {
    if (text.size() < 8 || text[2] != ':' || text[5] != ':')
        return std::nullopt;
    const auto hours = base::toNumber<unsigned>(text.substr(0, 2));
    const auto minutes = base::toNumber<unsigned>(text.substr(3, 2));
    const auto seconds = parseSeconds(text.substr(6));
    if (!hours || !minutes || !seconds || *hours > 23 || *minutes > 59 ||
        *seconds >= std::chrono::seconds{61})
        return std::nullopt;
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + *seconds;
}

std::optional<LocalTime> parseTime(std::string_view text) {
    const auto parts = base::words(text);
    if (parts.empty() || parts.size() > 2)
        return std::nullopt;
    LocalTime time{.day = parseDay(parts.front()), .ofDay = parseTimeOfDay(parts.back())};
    const bool complete = parts.size() == 2 ? time.day && time.ofDay : time.day || time.ofDay;
    if (!complete)
        return std::nullopt;
    return time;
}

/// The value of the line that starts with `label`, sanitized; nullopt if there is none.
std::optional<std::string> valueAfter(std::string_view label, const Reply& reply) {
    const auto line = std::find_if(reply.lines.begin(), reply.lines.end(),
                                   [&](const ReplyLine& l) { return l.text.starts_with(label); });
    if (line == reply.lines.end())
        return std::nullopt;
    return base::sanitized(base::trimmed(std::string_view(line->text).substr(label.size())), 256);
}

} // namespace

Result<Greeting> parseGreeting(const Reply& reply) {
    constexpr std::string_view ending = " ready.";
    const std::string_view text = reply.text;
    if (reply.code == codeWelcome && reply.lines.empty() && text.ends_with(ending)) {
        if (const auto speaker = parseSpeaker(text.substr(0, text.size() - ending.size())))
            return *speaker;
    }
    return failure(
        fmt::format("the control socket does not greet as BIRD does: \"{}\"", base::sanitized(text, 80)));
}

Result<Status> parseStatus(const Reply& reply) {
    if (auto error = refusal(reply))
        return tl::make_unexpected(*error);
    const auto version = std::find_if(reply.lines.begin(), reply.lines.end(),
                                      [](const ReplyLine& line) { return line.code == codeVersion; });
    const auto routerId = valueAfter("Router ID is ", reply);
    const auto serverTime = valueAfter("Current server time is ", reply);
    const auto reconfiguration = valueAfter("Last reconfiguration on ", reply);
    if (reply.code != codeActivity || version == reply.lines.end() || !routerId || !serverTime ||
        !reconfiguration)
        return failure("the reply is not the whole of `show status`");
    const auto speaker = parseSpeaker(version->text);
    if (!speaker)
        return failure(
            fmt::format("`show status` names no version: \"{}\"", base::sanitized(version->text, 80)));
    const auto address = base::IpAddress::parse(*routerId);
    if (!address)
        return failure(fmt::format("`show status` shows a router ID that is none: \"{}\"", *routerId));
    return Status{.version = speaker->version,
                  .routerId = *address,
                  .serverTime = *serverTime,
                  .lastReconfiguration = *reconfiguration,
                  .running = reply.text == "Daemon is up and running"};
}

std::optional<milliseconds> ageOf(std::string_view since, std::string_view serverTime) {
    constexpr milliseconds betweenReplies = std::chrono::minutes{1};
    const auto then = parseTime(since);
    const auto now = parseTime(serverTime);
    if (!then || !now || !now->ofDay || (then->day && !now->day))
        return std::nullopt;
    milliseconds age = *now->ofDay - then->ofDay.value_or(milliseconds{0});
    if (then->day)
        age += *now->day - *then->day;
    if (age < milliseconds{0} && age >= -betweenReplies)
        return milliseconds{0};
    if (age < milliseconds{0} && !then->day)
        age += std::chrono::days{1};
    if (age < milliseconds{0})
        return std::nullopt;
    return age;
}

} // namespace understudy::bird
