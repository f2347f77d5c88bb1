// Asks before an interface is taken down: the command, what it does to each floating IP, what speaks against
// it, and when the node restores itself. Cancel is the default.
#pragma once

#include <optional>

#include <QDialog>

#include "core/cluster/guards.h"
#include "core/ops/engine.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QVBoxLayout;

namespace understudy::ui {

class TakeDownDialog : public QDialog {
    Q_OBJECT

public:
    TakeDownDialog(cluster::SnapshotPtr snapshot, cluster::InstanceName instance, QWidget* parent = nullptr);

    /// The decision was made on this snapshot; a newer one is judged anew.
    void setSnapshot(cluster::SnapshotPtr snapshot);
    /// What was decided, once accepted.
    ops::TakeDownOptions options() const;
    const cluster::InstanceName& instance() const { return m_instance; }

private:
    void showForecast();
    void judge();
    bool needsName() const;

    cluster::SnapshotPtr m_snapshot;
    cluster::InstanceName m_instance;
    cluster::TakeDownForecast m_forecast;
    QString m_shown; ///< of the effects and objections, to rebuild them only when they change
    QWidget* m_effects = nullptr;
    QVBoxLayout* m_effectsPlace;
    QSpinBox* m_restoreAfter;
    QWidget* m_nameRow;
    QLineEdit* m_name;
    QPushButton* m_takeDown;
};

} // namespace understudy::ui
