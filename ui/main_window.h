// The one window. It shows snapshots and reports what the operator wants as signals; app/understudy connects
// both to the engine.
#pragma once

#include <memory>
#include <vector>

#include <QMainWindow>

#include "core/cluster/findings.h"
#include "core/cluster/tier_plan.h"
#include "core/ops/credentials/stored_answers.h"
#include "core/ops/engine.h"
#include "ui/models/lane_history.h"

class QLabel;
class QSplitter;
class QStackedWidget;

namespace understudy::ui {

class ActivityPanel;
class ClusterBar;
class CommandModel;
class DetailPanel;
class DoctorDialog;
class EventModel;
class HeadlineBar;
class InstanceModel;
class InstanceTable;
class ManualDialog;
class MessageBar;
class StatusShape;
class TakeDownDialog;
class TimelinePanel;
class WelcomePage;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// `clock` outlives the window.
    explicit MainWindow(const base::Clock& clock, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Another cluster, from nothing: what was shown of the last one goes. One ring a floating address; they
    /// live until the next call of this, of setSamples or of closeCluster.
    void openCluster(const cluster::SnapshotPtr& snapshot, std::vector<const ops::SampleRing*> samples);
    /// Instead of those of openCluster.
    void setSamples(std::vector<const ops::SampleRing*> samples);
    /// Back to the welcome page.
    void closeCluster();
    void setRecentFiles(const QStringList& paths);
    /// The welcome page has a button for the demo; disabled while it runs.
    void offerDemo();
    void setDemoRuns(bool runs);
    /// The snapshot that is on the screen.
    const cluster::Snapshot& shown() const { return *m_snapshot; }
    /// An error or a hint, inside the window.
    void showMessage(cluster::Health health, const QString& message);

    /// While something else changes the cluster: why the window does not. Empty: it does again.
    void refuseChanges(const QString& why);
    /// What past rehearsals give the doctor to say.
    void setHistoryFindings(std::vector<cluster::Finding> findings);

    /// Size, place and splitters, as an opaque value for the settings.
    QByteArray layoutState() const;
    void restoreLayout(const QByteArray& state);

public slots:
    void setSnapshot(const understudy::cluster::SnapshotPtr& snapshot);
    void addEvent(const understudy::ops::Event& event);
    void addCommand(const understudy::ops::CommandRecord& command);
    /// `holding`: why the keyring did not answer; Present: what it has was refused.
    void ask(const understudy::ops::Question& question, const understudy::ops::SecretHolding& holding);
    /// `wanted` as in ui::sentence(IntentResult).
    void showAnswer(const understudy::ops::IntentResult& result, const QString& wanted);
    void showLog(const understudy::cluster::InstanceName& instance, const std::string& text);
    void showRaw(const understudy::cluster::InstanceName& instance, const std::string& text);

signals:
    void takeDownDecided(const understudy::cluster::InstanceName& instance,
                         const understudy::ops::TakeDownOptions& options);
    void bringUpWanted(const understudy::cluster::InstanceName& instance);
    void rehearseWanted();
    void refreshWanted();
    void logWanted(const understudy::cluster::InstanceName& instance);
    void rawWanted(const understudy::cluster::InstanceName& instance);
    void questionAnswered(const understudy::ops::Question& question, const understudy::ops::Answer& answer,
                          understudy::ops::Memory memory);
    void credentialsWanted();
    void clusterEdited(const understudy::cluster::Cluster& cluster);
    /// Instances are to be in other tiers; nothing yet: the operator will say which.
    void setUpWanted(const understudy::cluster::InstanceName& instance);
    void tiersWanted(const std::vector<understudy::cluster::TierMove>& moves);
    void fileChosen(const QString& path);
    void demoWanted();
    void clusterCreated(const QString& path, const understudy::cluster::Cluster& cluster);

private:
    QWidget* buildDashboard();
    void buildStatusBar();
    void connectParts();
    void tick();
    void showFindings();
    void showStatus();
    void showProbeTrouble();
    /// Says why, where changes are refused.
    bool mayChange();
    void switchInterface(const cluster::InstanceName& instance);
    void chooseFile();
    void createCluster();
    void addInstance();
    void editInstance(const cluster::InstanceName& instance);
    void removeInstance(const cluster::InstanceName& instance);
    void openDoctor();
    void openManual();

    const base::Clock& m_clock;
    cluster::SnapshotPtr m_snapshot;
    LaneHistory m_lanes;
    InstanceModel* m_instances;
    EventModel* m_events;
    CommandModel* m_commands;

    ClusterBar* m_bar;
    QStackedWidget* m_pages;
    WelcomePage* m_welcome;
    MessageBar* m_message;
    HeadlineBar* m_headlines;
    InstanceTable* m_table;
    TimelinePanel* m_timeline;
    DetailPanel* m_detail;
    ActivityPanel* m_activity;
    QSplitter* m_columns;
    QSplitter* m_leftRows;
    QSplitter* m_rows;
    StatusShape* m_connectedShape;
    QLabel* m_connected;
    QLabel* m_probing;
    QString m_refusal; ///< of changes; empty: none
    std::vector<cluster::Finding> m_historyFindings;
    QString m_probeTrouble; ///< what was said last of why there is no probe
    DoctorDialog* m_doctor;
    ManualDialog* m_manual = nullptr; ///< made when it is first opened
    TakeDownDialog* m_takeDown = nullptr;
};

} // namespace understudy::ui
