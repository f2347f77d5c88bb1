#include "ui/charts/gap_trend_view.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/rehearsal_words.h"
#include "ui/format/shapes.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int left = 56;
constexpr int right = 14;
constexpr int top = 26;
constexpr int bottom = 30;
constexpr int markSide = 12;
/// Powers of ten of a millisecond: 10 ms, or less, at the bottom, at least 10 s at the top.
constexpr double lowest = 1;
constexpr double leastHighest = 4;

double logMs(std::chrono::nanoseconds gap) {
    const double ms = std::chrono::duration<double, std::milli>(gap).count();
    return std::log10(std::max(ms, 10.0));
}

QString scaleText(int power) {
    return power < 3 ? u"%1 ms"_s.arg(std::pow(10, power)) : u"%1 s"_s.arg(std::pow(10, power - 3));
}

} // namespace

GapTrendView::GapTrendView(QWidget* parent) : QWidget(parent) {
    setMinimumHeight(150);
    setPoints({}, {});
}

void GapTrendView::setPoints(const QString& instance, std::vector<cluster::GapPoint> points) {
    m_instance = instance;
    m_points = std::move(points);
    QStringList read;
    for (const auto& point : m_points)
        read << u"%1 %2: %3, %4"_s.arg(day(point.at), word(point.failure), gap(point.gap, point.gapError),
                                       word(point.verdict));
    setAccessibleName(u"Gap over time, %1"_s.arg(instance));
    setAccessibleDescription(read.isEmpty() ? u"not rehearsed yet"_s : read.join(u"; "_s));
    update();
}

void GapTrendView::paintEvent(QPaintEvent*) {
    const auto& colours = Palette::of(palette());
    QPainter painter{this};
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colours.text);
    painter.setFont(scaled(font(), 1, true));
    painter.drawText(QPointF{12, 17},
                     m_instance.isEmpty() ? u"Gap over time"_s : u"Gap over time, %1"_s.arg(m_instance));
    painter.setFont(scaled(font(), 0.9));
    const QRectF plot = QRectF{rect()}.adjusted(left, top, -right, -bottom);
    double highest = leastHighest;
    for (const auto& point : m_points)
        highest = std::max(highest, std::ceil(logMs(point.gap)));
    const auto y = [&](double power) {
        return plot.bottom() - plot.height() * (power - lowest) / (highest - lowest);
    };
    for (int power = static_cast<int>(lowest); power <= static_cast<int>(highest); ++power) {
        painter.setPen(colours.grid);
        painter.drawLine(QPointF{plot.left(), y(power)}, QPointF{plot.right(), y(power)});
        painter.setPen(colours.dim);
        painter.drawText(QRectF{0, y(power) - 10, left - 8.0, 20}, Qt::AlignRight | Qt::AlignVCenter,
                         scaleText(power));
    }
    if (m_points.empty()) {
        painter.drawText(plot, Qt::AlignCenter, u"not rehearsed yet"_s);
        return;
    }
    const auto count = static_cast<double>(m_points.size());
    const auto at = [&](std::size_t i) {
        return QPointF{plot.left() + plot.width() * (static_cast<double>(i) + 0.5) / count,
                       y(logMs(m_points[i].gap))};
    };
    // What is polite and what is silent are not one curve.
    painter.setPen(QPen{colours.dim, 1, Qt::DotLine});
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const auto next =
            std::find_if(m_points.begin() + static_cast<std::ptrdiff_t>(i) + 1, m_points.end(),
                         [&](const auto& later) { return later.failure == m_points[i].failure; });
        if (next != m_points.end())
            painter.drawLine(at(i), at(static_cast<std::size_t>(next - m_points.begin())));
    }
    const bool roomy =
        plot.width() / count > painter.fontMetrics().horizontalAdvance(u"Session closed"_s) + 8;
    for (std::size_t i = 0; i < m_points.size(); ++i) {
        const QRectF mark{at(i) - QPointF{markSide / 2.0, markSide / 2.0}, QSizeF{markSide, markSide}};
        paintHealth(painter, mark, healthOf(m_points[i].verdict), colours);
        painter.setPen(colours.dim);
        if (roomy)
            painter.drawText(QRectF{at(i).x() - 60, mark.top() - 20, 120, 18}, Qt::AlignCenter,
                             word(m_points[i].failure));
    }
    painter.setPen(colours.dim);
    const QRectF axis{plot.left(), plot.bottom() + 8, plot.width(), 18};
    painter.drawText(axis, Qt::AlignLeft, day(m_points.front().at).left(10));
    if (m_points.size() > 1)
        painter.drawText(axis, Qt::AlignRight, day(m_points.back().at).left(10));
}

} // namespace understudy::ui
