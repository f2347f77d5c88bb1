// The instance of the recordings of BIRD 2.0.12, as the daemon would show itself; and what the writers make
// of it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/bird/reply_writer.h"
#include "core/bird/speaker_view.h"

namespace understudy::test {

/// 2026-11-23, `clock` as HH:MM:SS.mmm in UTC. The tests show times in UTC.
base::WallTime at(std::string_view clock);
/// While it lives, local time is the zone's (a TZ, e.g. `UTC0`).
class TimeZone {
public:
    explicit TimeZone(const char* zone);
    ~TimeZone();
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

private:
    std::optional<std::string> m_before;
};

/// All that `write` makes the writer hold.
std::string written(const std::function<void(bird::ReplyWriter&)>& write);
/// What the speaker of a recording sent after its greeting.
std::string recordedBytes(std::string_view name);

bird::SpeakerView speaker();
/// device1, direct1, vultr, vultr6: all up, the sessions Established.
std::vector<bird::ProtocolView> protocols();
/// vultr before a session: no error, nothing exported.
bird::ProtocolView connecting();
std::vector<bird::RouteView> routes();
std::vector<bird::InterfaceView> interfaces();

} // namespace understudy::test
