// The greeting, `show status`, and what its clock says about the times that other replies show.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "core/base/result.h"
#include "core/bird/reply.h"
#include "core/bird/values.h"

namespace understudy::bird {

/// The first reply on every connection: `0001 BIRD 2.0.12 ready.`, or from understudyd
/// `0001 BIRD 2.0.0 (understudyd 0.1.0) ready.`, whose version is then 0.1.0. The version starts with a
/// number and a dot, or it is an error.
base::Result<Greeting> parseGreeting(const Reply& reply);

/// The reply to `show status`, of any version. An error when it is a refusal or lacks what every version
/// shows.
base::Result<Status> parseStatus(const Reply& reply);

/// How long before `serverTime` (of `show status`) the time `since` was, both as the speaker shows them in
/// its own time zone. `since` is `HH:MM:SS`, `YYYY-MM-DD HH:MM:SS` (both with or without a fraction), or a
/// date: by default BIRD shows a time of day for 20 hours and then the date alone, which counts from its
/// midnight.
///
/// The two come from different replies: a `since` later than the clock by up to a minute is age 0. A time of
/// day later than that was yesterday's. nullopt for other formats (`timeformat` can be anything) and for a
/// date in the future. A change to or from summer time in between is not known and shifts the age by an hour.
std::optional<std::chrono::milliseconds> ageOf(std::string_view since, std::string_view serverTime);

} // namespace understudy::bird
