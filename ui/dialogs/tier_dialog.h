// Moves instances to other tiers: a number for each, the differences of every configuration in the order in
// which they are applied, what speaks against it, and then how it goes. Cancel is the default.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include <QDialog>

#include "core/cluster/tier_plan.h"
#include "core/ops/config/tier_change.h"

class QCheckBox;
class QDialogButtonBox;
class QGridLayout;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;
class QSpinBox;
class QTimer;

namespace understudy::ops {
class Engine;
}

namespace understudy::ui {

class TierDialog : public QDialog {
    Q_OBJECT

public:
    /// `moves` are what is proposed; the others stay where they are. `engine` outlives the dialog.
    TierDialog(ops::Engine& engine, const std::vector<cluster::TierMove>& moves, QWidget* parent = nullptr);
    ~TierDialog() override;

signals:
    /// An instance is in its new tier: the cluster file should say so.
    void moved(const understudy::cluster::TierMove& move);

protected:
    void reject() override;

private:
    enum class Phase { Choosing, Reading, Ready, Applying, Over };

    void buildNumbers(const std::vector<cluster::TierMove>& moves);
    void buildRest();
    std::vector<cluster::TierMove> chosen() const;
    void plan();
    void read();
    void showDifferences();
    void showWarnings();
    void apply();
    void showResult(const cluster::InstanceName& instance, const ops::IntentResult& result);
    void judge();
    void say(const QString& text);

    ops::Engine& m_engine;
    Phase m_phase = Phase::Choosing;
    cluster::TierPlan m_plan;
    std::unique_ptr<ops::TierChange> m_change;
    std::map<cluster::InstanceName, QSpinBox*> m_numbers;
    std::map<cluster::InstanceName, int> m_present;
    QTimer* m_settling;
    QGridLayout* m_grid;
    QLabel* m_order;
    QPlainTextEdit* m_differences;
    QLabel* m_warnings;
    QCheckBox* m_equal;
    QCheckBox* m_force;
    QProgressBar* m_progress;
    QLabel* m_state;
    QDialogButtonBox* m_buttons;
    QPushButton* m_apply;
};

} // namespace understudy::ui
