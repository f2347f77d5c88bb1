// Labels and values, two columns, that can be read, selected and scrolled.
#pragma once

#include <QScrollArea>

#include "ui/models/detail_facts.h"

class QLabel;

namespace understudy::ui {

class StatusShape;

class FactsView : public QScrollArea {
    Q_OBJECT

public:
    explicit FactsView(QWidget* parent = nullptr);
    void setFacts(Facts facts);

private:
    void rebuild();
    void fill();

    struct Row {
        QLabel* label = nullptr;
        StatusShape* shape = nullptr;
        QLabel* value = nullptr;
    };

    Facts m_facts;
    std::vector<Row> m_rows;
    QWidget* m_body = nullptr;
};

} // namespace understudy::ui
