#include "ui/dialogs/tier_dialog.h"

#include <algorithm>
#include <chrono>

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTimer>

#include "core/ops/engine.h"
#include "ui/format/fonts.h"
#include "ui/format/words.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using Outcome = ops::IntentResult::Outcome;

namespace {

/// A number that is being typed is not read from the nodes digit by digit.
constexpr std::chrono::milliseconds settling{400};
constexpr int highestTier = 16;
constexpr int stepsOfOne = 5;

QLabel* plainLabel(const QString& text, QWidget* parent) {
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    return label;
}

/// As people count them, with what that is on the wire.
QString tierText(int prepends) {
    return prepends == 0 ? u"tier 1 (not prepended)"_s
                         : u"tier %1 (prepended %2×)"_s.arg(prepends + 1).arg(prepends);
}

QString namesOf(const std::vector<cluster::InstanceName>& names) {
    QStringList words;
    for (const auto& name : names)
        words.push_back(text(name.value()));
    const auto last = words.takeLast();
    return words.join(u", "_s) + u" and "_s + last;
}

QString equalText(const std::vector<cluster::EqualTier>& equal) {
    QStringList sentences;
    for (const auto& tier : equal)
        sentences.push_back(
            u"%1 share the traffic at random (ECMP); this is meant"_s.arg(namesOf(tier.instances)));
    return sentences.join(u"; "_s);
}

} // namespace

TierDialog::TierDialog(ops::Engine& engine, const std::vector<cluster::TierMove>& moves, QWidget* parent)
    : QDialog(parent), m_engine(engine), m_settling(new QTimer(this)), m_grid(new QGridLayout),
      m_order(plainLabel({}, this)), m_differences(new QPlainTextEdit(this)),
      m_warnings(plainLabel({}, this)), m_equal(new QCheckBox(this)), m_force(new QCheckBox(this)),
      m_progress(new QProgressBar(this)), m_state(plainLabel({}, this)),
      m_buttons(new QDialogButtonBox(this)) {
    setWindowTitle(u"Change tiers"_s);
    resize(720, 620);
    buildNumbers(moves);
    buildRest();
    m_settling->setSingleShot(true);
    connect(m_settling, &QTimer::timeout, this, &TierDialog::read);
    connect(&engine, &ops::Engine::snapshotChanged, this, [this] {
        if (m_phase != Phase::Applying && m_phase != Phase::Over)
            plan();
    });
    plan();
    m_settling->start(std::chrono::milliseconds{0});
}

TierDialog::~TierDialog() = default;

void TierDialog::buildNumbers(const std::vector<cluster::TierMove>& moves) {
    const auto snapshot = m_engine.snapshot();
    m_grid->setHorizontalSpacing(16);
    m_grid->setColumnStretch(3, 1);
    auto names = snapshot->cluster->instances;
    for (const auto& instance : names)
        m_present[instance.name] = cluster::presentTier(*snapshot, instance.name);
    std::stable_sort(names.begin(), names.end(), [this](const auto& a, const auto& b) {
        return m_present.at(a.name) < m_present.at(b.name);
    });
    for (const auto& instance : names) {
        const int present = m_present.at(instance.name);
        const auto move = std::find_if(moves.begin(), moves.end(), [&](const cluster::TierMove& one) {
            return one.instance == instance.name;
        });
        const auto name = text(instance.name.value());
        auto* number = new QSpinBox(this);
        number->setObjectName(u"tier-"_s + name);
        number->setRange(1, highestTier + 1);
        number->setValue((move == moves.end() ? present : move->tier) + 1);
        number->setAccessibleName(u"Tier of %1"_s.arg(name));
        connect(number, &QSpinBox::valueChanged, this, [this] {
            m_phase = Phase::Choosing;
            m_change.reset();
            m_equal->setChecked(false);
            m_force->setChecked(false);
            plan();
            m_settling->start(settling);
        });
        const int row = m_grid->rowCount();
        auto* label = new QLabel(name, this);
        label->setTextFormat(Qt::PlainText);
        label->setBuddy(number);
        label->setFont(scaled(font(), 1, true));
        m_grid->addWidget(label, row, 0);
        m_grid->addWidget(number, row, 1);
        auto* now = plainLabel(u"now "_s + tierText(present), this);
        now->setProperty("dim", true);
        m_grid->addWidget(now, row, 2, 1, 2);
        m_numbers[instance.name] = number;
    }
}

void TierDialog::buildRest() {
    auto* heading = new QLabel(u"Change tiers"_s, this);
    heading->setFont(scaled(font(), 1.25, true));
    auto* explanation = plainLabel(
        u"Tier 1 is preferred. Each speaker checks its new configuration and runs it without ending "
        "the session; it goes back by itself unless the router is seen to be told the new path."_s,
        this);
    explanation->setProperty("dim", true);
    m_order->setObjectName("order");
    m_differences->setObjectName("differences");
    m_differences->setAccessibleName(u"Differences of the configuration files"_s);
    m_differences->setReadOnly(true);
    m_differences->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_differences->setFont(fixedFont(font()));
    m_warnings->setObjectName("warnings");
    m_equal->setObjectName("equalIsMeant");
    m_force->setObjectName("force");
    m_force->setText(u"Go on all the same"_s);
    m_state->setObjectName("state");
    m_progress->setTextVisible(false);
    m_progress->hide();
    m_apply = m_buttons->addButton(u"Apply"_s, QDialogButtonBox::AcceptRole);
    m_apply->setObjectName("apply");
    m_apply->setAutoDefault(false);
    auto* cancel = m_buttons->addButton(QDialogButtonBox::Cancel);
    cancel->setDefault(true);
    connect(m_apply, &QPushButton::clicked, this, &TierDialog::apply);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &TierDialog::reject);
    connect(m_equal, &QCheckBox::toggled, this, &TierDialog::judge);
    connect(m_force, &QCheckBox::toggled, this, &TierDialog::judge);

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(20, 18, 20, 16);
    rows->setSpacing(12);
    rows->addWidget(heading);
    rows->addWidget(explanation);
    rows->addLayout(m_grid);
    rows->addWidget(m_order);
    rows->addWidget(m_differences, 1);
    rows->addWidget(m_warnings);
    rows->addWidget(m_force);
    rows->addWidget(m_equal);
    rows->addWidget(m_state);
    rows->addWidget(m_progress);
    rows->addWidget(m_buttons);
}

