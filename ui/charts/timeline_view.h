// The picture of a failover: RTT, losses and what every instance did, on one time axis.
#pragma once

#include <QtCharts/QChartView>

#include "ui/charts/rtt_series.h"
#include "ui/charts/timeline_frame.h"

class QTimer;

namespace understudy::ui {

/// What the timeline reads; all of it outlives the view or is replaced by another setSource().
struct TimelineSource {
    const ops::SampleRing* samples = nullptr;
    const LaneHistory* lanes = nullptr;
    const std::deque<ops::Event>* events = nullptr; ///< newest first
    const base::Clock* clock = nullptr;
    std::size_t floatingIndex = 0;
    std::string address; ///< the floating IP as the file writes it; events of others are left out
    std::chrono::nanoseconds interval{};          ///< of the probe
    std::vector<cluster::InstanceName> instances; ///< top to bottom
};

/// Wheel zooms, drag pans, arrows, + and - do the same; End goes back to now.
class TimelineView : public QChartView {
    Q_OBJECT

public:
    explicit TimelineView(QWidget* parent = nullptr);

    void setSource(TimelineSource source);
    void setSpan(std::chrono::nanoseconds span);
    std::chrono::nanoseconds span() const { return m_frame.axis.span(); }
    /// Live: the right edge is now.
    void setLive(bool live);
    bool isLive() const { return m_live; }

    /// Reads the source and repaints; the view does that by itself at most 10 times a second while live.
    void refresh();

signals:
    void liveChanged(bool live);
    void spanChanged();

protected:
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    base::SteadyTime now() const;
    void takeColours();
    void lay();
    void collectEvents();
    void zoom(double factor, double x);
    void pan(double pixels);

    TimelineSource m_source;
    TimelineFrame m_frame;
    TimelineLayout m_layout;
    RttSeries m_rtt;
    QTimer* m_timer;
    bool m_live = true;
    std::optional<double> m_crosshair;
    std::optional<double> m_dragFrom;
};

} // namespace understudy::ui
