// The RTT curve of a chart: a line of means that breaks where replies are missing, and the band between the
// least and the greatest.
#pragma once

#include <vector>

#include <QtCharts/QChart>

#include "core/ops/sample_ring.h"

class QAreaSeries;
class QLineSeries;
class QValueAxis;

namespace understudy::ui {

struct Palette;

/// Adds its series and axes to the chart, which owns them. The horizontal axis counts columns.
class RttSeries {
public:
    explicit RttSeries(QChart& chart);

    /// One column a pixel. The line breaks at columns with losses, and where answered columns are more than
    /// `maxDistance` columns apart.
    void show(const std::vector<ops::Column>& columns, std::size_t maxDistance);
    void setPalette(const Palette& palette);
    /// Of the vertical axis' labels.
    void setFont(const QFont& font);

private:
    QLineSeries* line(std::size_t index);
    void scaleTo(const std::vector<ops::Column>& columns);

    QChart& m_chart;
    QValueAxis* m_x;
    QValueAxis* m_y;
    QLineSeries* m_greatest;
    QLineSeries* m_least;
    QAreaSeries* m_band;
    std::vector<QLineSeries*> m_lines; ///< one for each stretch without a break; unused ones are empty
    QPen m_pen;
};

} // namespace understudy::ui
