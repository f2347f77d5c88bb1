#include "ui/charts/timeline_frame.h"

#include <algorithm>
#include <cmath>

#include <QDateTime>
#include <QPainter>

#include "ui/format/palette.h"
#include "ui/format/sentences.h"
#include "ui/format/shapes.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

QRectF TimelineLayout::plot() const {
    return QRectF{rtt.topLeft(), lanes.empty() ? lost.bottomRight() : lanes.back().bottomRight()};
}

TimelineLayout TimelineLayout::of(const QSizeF& size, std::size_t laneCount, int lineHeight, int nameWidth) {
    constexpr qreal topMargin = 26;
    constexpr qreal rightMargin = 22;
    const qreal left = nameWidth + 18;
    const qreal width = std::max<qreal>(10, size.width() - left - rightMargin);
    const qreal timesHeight = lineHeight + 10;
    const qreal lostHeight = lineHeight + 4;
    const qreal count = static_cast<qreal>(laneCount);
    const qreal forLanes = (size.height() - topMargin - timesHeight - lostHeight) * 0.56;
    const qreal laneHeight =
        std::clamp<qreal>(laneCount ? forLanes / count : 0, lineHeight, lineHeight * 1.9);
    const qreal rttHeight =
        std::max<qreal>(30, size.height() - topMargin - timesHeight - lostHeight - count * laneHeight - 14);

    TimelineLayout layout;
    layout.rtt = QRectF{left, topMargin, width, rttHeight};
    layout.lost = QRectF{left, layout.rtt.bottom() + 10, width, lostHeight};
    qreal y = layout.lost.bottom() + 4;
    for (std::size_t i = 0; i < laneCount; ++i, y += laneHeight)
        layout.lanes.emplace_back(left, y, width, laneHeight);
    layout.times = QRectF{left, y + 4, width, timesHeight};
    return layout;
}

namespace {

double columnX(const TimelineFrame& frame, std::size_t column) {
    const auto& axis = frame.axis;
    return axis.left +
           static_cast<double>(column) * (axis.right - axis.left) / static_cast<double>(frame.columns.size());
}

void paintLaneName(QPainter& painter, const QRectF& lane, const QString& name, const Palette& palette) {
    painter.setPen(palette.text);
    const QRectF at{4, lane.top(), lane.left() - 14, lane.height()};
    painter.drawText(at, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, static_cast<int>(at.width())));
}

void paintUnderline(QPainter& painter, const QRectF& lane, const Palette& palette) {
    painter.setPen(QPen{palette.grid, 1});
    const qreal y = std::round(lane.bottom()) - 0.5;
    painter.drawLine(QPointF{lane.left(), y}, QPointF{lane.right(), y});
}

QPen dashed(const QColor& color, const QList<qreal>& pattern) {
    QPen pen{color, 1.2};
    pen.setDashPattern(pattern);
    return pen;
}

