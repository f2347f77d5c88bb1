#include "ui/main_window.h"

#include <algorithm>
#include <utility>

#include <QDataStream>
#include <QFileDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include "core/cluster/findings.h"
#include "ui/charts/timeline_panel.h"
#include "ui/dialogs/doctor_dialog.h"
#include "ui/dialogs/instance_dialog.h"
#include "ui/dialogs/manual_dialog.h"
#include "ui/dialogs/new_cluster_dialog.h"
#include "ui/dialogs/question_dialogs.h"
#include "ui/dialogs/take_down_dialog.h"
#include "ui/format/sentences.h"
#include "ui/format/words.h"
#include "ui/models/command_model.h"
#include "ui/models/event_model.h"
#include "ui/models/instance_model.h"
#include "ui/pages/activity_panel.h"
#include "ui/pages/cluster_bar.h"
#include "ui/pages/detail_panel.h"
#include "ui/pages/headline_bar.h"
#include "ui/pages/instance_table.h"
#include "ui/pages/message_bar.h"
#include "ui/pages/status_shape.h"
#include "ui/pages/welcome_page.h"

namespace understudy::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int gap = 10;
constexpr auto ageStep = 1s;

QSplitter* newSplitter(Qt::Orientation orientation, QWidget* parent) {
    auto* splitter = new QSplitter(orientation, parent);
    splitter->setHandleWidth(gap);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

} // namespace

MainWindow::MainWindow(const base::Clock& clock, QWidget* parent)
    : QMainWindow(parent), m_clock(clock), m_snapshot(std::make_shared<const cluster::Snapshot>()),
      m_instances(new InstanceModel(this)), m_events(new EventModel(this)),
      m_commands(new CommandModel(this)), m_bar(new ClusterBar(this)), m_pages(new QStackedWidget(this)),
      m_welcome(new WelcomePage(this)), m_doctor(new DoctorDialog(this)) {
    setWindowTitle(u"Understudy"_s);
    resize(1440, 900);
    auto* dashboard = buildDashboard();
    m_pages->addWidget(m_welcome);
    m_pages->addWidget(dashboard);

    m_message = new MessageBar(this);
    auto* central = new QWidget(this);
    auto* rows = new QVBoxLayout(central);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_bar);
    rows->addWidget(m_message);
    rows->addWidget(m_pages, 1);
    setCentralWidget(central);
    buildStatusBar();
    connectParts();

    auto* ages = new QTimer(this);
    connect(ages, &QTimer::timeout, this, &MainWindow::tick);
    ages->start(ageStep);
}

MainWindow::~MainWindow() = default;

QWidget* MainWindow::buildDashboard() {
    auto* page = new QWidget(this);
    m_headlines = new HeadlineBar(page);
    m_columns = newSplitter(Qt::Horizontal, page);
    m_leftRows = newSplitter(Qt::Vertical, m_columns);
    m_rows = newSplitter(Qt::Vertical, page);

    auto* tablePanel = new QFrame(m_leftRows);
    tablePanel->setProperty("panel", true);
    m_table = new InstanceTable(*m_instances, tablePanel);
    auto* tableLayout = new QVBoxLayout(tablePanel);
    tableLayout->setContentsMargins(1, 1, 1, 1);
    tableLayout->addWidget(m_table);
    m_timeline = new TimelinePanel(m_lanes, m_events->records(), m_clock, m_leftRows);
    m_leftRows->addWidget(tablePanel);
    m_leftRows->addWidget(m_timeline);
    m_leftRows->setStretchFactor(1, 1);

    m_detail = new DetailPanel(m_columns);
    m_columns->addWidget(m_leftRows);
    m_columns->addWidget(m_detail);
    m_columns->setStretchFactor(0, 1);
    m_activity = new ActivityPanel(*m_events, *m_commands, m_rows);
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_activity);
    m_rows->setStretchFactor(0, 1);
    m_columns->setSizes({1066, 340});
    m_rows->setSizes({630, 138});

    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(12, gap, 12, 2);
    layout->setSpacing(gap);
    layout->addWidget(m_headlines);
    layout->addWidget(m_rows, 1);
    return page;
}

void MainWindow::buildStatusBar() {
    m_connectedShape = new StatusShape(12, this);
    m_connected = new QLabel(this);
    m_probing = new QLabel(this);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(10, 0, 10, 2);
    for (auto* widget : std::initializer_list<QWidget*>{m_connectedShape, m_connected, m_probing}) {
        widget->setProperty("dim", true);
        statusBar()->addWidget(widget);
    }
    m_probing->setContentsMargins(gap, 0, 0, 0);
    showStatus();
}

