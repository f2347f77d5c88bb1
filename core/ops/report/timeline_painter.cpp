#include "core/ops/report/timeline_painter.h"

#include <QPainter>

namespace understudy::ops {
namespace {

struct Drawer {
    QPainter& painter;
    const InkColour& colour;

    void operator()(const Box& box) const {
        const QRectF rectangle{box.x, box.y, box.width, box.height};
        painter.setPen(box.hollow ? QPen{colour(box.ink)} : QPen{Qt::NoPen});
        painter.setBrush(box.hollow ? QBrush{Qt::NoBrush} : QBrush{colour(box.ink)});
        painter.drawRect(rectangle);
    }
    void operator()(const Stroke& stroke) const {
        QPolygonF line;
        for (const auto& [x, y] : stroke.points)
            line << QPointF{x, y};
        painter.setPen(QPen{colour(stroke.ink), 1, stroke.dashed ? Qt::DashLine : Qt::SolidLine});
        painter.drawPolyline(line);
    }
    void operator()(const Label& label) const {
        const auto text = QString::fromStdString(label.text);
        const double length = painter.fontMetrics().horizontalAdvance(text);
        const double shift = label.anchor == Label::Anchor::Start    ? 0
                             : label.anchor == Label::Anchor::Middle ? length / 2
                                                                     : length;
        painter.setPen(colour(label.ink));
        painter.drawText(QPointF{label.x - shift, label.y}, text);
    }
};

} // namespace

QColor paperColour(Ink ink) {
    const auto name = colourOf(ink);
    return QColor{QLatin1StringView{name.data(), static_cast<qsizetype>(name.size())}};
}

QImage imageOf(const TimelineDrawing& drawing, double sharpness, QColor background, const InkColour& colour) {
    QImage image(QSizeF{drawing.width * sharpness, drawing.height * sharpness}.toSize(),
                 QImage::Format_RGB32);
    image.fill(background);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(sharpness, sharpness);
    auto font = painter.font();
    font.setPixelSize(12);
    painter.setFont(font);
    for (const auto& shape : drawing.shapes)
        std::visit(Drawer{painter, colour}, shape);
    return image;
}

} // namespace understudy::ops