void paintStretch(QPainter& painter, const QRectF& lane, double x1, double x2, LaneState state,
                  const Palette& palette) {
    const qreal thick = std::min<qreal>(16, lane.height() - 4);
    const qreal thin = std::min<qreal>(6, lane.height() - 4);
    const QRectF wide{x1, lane.center().y() - thick / 2, std::max(1.0, x2 - x1), thick};
    const QRectF narrow{x1, lane.center().y() - thin / 2, std::max(1.0, x2 - x1), thin};
    painter.setPen(Qt::NoPen);
    switch (state) {
    case LaneState::Serving:
        painter.setBrush(palette.serve);
        painter.drawRoundedRect(wide, 2, 2);
        if (wide.width() > painter.fontMetrics().horizontalAdvance(u"serving"_s) + 14 && thick >= 12) {
            painter.setPen(palette.onServe);
            painter.drawText(wide.adjusted(7, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, u"serving"_s);
        }
        break;
    case LaneState::Announcing:
        painter.setBrush(palette.up);
        painter.drawRoundedRect(narrow, 2, 2);
        break;
    case LaneState::Silent:
        painter.setBrush(palette.line);
        painter.drawRect(QRectF{x1, lane.center().y() - 0.75, x2 - x1, 1.5});
        break;
    case LaneState::SessionDown:
        painter.setBrush(palette.warnFill);
        painter.drawRoundedRect(narrow, 2, 2);
        break;
    case LaneState::InterfaceDown:
        painter.setPen(dashed(palette.down, {3, 2}));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(narrow.adjusted(0.5, 0, -0.5, 0));
        break;
    case LaneState::Unknown:
        // A pattern, not a dashed pen: stroking fifty lanes of thousands of dots takes a tenth of a second.
        painter.fillRect(QRectF{x1, lane.center().y() - 0.75, x2 - x1, 1.5},
                         QBrush{palette.dim, Qt::VerPattern});
        break;
    }
}

QString laneWord(LaneState state) {
    switch (state) {
    case LaneState::Serving:
        return u"serving"_s;
    case LaneState::Announcing:
        return u"announcing"_s;
    case LaneState::Silent:
        return u"not announcing"_s;
    case LaneState::SessionDown:
        return u"session down"_s;
    case LaneState::InterfaceDown:
        return u"interface down"_s;
    case LaneState::Unknown:
        return u"unknown"_s;
    }
    return {};
}

/// What the lane showed at `time`; nullopt before its history begins.
std::optional<LaneState> stateAt(const Lane& lane, base::SteadyTime time) {
    const auto after = std::upper_bound(lane.begin(), lane.end(), time,
                                        [](base::SteadyTime t, const LaneChange& c) { return t < c.at; });
    if (after == lane.begin())
        return std::nullopt;
    return std::prev(after)->state;
}

bool movesTraffic(const ops::Event& event) {
    return (event.kind == ops::EventKind::ServingMoved && !event.from.empty()) ||
           event.kind == ops::EventKind::Unreachable || event.kind == ops::EventKind::InterfaceDown ||
           event.kind == ops::EventKind::InterfaceGone;
}

QStringList linesAt(const TimelineFrame& frame, double x) {
    const auto time = frame.axis.time(x);
    QStringList lines{clockTime(frame.wall(time)).chopped(2)};
    const auto count = frame.columns.size();
    const double share = (x - frame.axis.left) / (frame.axis.right - frame.axis.left);
    const auto index =
        std::min(count - 1, static_cast<std::size_t>(std::max(0.0, share) * static_cast<double>(count)));
    // A pixel can be narrower than the probe's interval: the nearest column with samples speaks.
    const auto reach = std::min<std::size_t>(12, count);
    for (std::size_t away = 0; away < reach; ++away) {
        const auto& column = frame.columns[index >= away ? index - away : index];
        if (column.answered == 0 && column.lost == 0)
            continue;
        if (column.answered > 0)
            lines << u"RTT %1 (%2 to %3)"_s.arg(milliseconds(column.meanMs), milliseconds(column.minMs),
                                                milliseconds(column.maxMs));
        if (column.lost > 0)
            lines << u"%1 of %2 lost"_s.arg(column.lost).arg(column.lost + column.answered);
        break;
    }
    for (const auto& lane : frame.lanes) {
        if (const auto state = stateAt(*lane.lane, time))
            lines << lane.name + u' ' + laneWord(*state);
    }
    for (const auto* event : frame.events) {
        if (std::abs(frame.axis.x(event->steady) - x) < 5 && lines.size() < 14)
            lines << clockTime(event->at) + u' ' + subject(*event) + u": "_s + sentence(*event);
    }
    return lines;
}

} // namespace

void paintGaps(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
               const Palette& palette) {
    const auto plot = layout.plot();
    const auto& columns = frame.columns;
    for (std::size_t i = 0; i < columns.size();) {
        if (columns[i].lost == 0) {
            ++i;
            continue;
        }
        const std::size_t first = i;
        std::size_t last = i;
        // Empty columns between two losses belong to the gap; an answer ends it.
        for (; i < columns.size() && (columns[i].answered == 0 || i == first); ++i) {
            if (columns[i].lost > 0)
                last = i;
        }
        const double x1 = columnX(frame, first);
        const double x2 = std::max(columnX(frame, last + 1), x1 + 2);
        painter.fillRect(QRectF{x1, plot.top(), x2 - x1, plot.height()}, palette.gap);
    }
}

void paintLosses(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                 const Palette& palette) {
    paintLaneName(painter, layout.lost, u"lost"_s, palette);
    paintUnderline(painter, layout.lost, palette);
    painter.setPen(QPen{palette.down, 1.5});
    const qreal y = layout.lost.center().y();
    double lastX = -100;
    for (std::size_t i = 0; i < frame.columns.size(); ++i) {
        const double x = columnX(frame, i) + 0.5;
        if (frame.columns[i].lost == 0 || x - lastX < 4)
            continue;
        painter.drawLine(QPointF{x - 3, y - 4}, QPointF{x + 3, y + 4});
        painter.drawLine(QPointF{x + 3, y - 4}, QPointF{x - 3, y + 4});
        lastX = x;
    }
}

