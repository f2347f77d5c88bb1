// The timeline with its controls: which floating IP, which range, pause.
#pragma once

#include <QFrame>

#include "core/cluster/snapshot.h"
#include "ui/charts/timeline_view.h"

class QButtonGroup;
class QComboBox;
class QLabel;
class QToolButton;

namespace understudy::ui {

class TimelinePanel : public QFrame {
    Q_OBJECT

public:
    /// All three outlive the panel. `events`: newest first.
    TimelinePanel(const LaneHistory& lanes, const std::deque<ops::Event>& events, const base::Clock& clock,
                  QWidget* parent = nullptr);

    /// One ring a floating address; none of the last call is read any more.
    void setSamples(std::vector<const ops::SampleRing*> samples);
    /// Follows the cluster's addresses and instances.
    void setSnapshot(const cluster::Snapshot& snapshot);
    void togglePause();

private:
    void addRange(const QString& label, std::chrono::nanoseconds span);
    void showSource();
    void showLive(bool live);
    void showSpan();

    const LaneHistory& m_lanes;
    const std::deque<ops::Event>& m_events;
    const base::Clock& m_clock;
    std::vector<const ops::SampleRing*> m_samples;
    std::shared_ptr<const cluster::Cluster> m_cluster;
    QComboBox* m_address;
    QLabel* m_caption;
    QButtonGroup* m_ranges;
    QToolButton* m_pause;
    TimelineView* m_view;
};

} // namespace understudy::ui
