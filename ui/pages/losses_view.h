// "If NAME goes away": who takes over and how long it takes, for each way to lose it.
#pragma once

#include <QWidget>

#include "ui/models/detail_facts.h"

class QLabel;

namespace understudy::ui {

class LossesView : public QWidget {
    Q_OBJECT

public:
    explicit LossesView(QWidget* parent = nullptr);
    /// Hides itself when there is nothing to say.
    void setLosses(const QString& instance, std::vector<Loss> losses);

private:
    static constexpr std::size_t rows = 3;
    struct Row {
        QLabel* cause;
        QLabel* takeOver;
        QLabel* gap;
    };

    QLabel* m_title;
    std::vector<Row> m_rows;
};

} // namespace understudy::ui
