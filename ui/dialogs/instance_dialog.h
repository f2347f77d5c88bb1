// All that the cluster file says about one instance, to add or to edit.
#pragma once

#include <QDialog>

#include "core/base/result.h"
#include "core/cluster/cluster.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace understudy::ui {

class InstanceDialog : public QDialog {
    Q_OBJECT

public:
    /// Edits `instance` of the cluster; adds another when there is no instance of that name yet.
    InstanceDialog(const cluster::Cluster& cluster, const cluster::Instance& instance,
                   QWidget* parent = nullptr);

    /// What is entered, or what is wrong with it.
    base::Result<cluster::Instance> instance() const;

    /// A new instance of this cluster: the next tier, and what the last instance says about SSH.
    static cluster::Instance proposal(const cluster::Cluster& cluster);

private:
    QLineEdit* addLine(QFormLayout& form, const QString& label, const QString& value,
                       const QString& placeholder);
    void judge();

    cluster::Cluster m_cluster;
    cluster::Instance m_before;
    QLineEdit* m_name;
    QSpinBox* m_tier;
    QLineEdit* m_host;
    QSpinBox* m_port;
    QLineEdit* m_user;
    QLineEdit* m_identity;
    QLineEdit* m_knownHosts;
    QLineEdit* m_jump;
    QCheckBox* m_sudo;
    QLineEdit* m_interface;
    QComboBox* m_speaker;
    QLineEdit* m_protocol4;
    QLineEdit* m_protocol6;
    QLineEdit* m_address4;
    QLineEdit* m_address6;
    QLabel* m_wrong;
    QPushButton* m_save = nullptr;
};

} // namespace understudy::ui
