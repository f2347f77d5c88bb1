#include "ui/charts/timeline_panel.h"

#include <algorithm>

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// More would leave no room for the curve, nor for the table above it; the table has all instances.
constexpr std::size_t mostLanes = 12;

} // namespace

TimelinePanel::TimelinePanel(const LaneHistory& lanes, const std::deque<ops::Event>& events,
                             const base::Clock& clock, QWidget* parent)
    : QFrame(parent), m_lanes(lanes), m_events(events), m_clock(clock), m_address(new QComboBox(this)),
      m_caption(new QLabel(this)), m_ranges(new QButtonGroup(this)), m_pause(new QToolButton(this)),
      m_view(new TimelineView(this)) {
    setObjectName("panel");
    setProperty("panel", true);
    m_address->setObjectName("timelineAddress");
    m_address->setAccessibleName(u"Floating IP of the timeline"_s);
    m_address->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_caption->setProperty("dim", true);
    m_view->setAccessibleName(u"Timeline of reachability and hand-over"_s);

    auto* controls = new QHBoxLayout;
    controls->setContentsMargins(10, 7, 10, 2);
    controls->setSpacing(8);
    controls->addWidget(m_address);
    controls->addWidget(m_caption);
    controls->addStretch();
    auto* segments = new QFrame(this);
    segments->setProperty("segments", true);
    auto* ranges = new QHBoxLayout(segments);
    ranges->setContentsMargins(1, 1, 1, 1);
    ranges->setSpacing(0);
    addRange(u"1 min"_s, 1min);
    addRange(u"10 min"_s, 10min);
    addRange(u"1 h"_s, 1h);
    addRange(u"24 h"_s, 24h);
    for (auto* button : m_ranges->buttons())
        ranges->addWidget(button);
    controls->addWidget(segments);
    m_pause->setAccessibleName(u"Pause or follow the timeline"_s);
    controls->addWidget(m_pause);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(1, 1, 1, 4);
    rows->setSpacing(0);
    rows->addLayout(controls);
    rows->addWidget(m_view, 1);

    connect(m_address, &QComboBox::currentIndexChanged, this, &TimelinePanel::showSource);
    connect(m_pause, &QToolButton::clicked, this, &TimelinePanel::togglePause);
    connect(m_view, &TimelineView::liveChanged, this, &TimelinePanel::showLive);
    connect(m_view, &TimelineView::spanChanged, this, &TimelinePanel::showSpan);
    showLive(true);
    showSpan();
}

void TimelinePanel::addRange(const QString& label, std::chrono::nanoseconds span) {
    auto* button = new QToolButton(this);
    button->setText(label);
    button->setCheckable(true);
    button->setProperty("segment", true);
    button->setProperty("span", QVariant::fromValue<qlonglong>(span.count()));
    button->setAccessibleName(u"Show the last "_s + label);
    m_ranges->addButton(button);
    connect(button, &QToolButton::clicked, this, [this, span] {
        m_view->setSpan(span);
        showSpan();
    });
}

void TimelinePanel::setSamples(std::vector<const ops::SampleRing*> samples) {
    m_samples = std::move(samples);
    m_view->setSource({});
    showSource();
}

void TimelinePanel::setSnapshot(const cluster::Snapshot& snapshot) {
    if (m_cluster == snapshot.cluster)
        return;
    m_cluster = snapshot.cluster;
    const int wanted = std::max(0, m_address->currentIndex());
    const QSignalBlocker quiet{m_address};
    m_address->clear();
    for (const auto& floating : m_cluster->floating)
        m_address->addItem(text(floating.address().toString()));
    m_address->setCurrentIndex(std::min(wanted, m_address->count() - 1));
    showSource();
}

void TimelinePanel::showSource() {
    const auto index = static_cast<std::size_t>(std::max(0, m_address->currentIndex()));
    if (!m_cluster || index >= m_samples.size() || index >= m_cluster->floating.size())
        return;
    TimelineSource source{.samples = m_samples[index],
                          .lanes = &m_lanes,
                          .events = &m_events,
                          .clock = &m_clock,
                          .floatingIndex = index,
                          .address = m_cluster->floating[index].text,
                          .interval = m_cluster->probe.interval,
                          .instances = {}};
    auto instances = m_cluster->instances;
    std::stable_sort(instances.begin(), instances.end(),
                     [](const auto& a, const auto& b) { return a.tier < b.tier; });
    const auto shown = std::min(instances.size(), mostLanes);
    for (std::size_t i = 0; i < shown; ++i)
        source.instances.push_back(instances[i].name);
    const auto which = u", the first %1 of %2 instances by tier"_s.arg(shown).arg(instances.size());
    m_caption->setText(u"reachability and hand-over"_s + (shown < instances.size() ? which : QString{}));
    m_view->setSource(std::move(source));
}

void TimelinePanel::togglePause() {
    m_view->setLive(!m_view->isLive());
}

void TimelinePanel::showLive(bool live) {
    m_pause->setText(live ? u"Pause"_s : u"Live"_s);
    m_pause->setToolTip(live ? u"Hold the picture still"_s : u"Follow the present again"_s);
}

void TimelinePanel::showSpan() {
    m_ranges->setExclusive(false);
    for (auto* button : m_ranges->buttons())
        button->setChecked(button->property("span").toLongLong() == m_view->span().count());
    m_ranges->setExclusive(true);
}

} // namespace understudy::ui
