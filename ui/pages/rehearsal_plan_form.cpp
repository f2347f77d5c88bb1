#include "ui/pages/rehearsal_plan_form.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QAction>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QListWidget>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QToolButton>

#include "core/cluster/names.h"
#include "ui/format/rehearsal_words.h"
#include "ui/format/words.h"
#include "ui/pages/labels.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using cluster::FailureKind;
using cluster::InstanceName;
using cluster::PlanKind;

namespace {

/// Single is first: it asks for the least.
constexpr std::array kinds{PlanKind::Single, PlanKind::Ladder, PlanKind::InTurn};
constexpr std::array failures{FailureKind::Link, FailureKind::Session, FailureKind::Daemon,
                              FailureKind::Silent};

QToolButton* smallButton(const QString& text, const char* objectName, const QString& name, QWidget* parent) {
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setObjectName(objectName);
    button->setAccessibleName(name);
    button->setToolTip(name);
    return button;
}

template <typename Kinds>
void fillBox(QComboBox& box, const Kinds& all, const char* objectName, const QString& name) {
    for (const auto kind : all)
        box.addItem(word(kind));
    box.setObjectName(objectName);
    box.setAccessibleName(name);
}

template <typename Kinds, typename Kind>
int indexIn(const Kinds& all, Kind kind) {
    return static_cast<int>(std::find(all.begin(), all.end(), kind) - all.begin());
}

} // namespace

RehearsalPlanForm::RehearsalPlanForm(QWidget* parent)
    : QWidget(parent), m_saved(new QComboBox(this)), m_savedError(new QLabel(this)),
      m_kind(new QComboBox(this)), m_kindText(dimLabel(this)), m_failure(new QComboBox(this)),
      m_failureText(dimLabel(this)), m_order(new QListWidget(this)) {
    auto* form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(12);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    buildSaved(*form);
    fillBox(*m_kind, kinds, "plan", u"Plan"_s);
    fillBox(*m_failure, failures, "failure", u"Failure"_s);
    form->addRow(u"Plan"_s, m_kind);
    form->addRow(QString{}, m_kindText);
    form->addRow(u"Failure"_s, m_failure);
    form->addRow(QString{}, m_failureText);
    buildOrder(*form);
    m_hold = addTime(*form, "hold", u"Watch each step"_s, u" s"_s, 1, 600, 5,
                     u"How long a step's outcome is watched once it has settled"_s);
    m_outageLimit =
        addTime(*form, "outageLimit", u"Outage limit"_s, u" s"_s, 1, 600, 15,
                u"The rehearsal is aborted when an address is dark for this much longer than predicted"_s);
    m_tolerance = addTime(*form, "tolerance", u"Gap tolerance"_s, u" ms"_s, 0, 600'000, 1000,
                          u"A step fails when its gap is longer than predicted by more than this"_s);
    m_cleanFor = addTime(*form, "cleanFor", u"Clean before"_s, u" s"_s, 1, 60, 3,
                         u"How long the probe must be without losses before the start"_s);
    m_interval = addTime(*form, "interval", u"Probe every"_s, u" ms"_s, 10, 1000, 20,
                         u"The time between two requests; gaps are exact to one of it either side"_s);
    connect(m_kind, &QComboBox::activated, this, [this] {
        // One instance is no order for the others, nor the other way round.
        if (std::exchange(m_wasSingle, isSingle()) != isSingle())
            m_orderEdited = false;
        if (!m_orderEdited)
            followAnnouncers();
        judge();
    });
    connect(m_failure, &QComboBox::currentIndexChanged, this, &RehearsalPlanForm::judge);
    judge();
}

void RehearsalPlanForm::buildSaved(QFormLayout& form) {
    m_saved->setObjectName("savedPlans");
    m_saved->setAccessibleName(u"Saved plans"_s);
    m_save = smallButton(u"Save…"_s, "savePlan", u"Save this plan beside the cluster file"_s, this);
    m_remove = smallButton(u"Remove"_s, "removePlan", u"Remove the chosen plan from the file"_s, this);
    m_savedError->setObjectName("savedPlansError");
    m_savedError->setProperty("warn", true);
    m_savedError->setTextFormat(Qt::PlainText);
    m_savedError->setWordWrap(true);
    m_savedError->hide();
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    row->addWidget(m_saved, 1);
    row->addWidget(m_save);
    row->addWidget(m_remove);
    form.addRow(u"Saved"_s, row);
    form.addRow(m_savedError);
    setSavedPlans(std::vector<ops::SavedPlan>{});
    connect(m_saved, &QComboBox::activated, this, &RehearsalPlanForm::chooseSaved);
    connect(m_save, &QToolButton::clicked, this, &RehearsalPlanForm::askForName);
    connect(m_remove, &QToolButton::clicked, this, [this] { emit removeWanted(m_saved->currentText()); });
}

