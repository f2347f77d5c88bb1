#include "ui/pages/report_page.h"

#include <algorithm>

#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTabWidget>
#include <QTextBrowser>

#include "core/ops/report/report_file.h"
#include "core/ops/report/report_html.h"
#include "core/ops/report/timeline_painter.h"
#include "ui/format/fonts.h"
#include "ui/format/palette.h"
#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"
#include "ui/models/comparison_model.h"
#include "ui/pages/copyable_table.h"
#include "ui/pages/labels.h"
#include "ui/pages/shape_delegate.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using ops::Ink;

namespace {

/// Beside the picture: the document's margins and the scroll bar.
constexpr int beside = 40;
constexpr int narrowest = 400;

QColor inkOf(Ink ink, const Palette& palette) {
    switch (ink) {
    case Ink::Text:
        return palette.text;
    case Ink::Faint:
        return palette.dim;
    case Ink::Grid:
        return palette.line;
    case Ink::Rtt:
    case Ink::Serving:
        return palette.serve;
    case Ink::Lost:
        return palette.down;
    case Ink::Announcing:
        return palette.up;
    case Ink::Quiet:
    case Ink::Unknown:
        return palette.dim;
    case Ink::Step:
        break;
    }
    return palette.warn;
}

QLabel* namedLabel(const char* objectName, QWidget* parent) {
    auto* label = plainLabel({}, parent);
    label->setObjectName(objectName);
    return label;
}

} // namespace

ReportPage::ReportPage(QWidget* parent)
    : QWidget(parent), m_comparison(new ComparisonModel(this)), m_shape(new StatusShape(20, this)),
      m_heading(namedLabel("reportHeading", this)), m_why(namedLabel("reportWhy", this)),
      m_where(namedLabel("reportWhere", this)), m_save(new QPushButton(u"Save as…"_s, this)),
      m_tabs(new QTabWidget(this)), m_text(new QTextBrowser(this)), m_table(new CopyableTable(this)) {
    m_heading->setFont(scaled(font(), 1.25, true));
    m_where->setProperty("dim", true);
    m_save->setObjectName("saveReport");
    m_save->setToolTip(u"As HTML, PDF, JSON or Markdown"_s);
    m_text->setObjectName("reportText");
    m_text->setAccessibleName(u"Report"_s);
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // else it would change the picture's width
    m_text->viewport()->installEventFilter(this);
    m_table->setObjectName("comparison");
    m_table->setAccessibleName(u"Gaps beside those of the last rehearsals"_s);
    m_table->setModel(m_comparison);
    m_table->setItemDelegate(new ShapeDelegate(ComparisonModel::HealthRole, m_table));
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->addTab(m_text, u"Report"_s);
    m_tabs->addTab(m_table, u"Compare"_s);
    connect(m_save, &QPushButton::clicked, this, &ReportPage::askWhere);

    auto* words = new QVBoxLayout;
    words->setSpacing(3);
    words->addWidget(m_heading);
    words->addWidget(m_why);
    words->addWidget(m_where);
    auto* head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_shape, 0, Qt::AlignTop);
    head->addLayout(words, 1);
    head->addWidget(m_save, 0, Qt::AlignTop);
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(1, 1, 1, 2);
    inside->addWidget(m_tabs);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 10, 0, 0);
    rows->setSpacing(10);
    rows->addLayout(head);
    rows->addWidget(panel, 1);
}

void ReportPage::show(const ops::ReportPtr& report, const QString& where) {
    m_report = report;
    const auto health = report->restored ? healthOf(report->verdict) : cluster::Health::Down;
    m_shape->setHealth(health);
    m_heading->setText(u"%1, %2: %3%4"_s.arg(word(report->plan.kind), word(report->plan.failure),
                                             word(report->verdict),
                                             report->restored ? QString{} : u" – NOT RESTORED"_s));
    QStringList why;
    if (!report->why.empty())
        why << text(report->why);
    for (const auto& what : report->notRestored)
        why << text(what);
    why << (report->restored ? u"Everything is as it was before."_s
                             : u"Not everything is as it was: look at the instances now."_s);
    m_why->setText(why.join('\n'));
    m_where->setText(where);
    m_pictureWidth = 0;
    showText();
    m_text->verticalScrollBar()->setValue(0);
    m_tabs->setCurrentIndex(0);
    compare();
}

void ReportPage::setHistory(std::vector<cluster::PastRehearsal> history) {
    m_history = std::move(history);
    compare();
}

void ReportPage::compare() {
    if (!m_report)
        return;
    m_comparison->show(cluster::summarize(*m_report), m_history);
    m_table->resizeColumnsToContents();
    const int others = m_comparison->others();
    m_tabs->setTabText(1, others == 0   ? u"Compare (nothing yet)"_s
                          : others == 1 ? u"Compare with the last one"_s
                                        : u"Compare with the last %1"_s.arg(others));
}

/// The picture is made for the width there is, in the window's colours.
void ReportPage::showText() {
    const int width = std::max(narrowest, m_text->viewport()->width() - beside);
    if (!m_report || width == m_pictureWidth)
        return;
    m_pictureWidth = width;
    const auto& palette = Palette::of(this->palette());
    const auto drawing = ops::drawTimeline(*m_report);
    const double sharpness = width / drawing.width * devicePixelRatioF();
    const auto picture =
        ops::imageOf(drawing, sharpness, palette.panel, [&](Ink ink) { return inkOf(ink, palette); });
    m_text->document()->setDefaultStyleSheet(
        u"th { color: %1; text-align: left; } h2 { font-size: large; }"_s.arg(palette.dim.name()));
    m_text->document()->setDocumentMargin(12);
    m_text->document()->addResource(QTextDocument::ImageResource, QUrl{u"timeline"_s}, picture);
    const auto html =
        u"<p><img src=\"timeline\" width=\"%1\"></p>"_s.arg(width) + text(ops::reportBody(*m_report));
    const int place = m_text->verticalScrollBar()->value();
    m_text->document()->setHtml(html);
    m_text->moveCursor(QTextCursor::Start); // it was left at the end, and would be kept in view there
    m_text->verticalScrollBar()->setValue(place);
}

void ReportPage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    m_pictureWidth = 0;
    showText();
}

bool ReportPage::eventFilter(QObject* watched, QEvent* event) {
    // Queued: the text lays itself out first.
    if (watched == m_text->viewport() && event->type() == QEvent::Resize)
        QMetaObject::invokeMethod(this, &ReportPage::showText, Qt::QueuedConnection);
    return QWidget::eventFilter(watched, event);
}

void ReportPage::askWhere() {
    if (!m_report)
        return;
    auto* dialog = new QFileDialog(this, u"Save the report"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(
        {u"Web page (*.html)"_s, u"PDF (*.pdf)"_s, u"JSON (*.json)"_s, u"Markdown (*.md)"_s});
    dialog->setDefaultSuffix(u"html"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString& filter) {
        dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1));
    });
    dialog->selectFile(u"rehearsal.html"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &ReportPage::saveAs);
    dialog->open();
}

bool ReportPage::saveAs(const QString& path) {
    const auto written = ops::writeReport(*m_report, path.toStdString());
    m_where->setText(written ? u"Saved as %1"_s.arg(path) : text(written.error().what));
    return written.has_value();
}

} // namespace understudy::ui
