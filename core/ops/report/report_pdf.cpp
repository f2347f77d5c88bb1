#include "core/ops/report/report_pdf.h"

#include <fmt/format.h>
#include <QGuiApplication>
#include <QPdfWriter>
#include <QTextDocument>
#include <QUrl>

#include "core/ops/report/report_html.h"
#include "core/ops/report/timeline_painter.h"

namespace understudy::ops {
namespace {

/// Pixels a unit of the drawing: sharp in print.
constexpr double sharpness = 3;
/// Of the picture on the page, in the document's pixels.
constexpr int pictureWidth = 660;

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
                         imageOf(drawTimeline(report), sharpness, Qt::white, paperColour));
    document.setHtml(QString::fromStdString(
        reportHead(report) + fmt::format("<p><img src=\"timeline\" width=\"{}\"></p>", pictureWidth) +
        reportBody(report)));
    document.print(&writer);
    return {};
}

} // namespace understudy::ops
