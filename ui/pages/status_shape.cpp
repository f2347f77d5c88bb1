#include "ui/pages/status_shape.h"

#include <algorithm>

#include <QPainter>

#include "ui/format/palette.h"
#include "ui/format/shapes.h"
#include "ui/format/words.h"

namespace understudy::ui {

StatusShape::StatusShape(int side, QWidget* parent) : QWidget(parent) {
    setFixedSize(side, side);
    setHealth(cluster::Health::Unknown);
}

void StatusShape::setHealth(cluster::Health health) {
    m_health = health;
    setAccessibleName(word(health));
    setToolTip(word(health));
    update();
}

void StatusShape::paintEvent(QPaintEvent*) {
    QPainter painter{this};
    const int side = std::min(width(), height());
    QRectF at{0, 0, static_cast<qreal>(side), static_cast<qreal>(side)};
    at.moveCenter(QRectF{rect()}.center());
    paintHealth(painter, at, m_health, Palette::of(palette()));
}

} // namespace understudy::ui
