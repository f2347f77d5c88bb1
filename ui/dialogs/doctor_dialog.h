// The doctor's findings, and what to do about each.
#pragma once

#include <vector>

#include <QDialog>

#include "core/cluster/findings.h"

class QScrollArea;
class QVBoxLayout;

namespace understudy::ui {

class DoctorDialog : public QDialog {
    Q_OBJECT

public:
    explicit DoctorDialog(QWidget* parent = nullptr);
    void setFindings(const std::vector<cluster::Finding>& findings);

signals:
    void instanceChosen(const understudy::cluster::InstanceName& instance);

private:
    void addFinding(QVBoxLayout& rows, const cluster::Finding& finding);

    std::vector<cluster::Finding> m_findings;
    QScrollArea* m_list;
};

} // namespace understudy::ui
