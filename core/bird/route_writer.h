// `show route [all]` and `show route ... count`, laid out as BIRD 2.0.12 does.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/bird/reply_writer.h"
#include "core/bird/speaker_view.h"
#include "core/bird/time_format.h"

namespace understudy::bird {

/// One reply, a route at a time: between two of them the caller may take pieces from the writer, so that many
/// routes need little memory. `writer` must outlive this.
class RouteWriter {
public:
    /// `all`: with attributes.
    RouteWriter(ReplyWriter& writer, bool all, base::WallTime now, TimeFormat format);

    /// Routes come sorted by table; a further route to the same network directly after the first.
    void add(const RouteView& route);
    /// The end of the reply.
    void finish();

private:
    void writeAttributes(const RouteView& route);

    ReplyWriter& m_writer;
    bool m_all;
    base::WallTime m_now;
    TimeFormat m_format;
    bool m_started = false;
    std::string m_table;
    base::Prefix m_net;
};

/// All of them in one go.
void writeRoutes(ReplyWriter& writer, std::span<const RouteView> routes, bool all, base::WallTime now,
                 const TimeFormat& format);

/// What one table has, of which `shown` were asked for.
struct RouteCount {
    std::string table;
    std::uint64_t shown = 0;
    std::uint64_t routes = 0;
    std::uint64_t networks = 0;
};

/// A line a table, and their sum.
void writeRouteCounts(ReplyWriter& writer, std::span<const RouteCount> counts);

} // namespace understudy::bird
