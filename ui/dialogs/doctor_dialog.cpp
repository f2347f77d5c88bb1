#include "ui/dialogs/doctor_dialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>

#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

namespace {

cluster::Health healthOf(cluster::Severity severity) {
    switch (severity) {
    case cluster::Severity::Error:
        return cluster::Health::Down;
    case cluster::Severity::Warning:
        return cluster::Health::Degraded;
    case cluster::Severity::Info:
        break;
    }
    return cluster::Health::Up;
}

QString severityWord(cluster::Severity severity) {
    switch (severity) {
    case cluster::Severity::Error:
        return u"Error"_s;
    case cluster::Severity::Warning:
        return u"Warning"_s;
    case cluster::Severity::Info:
        break;
    }
    return u"Note"_s;
}

QLabel* wrapped(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

DoctorDialog::DoctorDialog(QWidget* parent) : QDialog(parent), m_list(new QScrollArea(this)) {
    setWindowTitle(u"Doctor"_s);
    resize(640, 460);
    m_list->setWidgetResizable(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setAccessibleName(u"Findings"_s);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(14, 14, 14, 12);
    rows->addWidget(m_list, 1);
    rows->addWidget(buttons);
    setFindings({});
}

void DoctorDialog::setFindings(const std::vector<cluster::Finding>& findings) {
    if (findings == m_findings && m_list->widget())
        return;
    m_findings = findings;
    auto* body = new QWidget;
    auto* rows = new QVBoxLayout(body);
    rows->setContentsMargins(0, 0, 6, 0);
    rows->setSpacing(8);
    if (findings.empty())
        rows->addWidget(
            wrapped(u"Nothing to report: the instances are as the cluster file wants them."_s, body));
    for (const auto& finding : findings)
        addFinding(*rows, finding);
    rows->addStretch();
    m_list->setWidget(body);
}

void DoctorDialog::addFinding(QVBoxLayout& rows, const cluster::Finding& finding) {
    auto* card = new QFrame;
    card->setProperty("panel", true);
    auto* line = new QHBoxLayout(card);
    line->setContentsMargins(14, 10, 10, 10);
    line->setSpacing(12);
    auto* shape = new StatusShape(15, card);
    shape->setHealth(healthOf(finding.severity));
    line->addWidget(shape, 0, Qt::AlignTop);
    auto* words = new QVBoxLayout;
    words->setSpacing(3);
    auto* summary = wrapped(text(finding.summary), card);
    summary->setFont(scaled(font(), 1, true));
    words->addWidget(summary);
    words->addWidget(wrapped(text(finding.fix), card));
    auto* id = wrapped(severityWord(finding.severity) + u" · "_s + text(finding.id), card);
    id->setProperty("dim", true);
    id->setFont(scaled(font(), 0.9));
    words->addWidget(id);
    line->addLayout(words, 1);
    if (finding.instance) {
        auto* show = new QToolButton(card);
        show->setText(u"Show %1"_s.arg(text(finding.instance->value())));
        connect(show, &QToolButton::clicked, this,
                [this, instance = *finding.instance] { emit instanceChosen(instance); });
        line->addWidget(show, 0, Qt::AlignTop);
    }
    rows.addWidget(card);
}

} // namespace understudy::ui