void RehearsalPlanForm::buildOrder(QFormLayout& form) {
    m_order->setObjectName("order");
    m_order->setAccessibleName(u"Instances in order, the most preferred first"_s);
    m_order->setToolTip(u"Alt+Up and Alt+Down move, Space takes in or leaves out"_s);
    m_order->setFixedHeight(5 * (fontMetrics().height() + 6));
    m_up = smallButton(u"↑"_s, "moveUp", u"Move up"_s, this);
    m_down = smallButton(u"↓"_s, "moveDown", u"Move down"_s, this);
    auto* buttons = new QVBoxLayout;
    buttons->addWidget(m_up);
    buttons->addWidget(m_down);
    buttons->addStretch();
    auto* row = new QHBoxLayout;
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    auto* inside = new QVBoxLayout(panel);
    inside->setContentsMargins(4, 4, 4, 4);
    inside->addWidget(m_order);
    row->setSpacing(6);
    row->addWidget(panel, 1);
    row->addLayout(buttons);
    form.addRow(u"Order"_s, row);
    connect(m_up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { move(1); });
    for (const auto& [key, by] : {std::pair{Qt::Key_Up, -1}, {Qt::Key_Down, 1}}) {
        auto* action = new QAction(m_order);
        action->setShortcut(QKeySequence{Qt::ALT | key});
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, by = by] { move(by); });
        m_order->addAction(action);
    }
    connect(m_order, &QListWidget::itemChanged, this, [this](QListWidgetItem* item) {
        if (m_filling)
            return;
        m_orderEdited = true;
        if (isSingle() && item->checkState() == Qt::Checked) {
            const QScopedValueRollback filling{m_filling, true};
            for (int i = 0; i < m_order->count(); ++i) {
                if (m_order->item(i) != item)
                    m_order->item(i)->setCheckState(Qt::Unchecked);
            }
        }
        judge();
    });
}

QSpinBox* RehearsalPlanForm::addTime(QFormLayout& form, const char* objectName, const QString& label,
                                     const QString& unit, int min, int max, int value, const QString& tip) {
    auto* box = new QSpinBox(this);
    box->setObjectName(objectName);
    box->setRange(min, max);
    box->setValue(value);
    box->setSuffix(unit);
    box->setToolTip(tip);
    box->setAccessibleName(label);
    box->setAccessibleDescription(tip);
    form.addRow(label, box);
    connect(box, &QSpinBox::valueChanged, this, &RehearsalPlanForm::judge);
    return box;
}

PlanKind RehearsalPlanForm::kind() const {
    return kinds.at(static_cast<std::size_t>(m_kind->currentIndex()));
}

FailureKind RehearsalPlanForm::failure() const {
    return failures.at(static_cast<std::size_t>(m_failure->currentIndex()));
}

void RehearsalPlanForm::setSnapshot(const cluster::Snapshot& snapshot) {
    m_snapshot = snapshot;
    if (!m_orderEdited)
        followAnnouncers();
    emit changed();
}

/// As makePlan() would have it; the others follow unchecked, in the file's order.
void RehearsalPlanForm::followAnnouncers() {
    auto all = cluster::makePlan(PlanKind::Ladder, FailureKind::Link, m_snapshot).order;
    for (const auto& node : m_snapshot.nodes) {
        if (std::find(all.begin(), all.end(), node.name) == all.end())
            all.push_back(node.name);
    }
    std::vector<QString> names;
    for (const auto& name : all)
        names.push_back(text(name.value()));
    fillOrder(cluster::makePlan(kind(), FailureKind::Link, m_snapshot).order, names);
}

void RehearsalPlanForm::fillOrder(const std::vector<InstanceName>& order, const std::vector<QString>& all) {
    const QScopedValueRollback filling{m_filling, true};
    const auto count = static_cast<int>(all.size());
    while (m_order->count() > count)
        delete m_order->takeItem(m_order->count() - 1);
    for (int i = 0; i < count; ++i) {
        const auto& name = all[static_cast<std::size_t>(i)];
        if (i == m_order->count())
            m_order->addItem(QString{});
        auto* item = m_order->item(i);
        const bool in =
            std::find(order.begin(), order.end(), InstanceName{name.toStdString()}) != order.end();
        if (item->text() != name)
            item->setText(name);
        item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
        item->setCheckState(in ? Qt::Checked : Qt::Unchecked);
    }
}