void MainWindow::connectParts() {
    connect(m_welcome, &WelcomePage::openRequested, this, &MainWindow::chooseFile);
    connect(m_welcome, &WelcomePage::newRequested, this, &MainWindow::createCluster);
    connect(m_welcome, &WelcomePage::demoRequested, this, &MainWindow::demoWanted);
    connect(m_bar, &ClusterBar::openRequested, this, &MainWindow::chooseFile);
    connect(m_bar, &ClusterBar::openFileRequested, this, &MainWindow::fileChosen);
    connect(m_bar, &ClusterBar::newRequested, this, &MainWindow::createCluster);
    connect(m_bar, &ClusterBar::addInstanceRequested, this, &MainWindow::addInstance);
    connect(m_bar, &ClusterBar::rehearseRequested, this, [this] {
        if (!m_snapshot->cluster->floating.empty())
            emit rehearseWanted();
    });
    connect(m_bar, &ClusterBar::doctorRequested, this, &MainWindow::openDoctor);
    connect(m_bar, &ClusterBar::refreshRequested, this, &MainWindow::refreshWanted);
    connect(m_bar, &ClusterBar::refreshRequested, m_detail, &DetailPanel::refresh);
    connect(m_bar, &ClusterBar::pauseRequested, m_timeline, &TimelinePanel::togglePause);
    connect(m_bar, &ClusterBar::filterChanged, m_table, &InstanceTable::setFilter);
    connect(m_bar, &ClusterBar::credentialsRequested, this, &MainWindow::credentialsWanted);
    connect(m_bar, &ClusterBar::manualRequested, this, &MainWindow::openManual);
    connect(m_bar, &ClusterBar::quitRequested, this, &QWidget::close);
    connect(m_table, &InstanceTable::switchClicked, this, &MainWindow::switchInterface);
    connect(m_table, &InstanceTable::setUpRequested, this, &MainWindow::setUpWanted);
    connect(m_table, &InstanceTable::editRequested, this, &MainWindow::editInstance);
    connect(m_table, &InstanceTable::removeRequested, this, &MainWindow::removeInstance);
    connect(m_table, &InstanceTable::tierRequested, this,
            [this](const cluster::InstanceName& instance, const cluster::InstanceName& place) {
                emit tiersWanted(cluster::movesToPlace(*m_snapshot, instance, place));
            });
    connect(m_table, &InstanceTable::selectionMoved, this, [this] {
        m_detail->setInstance(m_table->selected().value_or(cluster::InstanceName{}));
        m_detail->setSnapshot(*m_snapshot, m_clock.steady());
    });
    connect(m_detail, &DetailPanel::switchRequested, this, &MainWindow::switchInterface);
    connect(m_detail, &DetailPanel::logRequested, this, &MainWindow::logWanted);
    connect(m_detail, &DetailPanel::rawRequested, this, &MainWindow::rawWanted);
    connect(m_doctor, &DoctorDialog::instanceChosen, m_table, &InstanceTable::select);
}

void MainWindow::openCluster(const cluster::SnapshotPtr& snapshot,
                             std::vector<const ops::SampleRing*> samples) {
    m_lanes = LaneHistory{};
    m_events->clear();
    m_commands->clear();
    m_message->hide();
    m_timeline->setSamples(std::move(samples));
    setSnapshot(snapshot);
    m_pages->setCurrentIndex(1);
}

void MainWindow::setSamples(std::vector<const ops::SampleRing*> samples) {
    m_timeline->setSamples(std::move(samples));
}

void MainWindow::closeCluster() {
    m_pages->setCurrentIndex(0);
    m_timeline->setSamples({});
    setSnapshot(std::make_shared<const cluster::Snapshot>());
}

void MainWindow::setRecentFiles(const QStringList& paths) {
    m_bar->setRecentFiles(paths);
}

void MainWindow::offerDemo() {
    m_welcome->offerDemo();
}

void MainWindow::setDemoRuns(bool runs) {
    m_welcome->setDemoRuns(runs);
}

void MainWindow::setSnapshot(const cluster::SnapshotPtr& snapshot) {
    m_snapshot = snapshot;
    m_lanes.record(*snapshot);
    const auto name = text(snapshot->cluster->name);
    m_bar->setClusterName(name);
    setWindowTitle(name.isEmpty() ? u"Understudy"_s : name + u" – Understudy"_s);
    m_timeline->setSnapshot(*snapshot);
    if (m_takeDown)
        m_takeDown->setSnapshot(snapshot);
    tick();
    showFindings();
    showProbeTrouble();
}

