// What a running rehearsal is doing: phase, step, time.
#pragma once

#include <QElapsedTimer>
#include <QFrame>

#include "core/ops/rehearsal/runner.h"

class QLabel;
class QProgressBar;

namespace understudy::ui {

class RehearsalRunPanel : public QFrame {
    Q_OBJECT

public:
    explicit RehearsalRunPanel(QWidget* parent = nullptr);

    /// `about`: how long it takes if all goes as predicted.
    void start(const cluster::RehearsalPlan& plan, std::size_t steps, std::chrono::milliseconds about);
    void setProgress(const ops::RehearsalProgress& progress, const QString& stepName);
    /// The operator wants it to end; a command that is on its way is waited for.
    void setAborting();

private:
    void showTime();

    QLabel* m_heading;
    QLabel* m_phase;
    QLabel* m_detail;
    QLabel* m_time;
    QProgressBar* m_bar;
    QElapsedTimer m_since;
    std::chrono::milliseconds m_about{0};
    std::size_t m_steps = 0;
};

} // namespace understudy::ui
