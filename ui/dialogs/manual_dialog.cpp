#include "ui/dialogs/manual_dialog.h"

#include <QDialogButtonBox>
#include <QFile>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextFrame>
#include <QTextTable>
#include <QVBoxLayout>

#include "ui/format/fonts.h"

/// A resource of a static library is linked only when it is asked for, from outside any namespace.
static void registerManual() {
    Q_INIT_RESOURCE(manual);
}

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr qreal lineHeight = 130;
constexpr qreal cellPadding = 4;
constexpr qreal spaceAroundHeading = 14;

QString manual() {
    registerManual();
    QFile file{u":/manual.md"_s};
    // It is part of the program.
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString{};
}

} // namespace

ManualDialog::ManualDialog(QWidget* parent) : QDialog(parent), m_text(new QTextBrowser(this)) {
    setWindowTitle(u"Manual"_s);
    resize(760, 720);
    m_text->setObjectName("manual");
    m_text->setAccessibleName(u"Manual"_s);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->document()->setDocumentMargin(18);
    m_text->setMarkdown(manual());
    layOutText();
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 14, 14, 12);
    rows->addWidget(m_text, 1);
    rows->addWidget(buttons);
    m_text->setFocus();
}

/// Markdown says nothing of how it looks: some air between lines and around headings, tables without a grid.
void ManualDialog::layOutText() {
    auto* document = m_text->document();
    for (auto block = document->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor{block};
        auto format = block.blockFormat();
        format.setLineHeight(lineHeight, QTextBlockFormat::ProportionalHeight);
        if (format.headingLevel() > 1) {
            format.setTopMargin(spaceAroundHeading);
            format.setBottomMargin(spaceAroundHeading / 2);
        }
        cursor.setBlockFormat(format);
    }
    for (auto* frame : document->rootFrame()->childFrames()) {
        if (auto* table = qobject_cast<QTextTable*>(frame)) {
            auto format = table->format();
            format.setBorder(0);
            format.setCellPadding(cellPadding);
            format.setCellSpacing(0);
            table->setFormat(format);
        }
    }
    document->setModified(false);
}

} // namespace understudy::ui