void RehearsalPlanForm::move(int by) {
    const int from = m_order->currentRow();
    const int to = from + by;
    if (from < 0 || to < 0 || to >= m_order->count())
        return;
    m_order->insertItem(to, m_order->takeItem(from));
    m_order->setCurrentRow(to);
    m_orderEdited = true;
    judge();
}

void RehearsalPlanForm::setSavedPlans(const base::Result<std::vector<ops::SavedPlan>>& plans) {
    const auto chosen = m_saved->currentIndex() > 0 ? m_saved->currentText() : QString{};
    m_plans = plans.value_or(std::vector<ops::SavedPlan>{});
    m_saved->clear();
    m_saved->addItem(m_plans.empty() ? u"none yet"_s : u"choose…"_s);
    for (const auto& saved : m_plans)
        m_saved->addItem(text(saved.name));
    m_saved->setCurrentIndex(std::max(0, chosen.isEmpty() ? 0 : m_saved->findText(chosen)));
    m_saved->setEnabled(!m_plans.empty());
    m_save->setEnabled(plans.has_value());
    m_remove->setEnabled(m_saved->currentIndex() > 0);
    m_savedError->setVisible(!plans);
    m_savedError->setText(plans ? QString{} : text(plans.error().what));
}

void RehearsalPlanForm::chooseSaved(int index) {
    m_remove->setEnabled(index > 0);
    if (index > 0)
        setPlan(m_plans.at(static_cast<std::size_t>(index) - 1).plan);
}

void RehearsalPlanForm::askForName() {
    auto* dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(u"Save the plan"_s);
    dialog->setLabelText(u"Name of the plan (one of this name is replaced):"_s);
    if (m_saved->currentIndex() > 0)
        dialog->setTextValue(m_saved->currentText());
    connect(dialog, &QInputDialog::textValueSelected, this, [this](const QString& entered) {
        const auto name = entered.trimmed().toStdString();
        if (cluster::isDisplayName(name))
            emit saveWanted({name, plan()});
    });
    dialog->open();
}

cluster::RehearsalPlan RehearsalPlanForm::plan() const {
    cluster::RehearsalPlan plan;
    plan.kind = kind();
    plan.failure = failure();
    for (int i = 0; i < m_order->count(); ++i) {
        const auto* item = m_order->item(i);
        if (item->checkState() == Qt::Checked)
            plan.order.emplace_back(item->text().toStdString());
    }
    plan.hold = std::chrono::seconds{m_hold->value()};
    plan.outageLimit = std::chrono::seconds{m_outageLimit->value()};
    plan.gapTolerance = std::chrono::milliseconds{m_tolerance->value()};
    plan.cleanFor = std::chrono::seconds{m_cleanFor->value()};
    plan.probeInterval = std::chrono::milliseconds{m_interval->value()};
    plan.mayGoDark = plan.kind == PlanKind::InTurn;
    return plan;
}

void RehearsalPlanForm::setPlan(const cluster::RehearsalPlan& plan) {
    m_orderEdited = true;
    m_kind->setCurrentIndex(indexIn(kinds, plan.kind));
    m_wasSingle = isSingle();
    m_failure->setCurrentIndex(indexIn(failures, plan.failure));
    std::vector<QString> all;
    for (const auto& name : plan.order)
        all.push_back(text(name.value()));
    for (const auto& node : m_snapshot.nodes) {
        if (std::find(plan.order.begin(), plan.order.end(), node.name) == plan.order.end())
            all.push_back(text(node.name.value()));
    }
    fillOrder(plan.order, all);
    const auto inMs = [](auto time) {
        return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count());
    };
    m_hold->setValue(static_cast<int>(plan.hold.count()));
    m_outageLimit->setValue(inMs(plan.outageLimit) / 1000); // the shorter limit is the safer one
    m_tolerance->setValue(inMs(plan.gapTolerance));
    m_cleanFor->setValue(static_cast<int>(plan.cleanFor.count()));
    m_interval->setValue(inMs(plan.probeInterval));
    judge();
}

void RehearsalPlanForm::judge() {
    m_kindText->setText(explanation(kind()));
    m_failureText->setText(explanation(failure()));
    emit changed();
}

} // namespace understudy::ui