// Ages grow without a new snapshot: an old green must not look fresh.
void MainWindow::tick() {
    const auto now = m_clock.steady();
    m_headlines->setSnapshot(*m_snapshot, now);
    m_instances->setSnapshot(*m_snapshot, now);
    m_detail->setSnapshot(*m_snapshot, now);
    showStatus();
}

void MainWindow::showFindings() {
    auto findings = cluster::examine(*m_snapshot);
    findings.insert(findings.end(), m_historyFindings.begin(), m_historyFindings.end());
    const bool urgent = std::any_of(findings.begin(), findings.end(), [](const cluster::Finding& finding) {
        return finding.severity == cluster::Severity::Error;
    });
    // Notes are there to be read, not to call anybody.
    const auto calling = std::count_if(findings.begin(), findings.end(), [](const cluster::Finding& finding) {
        return finding.severity != cluster::Severity::Info;
    });
    m_bar->setFindings(static_cast<int>(calling), urgent);
    m_doctor->setFindings(findings);
}

void MainWindow::showStatus() {
    const auto& nodes = m_snapshot->nodes;
    const auto connected = std::count_if(nodes.begin(), nodes.end(), [](const cluster::NodeState& node) {
        return node.link == cluster::LinkState::Connected;
    });
    const auto all = static_cast<long>(nodes.size());
    m_connectedShape->setVisible(all > 0);
    m_connectedShape->setHealth(connected == all ? cluster::Health::Up
                                : connected > 0  ? cluster::Health::Degraded
                                                 : cluster::Health::Unknown);
    m_connected->setText(all > 0 ? u"%1 of %2 instances connected"_s.arg(connected).arg(all) : QString{});
    const auto& cluster = *m_snapshot->cluster;
    const auto targets = cluster.floating.size();
    m_probing->setText(targets == 0 ? QString{}
                                    : u"probing %1 %2 every %3 ms"_s.arg(targets)
                                          .arg(targets == 1 ? u"address"_s : u"addresses"_s)
                                          .arg(cluster.probe.interval.count()));
}

/// Said once: the operator cannot read the timeline without it, and what to do is in the sentence.
void MainWindow::showProbeTrouble() {
    const auto& targets = m_snapshot->targets;
    const auto troubled =
        std::find_if(targets.begin(), targets.end(),
                     [](const cluster::TargetState& target) { return target.error.has_value(); });
    const auto trouble = troubled == targets.end() ? QString{} : text(*troubled->error);
    const auto before = std::exchange(m_probeTrouble, trouble);
    if (trouble == before)
        return;
    if (!trouble.isEmpty())
        showMessage(cluster::Health::Degraded, u"Whether the floating IPs answer is not known: "_s + trouble);
    else if (!targets.empty())
        showMessage(cluster::Health::Up, u"The floating IPs are probed again."_s);
}

void MainWindow::addEvent(const ops::Event& event) {
    m_events->append(event);
}

void MainWindow::addCommand(const ops::CommandRecord& command) {
    m_commands->append(command);
}

void MainWindow::showMessage(cluster::Health health, const QString& message) {
    m_message->show(health, message);
}

void MainWindow::showAnswer(const ops::IntentResult& result, const QString& wanted) {
    const auto health = result.outcome == ops::IntentResult::Outcome::Acked     ? cluster::Health::Up
                        : result.outcome == ops::IntentResult::Outcome::Unknown ? cluster::Health::Unknown
                                                                                : cluster::Health::Down;
    showMessage(health, sentence(result, wanted));
}

void MainWindow::showLog(const cluster::InstanceName& instance, const std::string& log) {
    m_detail->showLog(instance, text(log));
}

void MainWindow::showRaw(const cluster::InstanceName& instance, const std::string& raw) {
    m_detail->showRaw(instance, text(raw));
}

void MainWindow::refuseChanges(const QString& why) {
    m_refusal = why;
}

bool MainWindow::mayChange() {
    if (!m_refusal.isEmpty())
        showMessage(cluster::Health::Degraded, m_refusal);
    return m_refusal.isEmpty();
}

void MainWindow::setHistoryFindings(std::vector<cluster::Finding> findings) {
    m_historyFindings = std::move(findings);
    showFindings();
}

void MainWindow::switchInterface(const cluster::InstanceName& instance) {
    if (!mayChange())
        return;
    const auto* node = m_snapshot->find(instance);
    const auto* interface = node ? node->interface.current() : nullptr;
    if (!interface || !interface->exists)
        return showMessage(cluster::Health::Unknown,
                           u"The interface of %1 is not known, so it cannot be switched. Wait for the next "
                           "reading, or ask again with F5."_s.arg(text(instance.value())));
    if (!interface->up)
        return emit bringUpWanted(instance);
    if (m_takeDown)
        return;
    m_takeDown = new TakeDownDialog(m_snapshot, instance, this);
    m_takeDown->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_takeDown, &QDialog::finished, this, [this](int result) {
        auto* dialog = std::exchange(m_takeDown, nullptr);
        if (result == QDialog::Accepted)
            emit takeDownDecided(dialog->instance(), dialog->options());
    });
    m_takeDown->open();
}

