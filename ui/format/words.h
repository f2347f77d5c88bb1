// Numbers, units and short words as the window shows them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <QString>

#include "core/base/clock.h"
#include "core/bird/values.h"
#include "core/cluster/judgement.h"

namespace understudy::ui {

/// What stands where there is nothing to show.
extern const QString absent;

QString text(const std::string& utf8);

/// `0.4 s`, `42 s`, `3 min 5 s`, `3 h 12 min`, `2 d 4 h`; a negative one counts as 0.
QString duration(std::chrono::nanoseconds value);
/// For predictions: `< 0.1 s`, `0.5 s`, `240 s`; seconds up to ten minutes, then as duration().
QString seconds(std::chrono::milliseconds value);
/// `0.08 ms`, `12.3 ms`, `240 ms`.
QString milliseconds(std::chrono::nanoseconds value);
QString milliseconds(double value);
/// `0.4 %`; never `0.0 %` for more than nothing nor `100.0 %` for less than all.
QString percent(double share);

/// Local time with milliseconds: `19:14:02.318`.
QString clockTime(base::WallTime time);
/// `today 16:02:11`, or with the date in front when it was another day than `now`.
QString dateTime(base::WallTime time, base::WallTime now);

/// The state's name, as RFC 4271 writes it.
QString word(bird::BgpState state);
/// up, degraded, down, unknown
QString word(cluster::Health health);
QString word(cluster::LinkState link);
QString word(base::Family family);

/// `65500 65500`
QString asPath(const std::vector<bird::AsNumber>& path);
/// `BIRD 1.6.8`
QString speakerName(bird::SpeakerKind kind, const std::string& version);

/// The names of these nodes, joined with commas and `and`; absent when there are none.
QString names(const cluster::Snapshot& snapshot, const std::vector<std::size_t>& nodes);

} // namespace understudy::ui
