// Times as BIRD's control socket shows them, in the machine's local time.
#pragma once

#include <optional>
#include <string>

#include "core/base/clock.h"
#include "core/bird/config.h"

namespace understudy::bird {

/// `iso short`, `iso short ms`, `iso short us`, `iso long` ...: the formats that BIRD has names for.
/// `fractionDigits`: 0, 3 or 6. Short is the time of day for 20 hours, then the date.
TimeFormat isoShort(int fractionDigits);
TimeFormat isoLong(int fractionDigits);

/// The formats of one connection's replies.
struct ShownTimes {
    TimeFormat base = isoLong(3); ///< of `show status`
    TimeFormat protocol = isoShort(3);
    TimeFormat route = isoShort(3);
};

/// What the configuration says, BIRD's defaults for what it does not, and `ofConnection` (the command
/// `timeformat`) before either.
ShownTimes shownTimes(const TimeFormats& configured, const std::optional<TimeFormat>& ofConnection);

/// `time` in local time. BIRD's `%f` and `%Nf` (N from 1 to 6; 6 when left out) are the fraction of a second;
/// the rest is strftime(3)'s. "<error>" for a format that makes nothing, or over 127 bytes.
std::string formatTime(base::WallTime time, base::WallTime now, const TimeFormat& format);

} // namespace understudy::bird
