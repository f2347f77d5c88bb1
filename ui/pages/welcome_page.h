// What an empty window offers.
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;

namespace understudy::ui {

class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

    /// The demo can be started from here; until then the page says what to run.
    void offerDemo();
    /// Not twice at the same time.
    void setDemoRuns(bool runs);

signals:
    void openRequested();
    void newRequested();
    void demoRequested();

private:
    QPushButton* m_demo;
    QLabel* m_hint;
};

} // namespace understudy::ui