void MainWindow::ask(const ops::Question& question, const ops::SecretHolding& holding) {
    if (question.kind == ops::QuestionKind::UnknownHostKey) {
        auto* dialog = new HostKeyDialog(question, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QDialog::finished, this, [this, question](int result) {
            emit questionAnswered(question, {.accepted = result == QDialog::Accepted, .secret = {}},
                                  ops::Memory::Session);
        });
        return dialog->open();
    }
    auto* dialog = new SecretDialog(question, holding, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [this, dialog, question](int result) {
        const bool accepted = result == QDialog::Accepted;
        emit questionAnswered(question,
                              {.accepted = accepted, .secret = accepted ? dialog->secret() : std::string{}},
                              dialog->memory());
    });
    dialog->open();
}

void MainWindow::chooseFile() {
    const auto path = QFileDialog::getOpenFileName(this, u"Open a cluster file"_s, {},
                                                   u"Cluster files (*.understudy);;All files (*)"_s);
    if (!path.isEmpty())
        emit fileChosen(path);
}

void MainWindow::createCluster() {
    auto* dialog = new NewClusterDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const auto cluster = dialog->cluster())
            emit clusterCreated(dialog->path(), *cluster);
    });
    dialog->open();
}

void MainWindow::addInstance() {
    if (!mayChange())
        return;
    const auto& cluster = *m_snapshot->cluster;
    auto* dialog = new InstanceDialog(cluster, InstanceDialog::proposal(cluster), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        auto edited = *m_snapshot->cluster;
        if (const auto instance = dialog->instance()) {
            edited.instances.push_back(*instance);
            emit clusterEdited(edited);
            emit setUpWanted(instance->name);
        }
    });
    dialog->open();
}

void MainWindow::editInstance(const cluster::InstanceName& name) {
    const auto* before = m_snapshot->cluster->find(name);
    if (!before || !mayChange())
        return;
    auto* dialog = new InstanceDialog(*m_snapshot->cluster, *before, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, name] {
        auto edited = *m_snapshot->cluster;
        const auto instance = dialog->instance();
        const auto found = std::find_if(edited.instances.begin(), edited.instances.end(),
                                        [&](const cluster::Instance& other) { return other.name == name; });
        if (!instance || found == edited.instances.end())
            return;
        *found = *instance;
        emit clusterEdited(edited);
    });
    dialog->open();
}

void MainWindow::removeInstance(const cluster::InstanceName& name) {
    if (!mayChange())
        return;
    auto* box = new QMessageBox(QMessageBox::NoIcon, u"Remove %1"_s.arg(text(name.value())),
                                u"Remove %1 from the cluster file?"_s.arg(text(name.value())),
                                QMessageBox::Cancel, this);
    box->setInformativeText(u"Nothing changes on the instance itself: it goes on announcing."_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::Cancel);
    auto* remove = box->addButton(u"Remove"_s, QMessageBox::DestructiveRole);
    connect(remove, &QPushButton::clicked, this, [this, name] {
        auto edited = *m_snapshot->cluster;
        std::erase_if(edited.instances, [&](const cluster::Instance& other) { return other.name == name; });
        emit clusterEdited(edited);
    });
    box->open();
}

void MainWindow::openDoctor() {
    m_doctor->show();
    m_doctor->raise();
    m_doctor->activateWindow();
}

void MainWindow::openManual() {
    if (!m_manual)
        m_manual = new ManualDialog(this);
    m_manual->show();
    m_manual->raise();
    m_manual->activateWindow();
}

QByteArray MainWindow::layoutState() const {
    QByteArray state;
    QDataStream stream{&state, QIODevice::WriteOnly};
    stream << saveGeometry() << m_columns->saveState() << m_leftRows->saveState() << m_rows->saveState();
    return state;
}

void MainWindow::restoreLayout(const QByteArray& state) {
    QByteArray geometry;
    QByteArray columns;
    QByteArray leftRows;
    QByteArray rows;
    QDataStream stream{state};
    stream >> geometry >> columns >> leftRows >> rows;
    if (stream.status() != QDataStream::Ok)
        return;
    restoreGeometry(geometry);
    m_columns->restoreState(columns);
    m_leftRows->restoreState(leftRows);
    m_rows->restoreState(rows);
}

} // namespace understudy::ui
