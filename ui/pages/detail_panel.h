// All that is known about the selected instance.
#pragma once

#include <QFrame>

#include "core/cluster/snapshot.h"

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace understudy::ui {

class CopyableTable;
class FactsView;
class LossesView;
class RouteModel;

class DetailPanel : public QFrame {
    Q_OBJECT

public:
    explicit DetailPanel(QWidget* parent = nullptr);

    /// Another instance, or none; texts that were asked for are forgotten.
    void setInstance(const cluster::InstanceName& instance);
    void setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now);
    void showLog(const cluster::InstanceName& instance, const QString& text);
    void showRaw(const cluster::InstanceName& instance, const QString& text);
    /// Asks again for what the open tab shows.
    void refresh();

signals:
    void logRequested(const understudy::cluster::InstanceName& instance);
    void rawRequested(const understudy::cluster::InstanceName& instance);
    /// The button below: take down or bring up, as the interface stands.
    void switchRequested(const understudy::cluster::InstanceName& instance);

private:
    QPlainTextEdit* addText(const QString& title);
    void showButton(const cluster::Snapshot& snapshot, const cluster::NodeState& node);

    cluster::InstanceName m_instance;
    QLabel* m_name;
    QLabel* m_summary;
    QTabWidget* m_tabs;
    FactsView* m_session;
    LossesView* m_losses;
    CopyableTable* m_routesView;
    RouteModel* m_routes;
    FactsView* m_interface;
    QPlainTextEdit* m_log;
    QPlainTextEdit* m_raw;
    QPushButton* m_switch;
};

} // namespace understudy::ui
