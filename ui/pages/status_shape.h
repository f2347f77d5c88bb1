// A health as its shape; screen readers hear the word.
#pragma once

#include <QWidget>

#include "core/cluster/judgement.h"

namespace understudy::ui {

class StatusShape : public QWidget {
    Q_OBJECT

public:
    /// `side` in device-independent pixels.
    explicit StatusShape(int side, QWidget* parent = nullptr);
    void setHealth(cluster::Health health);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    cluster::Health m_health = cluster::Health::Unknown;
};

} // namespace understudy::ui
