// One card a floating IP: up or not, served by whom, who is next, how long it could take.
#pragma once

#include <vector>

#include <QFrame>

#include "core/cluster/snapshot.h"
#include "ui/models/headline.h"

class QGridLayout;
class QLabel;

namespace understudy::ui {

class StatusShape;

class HeadlineCard : public QFrame {
    Q_OBJECT

public:
    explicit HeadlineCard(QWidget* parent = nullptr);
    void show(const Headline& headline);

private:
    QLabel* addFigure(QGridLayout& grid, int column, const QString& caption);

    Headline m_shown;
    StatusShape* m_shape;
    QLabel* m_address;
    QLabel* m_state;
    QLabel* m_servedBy;
    QLabel* m_next;
    QLabel* m_rtt;
    QLabel* m_lost;
    QLabel* m_worst;
    StatusShape* m_worstMark;
};

class HeadlineBar : public QWidget {
    Q_OBJECT

public:
    explicit HeadlineBar(QWidget* parent = nullptr);
    void setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();

    QGridLayout* m_grid;
    std::vector<HeadlineCard*> m_cards;
};

} // namespace understudy::ui
