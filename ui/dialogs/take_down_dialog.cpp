#include "ui/dialogs/take_down_dialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStyle>

#include "ui/format/fonts.h"
#include "ui/format/sentences.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"
#include "ui/pages/status_shape.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::Health;

namespace {

constexpr int dialogWidth = 560;
constexpr int shortestRestore = 5;
constexpr int longestRestore = 24 * 60 * 60;

Health healthOf(const cluster::TakeDownEffect& effect) {
    if (effect.remaining.empty())
        return Health::Down;
    return effect.movesTraffic ? Health::Degraded : Health::Up;
}

QString commandFor(const cluster::Instance& instance) {
    const auto command = u"ip link set dev %1 down"_s.arg(text(instance.interface));
    return instance.ssh.sudo ? u"sudo -n "_s + command : command;
}

QString remainingText(const cluster::Snapshot& snapshot, const cluster::TakeDownEffect& effect) {
    return effect.remaining.empty() ? u"Nobody remains announcing."_s
                                    : u"Still announcing: %1."_s.arg(names(snapshot, effect.remaining));
}

} // namespace

TakeDownDialog::TakeDownDialog(cluster::SnapshotPtr snapshot, cluster::InstanceName instance, QWidget* parent)
    : QDialog(parent), m_snapshot(std::move(snapshot)), m_instance(std::move(instance)),
      m_effectsPlace(new QVBoxLayout), m_restoreAfter(new QSpinBox(this)), m_nameRow(new QWidget(this)),
      m_name(new QLineEdit(m_nameRow)) {
    const auto* settings = m_snapshot->cluster->find(m_instance);
    const auto name = text(m_instance.value());
    const auto interface = settings ? text(settings->interface) : QString{};
    setWindowTitle(u"Take down %1 on %2"_s.arg(interface, name));
    setFixedWidth(dialogWidth);

    auto* heading = new QLabel(u"Take down %1 on %2?"_s.arg(interface, name), this);
    heading->setTextFormat(Qt::PlainText);
    heading->setFont(scaled(font(), 1.25, true));
    auto* command = plainLabel(settings ? commandFor(*settings) : QString{}, this);
    command->setObjectName("command");
    command->setFont(fixedFont(font()));
    command->setAccessibleName(u"Command"_s);

    m_restoreAfter->setObjectName("restoreAfter");
    m_restoreAfter->setRange(shortestRestore, longestRestore);
    m_restoreAfter->setValue(120);
    m_restoreAfter->setSuffix(u" s"_s);
    m_restoreAfter->setAccessibleName(u"Seconds until the node restores itself"_s);

    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->addRow(u"Node"_s,
                 plainLabel(settings ? u"%1 (%2)"_s.arg(name, text(settings->ssh.host)) : name, this));
    form->addRow(u"Command"_s, command);
    form->addRow(u"Restores itself after"_s, m_restoreAfter);
    auto* explanation =
        plainLabel(u"The restore is armed on the node before anything is changed. It brings the "
                   "interface back with its addresses, even if this window or the connection is "
                   "gone by then."_s,
                   this);
    explanation->setProperty("dim", true);

    m_name->setObjectName("typedName");
    m_name->setAccessibleName(u"Name of the instance, typed to confirm"_s);
    auto* nameLayout = new QVBoxLayout(m_nameRow);
    nameLayout->setContentsMargins(0, 0, 0, 0);
    auto* nameLabel =
        plainLabel(u"Type the instance's name, %1, to go on all the same:"_s.arg(name), m_nameRow);
    nameLabel->setBuddy(m_name);
    nameLayout->addWidget(nameLabel);
    nameLayout->addWidget(m_name);

    auto* buttons = new QDialogButtonBox(this);
    m_takeDown = buttons->addButton(u"Take down"_s, QDialogButtonBox::AcceptRole);
    m_takeDown->setObjectName("takeDown");
    m_takeDown->setProperty("danger", true);
    m_takeDown->style()->polish(m_takeDown); // the box polished it before it had the property
    m_takeDown->setAutoDefault(false);
    auto* cancel = buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_name, &QLineEdit::textChanged, this, &TakeDownDialog::judge);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(14);
    rows->addWidget(heading);
    rows->addLayout(m_effectsPlace);
    rows->addLayout(form);
    rows->addWidget(explanation);
    rows->addWidget(m_nameRow);
    rows->addWidget(buttons);
    showForecast();
    cancel->setFocus();
}

void TakeDownDialog::setSnapshot(cluster::SnapshotPtr snapshot) {
    m_snapshot = std::move(snapshot);
    showForecast();
}

void TakeDownDialog::showForecast() {
    m_forecast = cluster::forecastTakeDown(*m_snapshot, m_instance);
    struct Line {
        Health health;
        QString title;
        QString text;
    };
    std::vector<Line> lines;
    for (const auto& effect : m_forecast.effects) {
        if (!effect.announcesNow && effect.remaining.empty())
            continue;
        lines.push_back({healthOf(effect), text(m_snapshot->cluster->floating[effect.floatingIndex].text),
                         sentence(*m_snapshot, effect) + u".\n"_s + remainingText(*m_snapshot, effect)});
    }
    for (const auto& objection : m_forecast.objections)
        lines.push_back({objection.canBeForced ? Health::Degraded : Health::Down, title(objection.id),
                         text(objection.why)});

    QString shown;
    for (const auto& line : lines)
        shown += line.title + line.text + word(line.health);
    if (shown != m_shown || !m_effects) {
        m_shown = shown;
        delete m_effects;
        m_effects = new QWidget(this);
        auto* grid = new QGridLayout(m_effects);
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(10);
        grid->setVerticalSpacing(8);
        grid->setColumnStretch(2, 1);
        int row = 0;
        for (const auto& line : lines) {
            auto* shape = new StatusShape(14, m_effects);
            shape->setHealth(line.health);
            grid->addWidget(shape, row, 0, Qt::AlignTop);
            auto* title = plainLabel(line.title, m_effects);
            title->setWordWrap(false);
            title->setFont(scaled(font(), 1, true));
            grid->addWidget(title, row, 1, Qt::AlignTop);
            grid->addWidget(plainLabel(line.text, m_effects), row++, 2, Qt::AlignTop);
        }
        m_effectsPlace->addWidget(m_effects);
    }
    judge();
}

bool TakeDownDialog::needsName() const {
    return !m_forecast.objections.empty() && cluster::mayProceed(m_forecast, true);
}

void TakeDownDialog::judge() {
    m_nameRow->setVisible(needsName());
    const bool confirmed = !needsName() || m_name->text() == text(m_instance.value());
    m_takeDown->setEnabled(cluster::mayProceed(m_forecast, true) && confirmed);
    if (layout())
        setFixedHeight(layout()->totalHeightForWidth(dialogWidth));
}

ops::TakeDownOptions TakeDownDialog::options() const {
    return {.restoreAfter = std::chrono::seconds{m_restoreAfter->value()},
            .force = needsName(),
            .revision = m_snapshot->revision};
}

} // namespace understudy::ui
