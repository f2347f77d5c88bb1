#include "ui/pages/detail_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabWidget>

#include "ui/format/fonts.h"
#include "ui/format/words.h"
#include "ui/models/detail_facts.h"
#include "ui/models/route_model.h"
#include "ui/pages/copyable_table.h"
#include "ui/pages/facts_view.h"
#include "ui/pages/losses_view.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;

DetailPanel::DetailPanel(QWidget* parent)
    : QFrame(parent), m_name(new QLabel(this)), m_summary(new QLabel(this)), m_tabs(new QTabWidget(this)),
      m_session(new FactsView(this)), m_losses(new LossesView(this)), m_routesView(new CopyableTable(this)),
      m_routes(new RouteModel(this)), m_interface(new FactsView(this)), m_switch(new QPushButton(this)) {
    setProperty("panel", true);
    m_name->setFont(scaled(font(), 1.1, true));
    m_summary->setProperty("dim", true);
    m_summary->setMinimumWidth(60);
    auto* title = new QHBoxLayout;
    title->setContentsMargins(12, 9, 10, 3);
    title->setSpacing(8);
    title->addWidget(m_name);
    title->addWidget(m_summary, 1);

    m_session->setAccessibleName(u"BGP session"_s);
    m_interface->setAccessibleName(u"Interface"_s);
    m_routesView->setModel(m_routes);
    m_routesView->setAccessibleName(u"Exported routes"_s);
    m_routesView->horizontalHeader()->setStretchLastSection(true);
    m_routesView->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 7);
    auto* sessionTab = new QWidget(this);
    auto* sessionRows = new QVBoxLayout(sessionTab);
    sessionRows->setContentsMargins(0, 0, 0, 0);
    sessionRows->setSpacing(0);
    sessionRows->addWidget(m_session, 1);
    sessionRows->addWidget(m_losses);
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setExpanding(false);
    m_tabs->tabBar()->setDrawBase(false);
    m_tabs->addTab(sessionTab, u"Session"_s);
    m_tabs->addTab(m_routesView, u"Routes"_s);
    m_tabs->addTab(m_interface, u"Interface"_s);
    m_log = addText(u"Log"_s);
    m_raw = addText(u"Raw"_s);
    connect(m_tabs, &QTabWidget::currentChanged, this, &DetailPanel::refresh);

    auto* buttons = new QHBoxLayout;
    buttons->setContentsMargins(12, 8, 12, 10);
    buttons->addWidget(m_switch);
    buttons->addStretch();
    m_switch->setObjectName("switchInterface");
    m_switch->setAutoDefault(false);
    connect(m_switch, &QPushButton::clicked, this, [this] { emit switchRequested(m_instance); });

    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(1, 1, 1, 1);
    rows->setSpacing(0);
    rows->addLayout(title);
    rows->addWidget(m_tabs, 1);
    rows->addLayout(buttons);
}

QPlainTextEdit* DetailPanel::addText(const QString& title) {
    auto* view = new QPlainTextEdit(this);
    view->setReadOnly(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setStyleSheet(u"border: 0; padding: 4px 8px;"_s);
    view->setFont(fixedFont(font()));
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setAccessibleName(title);
    m_tabs->addTab(view, title);
    return view;
}

void DetailPanel::setInstance(const cluster::InstanceName& instance) {
    if (m_instance == instance)
        return;
    m_instance = instance;
    m_log->clear();
    m_raw->clear();
    refresh();
}

void DetailPanel::refresh() {
    if (m_instance.empty())
        return;
    auto* shown = m_tabs->currentWidget();
    if (shown == m_log) {
        m_log->setPlaceholderText(u"Asking the node for the last lines of the speaker's log…"_s);
        emit logRequested(m_instance);
    } else if (shown == m_raw) {
        m_raw->setPlaceholderText(u"Asking the node for the speaker's own words…"_s);
        emit rawRequested(m_instance);
    }
}

void DetailPanel::setSnapshot(const cluster::Snapshot& snapshot, base::SteadyTime now) {
    const auto* node = snapshot.find(m_instance);
    m_tabs->setVisible(node);
    m_switch->setVisible(node);
    m_routes->setNode(node);
    if (!node) {
        m_name->setText(snapshot.nodes.empty() ? u"No instance yet"_s : u"No instance selected"_s);
        m_summary->clear();
        return;
    }
    m_name->setText(text(m_instance.value()));
    m_summary->setText(summaryOf(snapshot, *node));
    m_summary->setToolTip(m_summary->text());
    m_session->setFacts(sessionFacts(snapshot, *node, now));
    m_losses->setLosses(text(m_instance.value()), lossesOf(snapshot, *node));
    m_interface->setFacts(interfaceFacts(snapshot, *node, now));
    m_routesView->resizeColumnToContents(RouteModel::Prefix);
    showButton(snapshot, *node);
}

void DetailPanel::showButton(const cluster::Snapshot& snapshot, const cluster::NodeState& node) {
    const auto* instance = snapshot.cluster->find(node.name);
    const auto* interface = node.interface.current();
    const auto name = instance ? text(instance->interface) : QString{};
    const bool isUp = interface && interface->exists && interface->up;
    m_switch->setText(isUp           ? u"Take down %1…"_s.arg(name)
                      : node.deadMan ? u"Restore %1 now"_s.arg(name)
                                     : u"Bring up %1"_s.arg(name));
    m_switch->setEnabled(interface && interface->exists);
    m_switch->setToolTip(m_switch->isEnabled() ? QString{} : u"The state of the interface is not known"_s);
}

void DetailPanel::showLog(const cluster::InstanceName& instance, const QString& text) {
    if (instance == m_instance)
        m_log->setPlainText(text);
}

void DetailPanel::showRaw(const cluster::InstanceName& instance, const QString& text) {
    if (instance == m_instance)
        m_raw->setPlainText(text);
}

} // namespace understudy::ui
