#include "ui/charts/timeline_view.h"

#include <algorithm>
#include <cmath>

#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QTimer>

#include "ui/format/palette.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace std::chrono_literals;

namespace {

constexpr auto redraw = 100ms;
constexpr auto slowestRedraw = 1000ms;

QChart* newChart() {
    auto* chart = new QChart;
    chart->legend()->hide();
    chart->setBackgroundVisible(false);
    chart->setMargins({});
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    return chart;
}

} // namespace

TimelineView::TimelineView(QWidget* parent)
    : QChartView(newChart(), parent), m_rtt(*chart()), m_timer(new QTimer(this)) {
    setFrameShape(QFrame::NoFrame);
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(FullViewportUpdate);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    m_frame.axis.to = m_frame.axis.from + 1min;
    takeColours();
    connect(m_timer, &QTimer::timeout, this, &TimelineView::refresh);
    m_timer->start(redraw);
}

void TimelineView::setSource(TimelineSource source) {
    m_source = std::move(source);
    lay();
    refresh();
}

void TimelineView::setSpan(std::chrono::nanoseconds span) {
    auto& axis = m_frame.axis;
    axis.from = axis.to - span;
    axis.keepWithin(now());
    refresh();
}

void TimelineView::setLive(bool live) {
    if (m_live == live)
        return;
    m_live = live;
    m_live ? m_timer->start() : m_timer->stop();
    refresh();
    emit liveChanged(live);
}

base::SteadyTime TimelineView::now() const {
    return m_source.clock ? m_source.clock->steady() : m_frame.axis.to;
}

void TimelineView::refresh() {
    if (!isVisible() || !m_source.samples)
        return;
    auto& axis = m_frame.axis;
    m_frame.now = now();
    m_frame.wallOffset = m_source.clock->wall().time_since_epoch() - m_frame.now.time_since_epoch();
    const auto count = static_cast<std::size_t>(std::max(1.0, m_layout.rtt.width()));
    const auto width = std::max<std::chrono::nanoseconds>(axis.span() / static_cast<long>(count), 1ns);
    if (m_live) {
        const auto span = axis.span();
        // Whole columns, so that a sample stays in its column while the picture moves.
        axis.to = base::SteadyTime{(m_frame.now.time_since_epoch() / width + 1) * width};
        axis.from = axis.to - span;
        m_timer->setInterval(std::clamp(std::chrono::duration_cast<std::chrono::milliseconds>(width),
                                        std::chrono::milliseconds{redraw},
                                        std::chrono::milliseconds{slowestRedraw}));
    }
    m_frame.columns = m_source.samples->columns(axis.from, axis.to, count);
    const auto interval = std::max(m_source.interval, 1ns);
    m_rtt.show(m_frame.columns, static_cast<std::size_t>(4 * interval / width) + 3);
    viewport()->update();
}

void TimelineView::collectEvents() {
    m_frame.events.clear();
    if (!m_source.events)
        return;
    for (const auto& event : *m_source.events) {
        if (event.steady < m_frame.axis.from)
            break;
        if (event.steady <= m_frame.axis.to && (!event.address || *event.address == m_source.address))
            m_frame.events.push_back(&event);
    }
    std::reverse(m_frame.events.begin(), m_frame.events.end());
}

void TimelineView::lay() {
    m_frame.lanes.clear();
    const auto metrics = fontMetrics();
    int nameWidth = metrics.horizontalAdvance(QStringLiteral("0.000 ms"));
    for (const auto& name : m_source.instances) {
        m_frame.lanes.push_back({text(name.value()), &m_source.lanes->lane(name, m_source.floatingIndex)});
        nameWidth = std::max(nameWidth, metrics.horizontalAdvance(m_frame.lanes.back().name));
    }
    setMinimumHeight(128 + static_cast<int>(m_frame.lanes.size()) * metrics.height());
    m_layout = TimelineLayout::of(viewport()->size(), m_frame.lanes.size(), metrics.height(),
                                  std::min(nameWidth, 140));
    m_frame.axis.left = m_layout.rtt.left();
    m_frame.axis.right = m_layout.rtt.right();
    chart()->setPlotArea(m_layout.rtt);
    chart()->layout()->invalidate(); // otherwise the axes stay where they were
    chart()->layout()->activate();
    m_rtt.setLook(font(), m_layout.rtt.height());
}

void TimelineView::drawForeground(QPainter* painter, const QRectF&) {
    const auto& palette = Palette::of(this->palette());
    painter->save();
    painter->setFont(font());
    painter->setRenderHint(QPainter::Antialiasing);
    // Lanes and events may have come or gone since the columns were read.
    collectEvents();
    for (std::size_t i = 0; i < m_frame.lanes.size(); ++i)
        m_frame.lanes[i].lane = &m_source.lanes->lane(m_source.instances[i], m_source.floatingIndex);
    paintGaps(*painter, m_layout, m_frame, palette);
    paintLosses(*painter, m_layout, m_frame, palette);
    paintLanes(*painter, m_layout, m_frame, palette);
    paintTimes(*painter, m_layout, m_frame, palette);
    paintEvents(*painter, m_layout, m_frame, palette);
    painter->setPen(palette.dim);
    painter->drawText(QRectF{0, 0, m_layout.rtt.left() - 12, m_layout.rtt.top() - 8},
                      Qt::AlignRight | Qt::AlignVCenter, QStringLiteral("ms"));
    if (m_crosshair && !m_dragFrom)
        paintCrosshair(*painter, m_layout, m_frame, *m_crosshair, palette);
    painter->restore();
}

void TimelineView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    lay();
    refresh();
}

void TimelineView::showEvent(QShowEvent* event) {
    QChartView::showEvent(event);
    lay();
    refresh();
}

void TimelineView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        takeColours();
    else if (event->type() == QEvent::FontChange)
        lay();
}

void TimelineView::takeColours() {
    const auto& colours = Palette::of(palette());
    m_rtt.setPalette(colours);
    setBackgroundBrush(colours.panel);
}

void TimelineView::zoom(double factor, double x) {
    auto& axis = m_frame.axis;
    axis.zoom(factor, m_live ? axis.to : axis.time(x));
    axis.keepWithin(now());
    refresh();
    emit spanChanged();
}

void TimelineView::pan(double pixels) {
    setLive(false);
    auto& axis = m_frame.axis;
    const auto perPixel = static_cast<double>(axis.span().count()) / (axis.right - axis.left);
    axis.pan(std::chrono::nanoseconds{static_cast<long>(pixels * perPixel)});
    axis.keepWithin(now());
    refresh();
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    zoom(std::pow(0.8, event->angleDelta().y() / 120.0), event->position().x());
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        m_dragFrom = event->position().x();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (m_dragFrom && x != *m_dragFrom) {
        pan(*m_dragFrom - x);
        m_dragFrom = x;
    }
    m_crosshair = x;
    viewport()->update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent*) {
    m_dragFrom.reset();
    viewport()->update();
}

void TimelineView::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_crosshair.reset();
    viewport()->update();
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    const double step = m_layout.rtt.width() / 10;
    switch (event->key()) {
    case Qt::Key_Left:
        return pan(-step);
    case Qt::Key_Right:
        return pan(step);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(0.8, m_layout.rtt.center().x());
    case Qt::Key_Minus:
        return zoom(1.25, m_layout.rtt.center().x());
    case Qt::Key_End:
        return setLive(true);
    default:
        QChartView::keyPressEvent(event);
    }
}

} // namespace understudy::ui
