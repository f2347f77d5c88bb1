#include "ui/dialogs/rotation_dialog.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::Health;
using ops::RotationState;

namespace {

QString word(RotationState state) {
    switch (state) {
    case RotationState::NotTouched:
        return u"not touched"_s;
    case RotationState::Reading:
        return u"reading its configuration"_s;
    case RotationState::Waiting:
        return u"waiting"_s;
    case RotationState::Changing:
        return u"changing; its session restarts"_s;
    case RotationState::Changed:
        return u"changed, session up"_s;
    case RotationState::HadIt:
        return u"had it already, session up"_s;
    case RotationState::Restored:
        return u"the old password is back, session up"_s;
    case RotationState::Unclear:
        break;
    }
    return u"not clear"_s;
}

Health healthOf(RotationState state) {
    switch (state) {
    case RotationState::Changed:
    case RotationState::HadIt:
        return Health::Up;
    case RotationState::Waiting:
    case RotationState::Changing:
    case RotationState::Restored:
        return Health::Degraded;
    case RotationState::Unclear:
        return Health::Down;
    case RotationState::NotTouched:
    case RotationState::Reading:
        break;
    }
    return Health::Unknown;
}

} // namespace

RotationDialog::RotationDialog(const std::vector<ops::RotationStep>& steps, QWidget* parent)
    : QDialog(parent), m_endShape(new StatusShape(15, this)), m_end(plainLabel({}, this)),
      m_button(new QPushButton(u"Cancel"_s, this)) {
    setWindowTitle(u"A new BGP password"_s);
    setMinimumSize(600, 320);
    auto* title = plainLabel(u"A new BGP password"_s, this);
    title->setFont(scaled(font(), 1.2, true));
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    auto* grid = new QGridLayout(panel);
    grid->setContentsMargins(14, 12, 14, 12);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(10);
    grid->setColumnStretch(2, 1);
    int row = 0;
    for (const auto& step : steps) {
        auto* name = plainLabel(text(step.instance.value()), panel);
        name->setWordWrap(false);
        name->setFont(scaled(font(), 1, true));
        const Line line{new StatusShape(14, panel), plainLabel({}, panel)};
        line.state->setObjectName(u"rotation-"_s + name->text());
        grid->addWidget(line.shape, row, 0, Qt::AlignTop);
        grid->addWidget(name, row, 1, Qt::AlignTop);
        grid->addWidget(line.state, row++, 2);
        m_lines.emplace(step.instance, line);
        showStep(step);
    }
    m_end->setObjectName("rotationEnd");
    m_endShape->hide();
    auto* end = new QHBoxLayout;
    end->setSpacing(10);
    end->addWidget(m_endShape, 0, Qt::AlignTop);
    end->addWidget(m_end, 1);
    m_button->setObjectName("rotationButton");
    connect(m_button, &QPushButton::clicked, this, &RotationDialog::reject);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(14);
    rows->addWidget(title);
    rows->addWidget(panel);
    rows->addLayout(end);
    rows->addStretch();
    rows->addWidget(m_button, 0, Qt::AlignRight);
}

void RotationDialog::showStep(const ops::RotationStep& step) {
    const auto found = m_lines.find(step.instance);
    if (found == m_lines.end())
        return;
    const auto& [shape, state] = found->second;
    shape->setHealth(healthOf(step.state));
    state->setText(step.why.empty() ? word(step.state) : word(step.state) + u": "_s + text(step.why));
    setLook(state, "dim", step.state == RotationState::NotTouched && step.why.empty());
}

void RotationDialog::showEnd(const ops::RotationResult& result, const QString& stored) {
    m_running = false;
    for (const auto& step : result.steps)
        showStep(step);
    m_endShape->setHealth(result.done ? Health::Up : Health::Down);
    m_endShape->show();
    m_end->setText(result.done
                       ? u"All instances have the new password, and their sessions are up. "_s + stored
                       : text(result.why) + u"."_s);
    m_end->setAccessibleName(m_end->text());
    m_button->setText(u"Close"_s);
    m_button->setEnabled(true);
}

void RotationDialog::reject() {
    if (!m_running)
        return QDialog::reject();
    m_button->setEnabled(false);
    m_button->setText(u"Ending …"_s);
    emit cancelWanted();
}

} // namespace understudy::ui
