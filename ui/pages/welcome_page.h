// What an empty window offers.
#pragma once

#include <QWidget>

namespace understudy::ui {

class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

signals:
    void openRequested();
    void newRequested();
};

} // namespace understudy::ui
