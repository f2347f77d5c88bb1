// A rotation of the BGP password while it runs, and how it ended.
#pragma once

#include <map>

#include <QDialog>

#include "core/ops/credentials/rotation.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace understudy::ui {

class StatusShape;

class RotationDialog : public QDialog {
    Q_OBJECT

public:
    /// Instances in the order in which they get the password.
    explicit RotationDialog(const std::vector<ops::RotationStep>& steps, QWidget* parent = nullptr);

public slots:
    void showStep(const understudy::ops::RotationStep& step);
    void showEnd(const understudy::ops::RotationResult& result, const QString& stored);

signals:
    void cancelWanted();

protected:
    /// While it runs, closing is cancelling: the end is waited for.
    void reject() override;

private:
    struct Line {
        StatusShape* shape;
        QLabel* state;
    };

    std::map<cluster::InstanceName, Line> m_lines;
    StatusShape* m_endShape;
    QLabel* m_end;
    QPushButton* m_button;
    bool m_running = true;
};

} // namespace understudy::ui
