#include "ui/charts/rtt_series.h"

#include <algorithm>
#include <cmath>

#include <QtCharts/QAreaSeries>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>

#include "ui/format/palette.h"

namespace understudy::ui {
namespace {

constexpr double pixelsApart = 26; ///< two labels of the vertical axis, at least

/// The greatest RTT the axis must show: nearly all columns fit; a single spike does not flatten the rest.
double rttToShow(const std::vector<ops::Column>& columns) {
    std::vector<float> greatest;
    greatest.reserve(columns.size());
    for (const auto& column : columns) {
        if (column.answered > 0)
            greatest.push_back(column.maxMs);
    }
    if (greatest.empty())
        return 1;
    const auto nearlyAll = greatest.begin() + static_cast<std::ptrdiff_t>((greatest.size() - 1) * 99 / 100);
    std::nth_element(greatest.begin(), nearlyAll, greatest.end());
    return *nearlyAll * 1.15;
}

/// At least `value`, and `intervals` times 1, 2, 2.5 or 5 times a power of ten.
double niceTop(double value, int intervals) {
    const double step = std::max(value, 1e-3) / intervals;
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
        if (factor * power >= step)
            return factor * power * intervals;
    }
    return 10 * power * intervals;
}

/// As few as tell the labels apart.
int decimals(double step) {
    int count = 0;
    while (count < 4 && std::abs(step - std::round(step)) > 1e-6) {
        step *= 10;
        ++count;
    }
    return count;
}

} // namespace

RttSeries::RttSeries(QChart& chart)
    : m_chart(chart), m_x(new QValueAxis), m_y(new QValueAxis), m_greatest(new QLineSeries(&chart)),
      m_least(new QLineSeries(&chart)), m_band(new QAreaSeries(m_greatest, m_least)) {
    m_x->setVisible(false);
    m_y->setTickCount(m_intervals + 1);
    m_y->setLineVisible(false);
    chart.addAxis(m_x, Qt::AlignBottom);
    chart.addAxis(m_y, Qt::AlignLeft);
    chart.addSeries(m_band);
    m_band->attachAxis(m_x);
    m_band->attachAxis(m_y);
    m_band->setPen(Qt::NoPen);
}

void RttSeries::show(const std::vector<ops::Column>& columns, std::size_t maxDistance) {
    scaleTo(columns);
    const double top = m_top;
    QList<QPointF> greatest;
    QList<QPointF> least;
    std::vector<QList<QPointF>> lines;
    bool broken = true;
    double lastX = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto& column = columns[i];
        broken = broken || column.lost > 0;
        if (column.answered == 0)
            continue;
        const double x = static_cast<double>(i);
        const double mean = std::min<double>(column.meanMs, top);
        if (broken || x - lastX > static_cast<double>(maxDistance)) {
            // The band narrows to nothing on both sides of the break, so that one area can hold them all.
            if (!greatest.isEmpty()) {
                const QPointF end{lastX, lines.back().last().y()};
                greatest << end << QPointF{x, mean};
                least << end << QPointF{x, mean};
            }
            lines.emplace_back();
            broken = false;
        }
        lines.back() << QPointF{x, mean};
        greatest << QPointF{x, std::min<double>(column.maxMs, top)};
        least << QPointF{x, column.minMs};
        lastX = x;
    }
    m_x->setRange(0, static_cast<double>(std::max<std::size_t>(1, columns.size())));
    m_greatest->replace(greatest);
    m_least->replace(least);
    for (std::size_t i = 0; i < std::max(lines.size(), m_lines.size()); ++i) {
        if (i < lines.size())
            line(i)->replace(lines[i]);
        else if (m_lines[i]->count() > 0)
            m_lines[i]->clear();
    }
}

QLineSeries* RttSeries::line(std::size_t index) {
    if (index == m_lines.size()) {
        auto* series = new QLineSeries;
        series->setPen(m_pen);
        m_chart.addSeries(series);
        series->attachAxis(m_x);
        series->attachAxis(m_y);
        m_lines.push_back(series);
    }
    return m_lines[index];
}

void RttSeries::scaleTo(const std::vector<ops::Column>& columns) {
    const double wanted = rttToShow(columns);
    // Shrinks late, so that the axis does not flicker between two scales.
    if (wanted <= m_top && wanted > m_top / 2.5)
        return;
    m_top = niceTop(wanted, m_intervals);
    m_y->setRange(0, m_top);
    m_y->setLabelFormat(QStringLiteral("%.%1f").arg(decimals(m_top / m_intervals)));
}

void RttSeries::setPalette(const Palette& palette) {
    m_pen = QPen{palette.serve, 1.3};
    for (auto* series : m_lines)
        series->setPen(m_pen);
    m_band->setBrush(palette.band);
    m_y->setGridLinePen(QPen{palette.grid, 1});
    m_y->setLabelsBrush(palette.dim);
}

void RttSeries::setLook(const QFont& font, double height) {
    m_y->setLabelsFont(font);
    const int intervals = height >= 4 * pixelsApart ? 4 : height >= 2 * pixelsApart ? 2 : 1;
    if (intervals == m_intervals)
        return;
    m_intervals = intervals;
    m_y->setTickCount(intervals + 1);
    m_top = 0;
}

} // namespace understudy::ui
