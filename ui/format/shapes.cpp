#include "ui/format/shapes.h"

#include <algorithm>

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

#include "ui/format/palette.h"

namespace understudy::ui {
namespace {

constexpr int scales[] = {1, 2, 3};

/// An icon drawn once for each screen scale.
template <typename Draw>
QIcon drawnIcon(int side, Draw draw) {
    QIcon icon;
    for (const int scale : scales) {
        QPixmap pixmap{side * scale, side * scale};
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter{&pixmap};
        painter.setRenderHint(QPainter::Antialiasing);
        draw(painter, QRectF{0, 0, static_cast<qreal>(side), static_cast<qreal>(side)});
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

void paintTriangle(QPainter& painter, const QRectF& at) {
    QPainterPath path{{at.center().x(), at.top()}};
    path.lineTo(at.right(), at.bottom() - at.height() * 0.06);
    path.lineTo(at.left(), at.bottom() - at.height() * 0.06);
    path.closeSubpath();
    painter.drawPath(path);
}

} // namespace

void paintHealth(QPainter& painter, const QRectF& at, cluster::Health health, const Palette& palette) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const qreal inset = at.width() / 14;
    switch (health) {
    case cluster::Health::Up:
        painter.setBrush(palette.up);
        painter.drawEllipse(at.adjusted(inset, inset, -inset, -inset));
        break;
    case cluster::Health::Degraded:
        painter.setBrush(palette.warnFill);
        paintTriangle(painter, at);
        break;
    case cluster::Health::Down:
        painter.setBrush(palette.down);
        painter.drawRect(at.adjusted(1.4 * inset, 1.4 * inset, -1.4 * inset, -1.4 * inset));
        break;
    case cluster::Health::Unknown: {
        const qreal width = std::max(1.5, at.width() / 9);
        QPen pen{palette.dim, width};
        pen.setDashPattern({1.7, 1.25});
        pen.setCapStyle(Qt::FlatCap);
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        const qreal margin = inset + width / 2;
        painter.drawEllipse(at.adjusted(margin, margin, -margin, -margin));
        break;
    }
    }
    painter.restore();
}

QIcon healthIcon(cluster::Health health, const Palette& palette, int side) {
    return drawnIcon(side,
                     [&](QPainter& painter, const QRectF& at) { paintHealth(painter, at, health, palette); });
}

void paintSwitch(QPainter& painter, const QRectF& at, bool known, bool on, const Palette& palette) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const qreal radius = at.height() / 2;
    if (known) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(on ? palette.up : palette.dim);
        painter.drawRoundedRect(at, radius, radius);
        const qreal knob = at.height() - 4;
        painter.setBrush(palette.knob);
        painter.drawEllipse(QRectF{on ? at.right() - 2 - knob : at.left() + 2, at.top() + 2, knob, knob});
    } else {
        QPen pen{palette.dim, 1.4};
        pen.setDashPattern({2, 1.6});
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(at.adjusted(0.7, 0.7, -0.7, -0.7), radius, radius);
    }
    painter.restore();
}

void paintMeter(QPainter& painter, const QRectF& at, double share, const Palette& palette) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette.grid);
    const qreal radius = at.height() / 2;
    painter.drawRoundedRect(at, radius, radius);
    painter.setBrush(palette.serve);
    const qreal width = std::max(at.height(), at.width() * std::clamp(share, 0.0, 1.0));
    painter.drawRoundedRect(QRectF{at.topLeft(), QSizeF{width, at.height()}}, radius, radius);
    painter.restore();
}

QIcon menuIcon(const Palette& palette) {
    return drawnIcon(16, [&](QPainter& painter, const QRectF& at) {
        painter.setPen(QPen{palette.text, 1.5, Qt::SolidLine, Qt::RoundCap});
        for (const qreal y : {4.0, 8.0, 12.0})
            painter.drawLine(QPointF{at.left() + 2.5, y}, QPointF{at.right() - 2.5, y});
    });
}

} // namespace understudy::ui