void paintLanes(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                const Palette& palette) {
    const auto& axis = frame.axis;
    for (std::size_t i = 0; i < frame.lanes.size(); ++i) {
        const auto& at = layout.lanes[i];
        paintLaneName(painter, at, frame.lanes[i].name, palette);
        paintUnderline(painter, at, palette);
        const auto& lane = *frame.lanes[i].lane;
        painter.save();
        painter.setClipRect(at);
        for (std::size_t c = 0; c < lane.size(); ++c) {
            const auto end = c + 1 < lane.size() ? lane[c + 1].at : frame.now;
            if (end < axis.from || lane[c].at > axis.to)
                continue;
            paintStretch(painter, at, std::max(axis.x(lane[c].at), at.left() - 4),
                         std::min(axis.x(end), at.right() + 4), lane[c].state, palette);
        }
        painter.restore();
    }
}

void paintTimes(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                const Palette& palette) {
    const auto& axis = frame.axis;
    const auto step = tickStep(axis, 110);
    const bool withSeconds = step < std::chrono::minutes{1};
    painter.setPen(palette.dim);
    // Round local times, so that the labels stay put while the picture moves.
    const auto offset = std::chrono::seconds{QDateTime::currentDateTime().offsetFromUtc()};
    const auto first = frame.wall(axis.from) + offset;
    for (auto tick = std::chrono::ceil<std::chrono::seconds>(first.time_since_epoch()) / step * step;;
         tick += step) {
        const auto steady = axis.from + (base::WallTime{tick} - first);
        if (steady > axis.to)
            break;
        if (steady < axis.from)
            continue;
        const double x = axis.x(steady);
        const auto label = clockTime(base::WallTime{tick} - offset).left(withSeconds ? 8 : 5);
        const QRectF at{x - 60, layout.times.top(), 120, layout.times.height()};
        painter.drawText(at, Qt::AlignHCenter | Qt::AlignTop, label);
    }
}

void paintEvents(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame,
                 const Palette& palette) {
    const auto plot = layout.plot();
    double lastX = -100;
    for (const auto* event : frame.events) {
        const double x = frame.axis.x(event->steady);
        if (x < plot.left() || x > plot.right())
            continue;
        if (movesTraffic(*event)) {
            painter.setPen(QPen{palette.down, 1});
            painter.drawLine(QPointF{std::round(x) + 0.5, plot.top()},
                             QPointF{std::round(x) + 0.5, plot.bottom()});
        }
        if (x - lastX < 6)
            continue;
        paintHealth(painter, QRectF{x - 4, 3, 9, 9}, healthOf(*event), palette);
        lastX = x;
    }
}

void paintCrosshair(QPainter& painter, const TimelineLayout& layout, const TimelineFrame& frame, double x,
                    const Palette& palette) {
    const auto plot = layout.plot();
    if (x < plot.left() || x >= plot.right() || frame.columns.empty())
        return;
    painter.setPen(QPen{palette.dim, 1});
    painter.drawLine(QPointF{std::round(x) + 0.5, plot.top()}, QPointF{std::round(x) + 0.5, plot.bottom()});

    const auto lines = linesAt(frame, x);
    const auto metrics = painter.fontMetrics();
    int width = 0;
    for (const auto& line : lines)
        width = std::max(width, metrics.horizontalAdvance(line));
    QRectF box{x + 10, plot.top() + 4, width + 18.0,
               static_cast<qreal>(lines.size()) * metrics.height() + 12};
    if (box.right() > plot.right())
        box.moveRight(x - 10);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen{palette.line, 1});
    painter.setBrush(palette.panel);
    painter.drawRoundedRect(box, 4, 4);
    qreal y = box.top() + 6;
    for (int i = 0; i < lines.size(); ++i, y += metrics.height()) {
        painter.setPen(i == 0 ? palette.text : palette.dim);
        painter.drawText(QRectF{box.left() + 9, y, box.width(), static_cast<qreal>(metrics.height())},
                         Qt::AlignLeft | Qt::AlignVCenter, lines[i]);
    }
}

} // namespace understudy::ui
