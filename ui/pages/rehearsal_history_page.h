// All rehearsals whose reports were kept: the list, each instance's last success, and the trend of its gap.
#pragma once

#include <QWidget>

#include "core/ops/report/kept_reports.h"

class QLabel;
class QPushButton;

namespace understudy::ui {

class CopyableTable;
class GapTrendView;
class PastRehearsalsModel;
class ReadinessModel;

class RehearsalHistoryPage : public QWidget {
    Q_OBJECT

public:
    explicit RehearsalHistoryPage(QWidget* parent = nullptr);

    /// `folder`: where they are.
    void setReports(std::vector<ops::KeptReport> reports, const cluster::Cluster& cluster, base::WallTime now,
                    const QString& folder);

signals:
    /// The file of the report that is to be read.
    void reportChosen(const QString& path);

private:
    void openCurrent();
    void explain();
    void showTrend();

    PastRehearsalsModel* m_past;
    ReadinessModel* m_readiness;
    CopyableTable* m_list;
    CopyableTable* m_instances;
    GapTrendView* m_trend;
    QPushButton* m_open;
    QLabel* m_why;
    QLabel* m_folder;
};

} // namespace understudy::ui
