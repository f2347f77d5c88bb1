// The bar at the top: which cluster, what can be done with it, and the filter.
#pragma once

#include <QFrame>

class QAction;
class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace understudy::ui {

class ClusterBar : public QFrame {
    Q_OBJECT

public:
    explicit ClusterBar(QWidget* parent = nullptr);

    /// Empty: no cluster is open.
    void setClusterName(const QString& name);
    void setRecentFiles(const QStringList& paths);
    /// `urgent`: one of them is an error.
    void setFindings(int count, bool urgent);
    void focusFilter();

signals:
    void openRequested();
    void openFileRequested(const QString& path);
    void newRequested();
    void addInstanceRequested();
    void doctorRequested();
    void refreshRequested();
    void pauseRequested();
    void credentialsRequested();
    void manualRequested();
    void quitRequested();
    void filterChanged(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    void fillMenus();
    void paintIcons();

    QToolButton* m_cluster;
    QMenu* m_clusterMenu;
    QMenu* m_recent;
    QToolButton* m_addInstance;
    QToolButton* m_doctor;
    QLabel* m_badge;
    QLineEdit* m_filter;
    QToolButton* m_menu;
};

} // namespace understudy::ui
