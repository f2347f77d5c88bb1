// Where a rehearsal is planned: kind, failure, order, times; and the plans that were saved.
#pragma once

#include <optional>

#include <QWidget>

#include "core/base/result.h"
#include "core/ops/rehearsal/plan_file.h"

class QComboBox;
class QFormLayout;
class QLabel;
class QListWidget;
class QSpinBox;
class QToolButton;

namespace understudy::ui {

class RehearsalPlanForm : public QWidget {
    Q_OBJECT

public:
    explicit RehearsalPlanForm(QWidget* parent = nullptr);

    /// The order follows who announces until it is edited.
    void setSnapshot(const cluster::Snapshot& snapshot);
    /// An error is shown in place of the plans, and nothing can be saved.
    void setSavedPlans(const base::Result<std::vector<ops::SavedPlan>>& plans);

    /// As it stands in the form; that it may go dark is for in-turn plans, which ask for it by name.
    cluster::RehearsalPlan plan() const;
    void setPlan(const cluster::RehearsalPlan& plan);

signals:
    void changed();
    void saveWanted(const understudy::ops::SavedPlan& plan);
    void removeWanted(const QString& name);

private:
    void buildSaved(QFormLayout& form);
    void buildOrder(QFormLayout& form);
    QSpinBox* addTime(QFormLayout& form, const char* objectName, const QString& label, const QString& unit,
                      int min, int max, int value, const QString& tip);
    void fillOrder(const std::vector<cluster::InstanceName>& order, const std::vector<QString>& all);
    void followAnnouncers();
    cluster::PlanKind kind() const;
    cluster::FailureKind failure() const;
    bool isSingle() const { return kind() == cluster::PlanKind::Single; }
    void move(int by);
    void judge();
    void chooseSaved(int index);
    void askForName();

    cluster::Snapshot m_snapshot;
    std::vector<ops::SavedPlan> m_plans;
    QComboBox* m_saved;
    QToolButton* m_save;
    QToolButton* m_remove;
    QLabel* m_savedError;
    QComboBox* m_kind;
    QLabel* m_kindText;
    QComboBox* m_failure;
    QLabel* m_failureText;
    QListWidget* m_order;
    QToolButton* m_up;
    QToolButton* m_down;
    QSpinBox* m_hold = nullptr;
    QSpinBox* m_outageLimit = nullptr;
    QSpinBox* m_tolerance = nullptr;
    QSpinBox* m_cleanFor = nullptr;
    QSpinBox* m_interval = nullptr;
    bool m_orderEdited = false; ///< or taken from a saved plan
    bool m_wasSingle = true;
    bool m_filling = false;
};

} // namespace understudy::ui
