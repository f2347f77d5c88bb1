// All that one picture of the timeline shows, and the painting of what lies around the RTT curve.
#pragma once

#include <optional>
#include <vector>

#include <QRectF>
#include <QString>

#include "core/ops/events.h"
#include "core/ops/sample_ring.h"
#include "ui/charts/time_axis.h"
#include "ui/models/lane_history.h"

class QPainter;

namespace understudy::ui {

struct Palette;

struct LaneView {
    QString name;
    const Lane* lane = nullptr;
};

struct TimelineFrame {
    TimeAxis axis;
    base::SteadyTime now{};
    base::WallTime::duration wallOffset{}; ///< wall time minus steady time
    std::vector<ops::Column> columns;      ///< one a pixel between axis.left and axis.right
    std::vector<LaneView> lanes;           ///< top to bottom
    std::vector<const ops::Event*> events; ///< inside the axis, oldest first

    base::WallTime wall(base::SteadyTime time) const {
        return base::WallTime{time.time_since_epoch() + wallOffset};
    }
};

/// Where the parts lie, from the size of the whole.
struct TimelineLayout {
    QRectF rtt;
    QRectF lost;
    std::vector<QRectF> lanes;
    QRectF times; ///< labels of the time axis

    /// From the top of the RTT curve to the bottom of the last lane.
    QRectF plot() const;
    static TimelineLayout of(const QSizeF& size, std::size_t laneCount, int lineHeight, int nameWidth);
};

/// Runs of columns in which nothing but losses was seen, as shaded stretches from top to bottom.
void paintGaps(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
               const Palette& palette);
void paintLosses(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                 const Palette& palette);
void paintLanes(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                const Palette& palette);
void paintTimes(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                const Palette& palette);
/// A hairline for what moved traffic, a small shape above the curve for each event.
void paintEvents(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                 const Palette& palette);
/// A line at `x` and a box with what was seen there.
void paintCrosshair(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame, double x,
                    const Palette& palette);

} // namespace understudy::ui
