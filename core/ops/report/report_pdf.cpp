#include "core/ops/report/report_pdf.h"

#include <fmt/format.h>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QTextDocument>
#include <QUrl>

#include "core/ops/report/report_html.h"
#include "core/ops/report/timeline_drawing.h"

namespace understudy::ops {
namespace {

/// Pixels a unit of the drawing: sharp in print.
constexpr double sharpness = 3;
/// Of the picture on the page, in the document's pixels.
constexpr int pictureWidth = 660;

QColor colour(Ink ink) {
    const auto name = colourOf(ink);
    return QColor{QLatin1StringView{name.data(), static_cast<qsizetype>(name.size())}};
}

/// Draws shapes as svgOf() writes them.
struct Drawer {
    QPainter& painter;

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

QImage imageOf(const TimelineDrawing& drawing) {
    QImage image(QSizeF{drawing.width * sharpness, drawing.height * sharpness}.toSize(),
                 QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(sharpness, sharpness);
    auto font = painter.font();
    font.setPixelSize(12);
    painter.setFont(font);
    for (const auto& shape : drawing.shapes)
        std::visit(Drawer{painter}, shape);
    return image;
}

} // namespace

base::Result<void> writePdf(const cluster::Report& report, QIODevice& device) {
    if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr)
        return base::failure("a PDF needs fonts, which this program was started without");
    QPdfWriter writer(&device);
    writer.setTitle(QStringLiteral("Rehearsal"));
    writer.setPageSize(QPageSize{QPageSize::A4});
    writer.setPageMargins(QMarginsF{12, 12, 12, 12}, QPageLayout::Millimeter);
    QTextDocument document;
    auto font = document.defaultFont();
    font.setPointSizeF(8);
    document.setDefaultFont(font);
    document.addResource(QTextDocument::ImageResource, QUrl{QStringLiteral("timeline")},
                         imageOf(drawTimeline(report)));
    document.setHtml(QString::fromStdString(
        reportHead(report) + fmt::format("<p><img src=\"timeline\" width=\"{}\"></p>", pictureWidth) +
        reportBody(report)));
    document.print(&writer);
    return {};
}

} // namespace understudy::ops
