// A new cluster in one page: its name, the floating IPs, the cloud, and where the file goes.
#pragma once

#include <QDialog>

#include "core/base/result.h"
#include "core/cluster/cluster.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace understudy::ui {

class NewClusterDialog : public QDialog {
    Q_OBJECT

public:
    explicit NewClusterDialog(QWidget* parent = nullptr);

    /// What is entered, or what is wrong with it. Instances are added afterwards.
    base::Result<cluster::Cluster> cluster() const;
    QString path() const;

private:
    void judge();
    void choosePath();

    QLineEdit* m_name;
    QPlainTextEdit* m_floating;
    QComboBox* m_kind;
    QLineEdit* m_localAs;
    QLineEdit* m_path;
    QLabel* m_wrong;
    QPushButton* m_create = nullptr;
};

} // namespace understudy::ui
