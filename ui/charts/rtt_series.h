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
    /// The font of the vertical axis' labels, and the pixels that they have.
    void setLook(const QFont& font, double height);

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
    double m_top = 0;    ///< of the vertical axis, in ms; 0: to be found by the next show()
    int m_intervals = 4; ///< between the labels of the vertical axis
};

} // namespace understudy::ui