std::vector<cluster::TierMove> TierDialog::chosen() const {
    std::vector<cluster::TierMove> moves;
    for (const auto& [name, number] : m_numbers) {
        if (number->value() - 1 != m_present.at(name))
            moves.push_back({name, number->value() - 1});
    }
    return moves;
}

void TierDialog::plan() {
    const auto before = m_plan.steps;
    m_plan = cluster::planTiers(*m_engine.snapshot(), chosen());
    // What was read stays in the order in which it is shown.
    if (m_change)
        m_plan.steps = before;
    QStringList order;
    for (const auto& step : m_plan.steps)
        order.push_back(
            u"%1. %2 to %3"_s.arg(order.size() + 1).arg(text(step.instance.value()), tierText(step.tier)));
    m_order->setText(order.isEmpty()
                         ? u"Choose a tier for an instance."_s
                         : u"In this order, who carries the traffic last:\n"_s + order.join(u'\n'));
    showWarnings();
    judge();
}

void TierDialog::read() {
    m_differences->clear();
    m_change.reset();
    plan();
    if (m_plan.steps.empty())
        return say({});
    m_phase = Phase::Reading;
    say(u"Reading the configuration of the instances…"_s);
    m_change = std::make_unique<ops::TierChange>(m_engine, m_plan.steps);
    connect(m_change.get(), &ops::TierChange::prepared, this, &TierDialog::showDifferences);
    connect(m_change.get(), &ops::TierChange::moved, this, &TierDialog::moved);
    connect(m_change.get(), &ops::TierChange::finished, this, &TierDialog::showResult);
    connect(m_change.get(), &ops::TierChange::progressed, this,
            [this](const cluster::InstanceName& instance, const ops::JobProgress& progress) {
                say(u"%1: %2"_s.arg(text(instance.value()), text(progress.text)));
                const auto& steps = m_plan.steps;
                const auto at = std::find_if(steps.begin(), steps.end(), [&](const cluster::TierMove& step) {
                    return step.instance == instance;
                });
                m_progress->setValue(static_cast<int>(at - steps.begin()) * stepsOfOne + progress.step - 1);
            });
    m_change->prepare();
    judge();
}

void TierDialog::showDifferences() {
    QString shown;
    QStringList errors;
    for (const auto& preview : m_change->previews()) {
        const auto name = text(preview.move.instance.value());
        if (!preview.error.empty())
            errors.push_back(u"%1: %2"_s.arg(name, QString::fromStdString(preview.error)));
        else if (preview.files.empty())
            shown += u"%1 is configured so already\n"_s.arg(name);
        for (std::size_t i = 0; i < preview.files.size(); ++i)
            shown += u"%1  %2\n%3\n"_s.arg(name, text(preview.files[i].path),
                                           QString::fromStdString(preview.diffs[i]));
    }
    m_differences->setPlainText(shown);
    m_phase = Phase::Ready;
    say(errors.join(u'\n'));
    judge();
}

void TierDialog::showWarnings() {
    QStringList sentences;
    bool forcible = false;
    for (const auto& objection : m_plan.objections) {
        sentences.push_back(text(objection.why));
        forcible = forcible || objection.canBeForced;
    }
    m_warnings->setText(sentences.join(u'\n'));
    m_warnings->setVisible(!sentences.isEmpty());
    m_force->setVisible(forcible);
    m_equal->setVisible(!m_plan.equal.empty());
    m_equal->setText(equalText(m_plan.equal));
}

void TierDialog::judge() {
    const bool ready =
        m_phase == Phase::Ready && m_change && m_change->canBeApplied() && !m_plan.steps.empty();
    m_apply->setEnabled(ready && cluster::mayProceed(m_plan, m_force->isChecked(), m_equal->isChecked()));
    const bool choosing = m_phase != Phase::Applying && m_phase != Phase::Over;
    for (const auto& [name, number] : m_numbers)
        number->setEnabled(choosing);
    m_equal->setEnabled(choosing);
    m_force->setEnabled(choosing);
}

void TierDialog::apply() {
    m_phase = Phase::Applying;
    m_progress->setRange(0, static_cast<int>(m_plan.steps.size()) * stepsOfOne);
    m_progress->setValue(0);
    m_progress->show();
    judge();
    m_change->apply();
}

void TierDialog::showResult(const cluster::InstanceName& instance, const ops::IntentResult& result) {
    m_phase = Phase::Over;
    if (result.outcome == Outcome::Acked) {
        m_progress->setValue(m_progress->maximum());
        say(u"Done: the router is told the new paths, and the cluster file is saved."_s);
    } else {
        say(u"%1: %2"_s.arg(text(instance.value()), text(result.why)));
    }
    m_buttons->setStandardButtons(QDialogButtonBox::Close);
    m_apply->hide();
    judge();
}

/// A change that is under way goes back first.
void TierDialog::reject() {
    if (m_phase == Phase::Applying) {
        m_change->cancel();
        say(u"Cancelled: what is under way is taken back…"_s);
        return;
    }
    QDialog::reject();
}

void TierDialog::say(const QString& text) {
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

} // namespace understudy::ui
