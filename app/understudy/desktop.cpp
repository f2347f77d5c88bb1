#include "app/understudy/desktop.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSettings>

#include "app/understudy/credentials.h"
#include "app/understudy/demo.h"
#include "app/understudy/rehearsals.h"
#include "core/ops/setup/speaker_bundle.h"
#include "ui/dialogs/setup_wizard.h"
#include "ui/dialogs/tier_dialog.h"
#include "ui/format/sentences.h"
#include "ui/format/words.h"
#include "ui/main_window.h"

namespace understudy {

using namespace Qt::StringLiterals;
using ops::Engine;
using ui::MainWindow;

namespace {

constexpr qsizetype recentFiles = 8;

std::vector<const ops::SampleRing*> samplesOf(const Engine& engine) {
    std::vector<const ops::SampleRing*> samples;
    for (std::size_t i = 0; i < engine.snapshot()->cluster->floating.size(); ++i)
        samples.push_back(&engine.samples(i));
    return samples;
}

} // namespace

Desktop::Desktop(MainWindow& window)
    : m_window(window), m_credentials(std::make_unique<Credentials>(window)),
      m_rehearsals(std::make_unique<Rehearsals>(window, [this] { return obstacle(); })) {
    window.setRecentFiles(QSettings{}.value("recent").toStringList());
    connect(&window, &MainWindow::fileChosen, this, &Desktop::open);
    connect(&window, &MainWindow::clusterCreated, this, &Desktop::create);
    connect(&window, &MainWindow::clusterEdited, this, &Desktop::save);
    connect(&window, &MainWindow::takeDownDecided, this,
            [this](const cluster::InstanceName& instance, const ops::TakeDownOptions& options) {
                if (!mayChange())
                    return;
                m_wanted[m_engine->takeDown(instance, options)] = ui::takingDown(m_file->cluster(), instance);
            });
    connect(&window, &MainWindow::bringUpWanted, this, [this](const cluster::InstanceName& instance) {
        if (!mayChange())
            return;
        m_wanted[m_engine->bringUp(instance)] = ui::bringingUp(m_file->cluster(), instance);
    });
    connect(&window, &MainWindow::tiersWanted, this, &Desktop::changeTiers);
    connect(&window, &MainWindow::setUpWanted, this, &Desktop::setUp);
    connect(&window, &MainWindow::refreshWanted, this, [this] {
        if (m_engine)
            m_engine->refresh();
    });
    connect(&window, &MainWindow::logWanted, this,
            [this](const cluster::InstanceName& instance) { m_engine->requestLog(instance); });
    connect(&window, &MainWindow::rawWanted, this,
            [this](const cluster::InstanceName& instance) { m_engine->requestRaw(instance); });
    if (const auto script = Demo::script())
        offerDemo(*script);
}

Desktop::~Desktop() {
    m_rehearsals.reset();
    m_credentials->leave();
    // The window reads the engine's samples until now.
    delete m_setup;
    delete m_tiers;
    m_window.disconnect(this);
    m_window.closeCluster();
}

QString Desktop::obstacle() const {
    if (m_tiers)
        return u"Tiers are being changed. Close that dialog first."_s;
    if (m_setup)
        return u"An instance is being set up. Close that dialog first."_s;
    return m_credentials->isRotating() ? Credentials::refusal() : QString{};
}

bool Desktop::mayChange() {
    const auto why = m_rehearsals->isRunning()     ? Rehearsals::refusal()
                     : m_credentials->isRotating() ? Credentials::refusal()
                                                   : QString{};
    if (!why.isEmpty())
        m_window.showMessage(cluster::Health::Degraded, why);
    return why.isEmpty();
}

bool Desktop::open(const QString& path) {
    if (!mayChange())
        return false;
    auto file = ops::ClusterFile::load(QFileInfo{path}.absoluteFilePath().toStdString());
    if (!file) {
        m_window.showMessage(cluster::Health::Down, ui::text(file.error().what));
        return false;
    }
    remember(QFileInfo{path}.absoluteFilePath());
    start(std::move(*file));
    return true;
}

void Desktop::create(const QString& path, const cluster::Cluster& cluster) {
    if (!mayChange())
        return;
    auto file = ops::ClusterFile::create(QFileInfo{path}.absoluteFilePath().toStdString(), cluster);
    if (const auto saved = file.save(cluster); !saved) {
        m_window.showMessage(cluster::Health::Down, ui::text(saved.error().what));
        return;
    }
    remember(QFileInfo{path}.absoluteFilePath());
    start(std::move(file));
    m_window.showMessage(cluster::Health::Up,
                         u"The cluster is created. Add its instances with + Instance."_s);
}

void Desktop::save(const cluster::Cluster& cluster) {
    if (!mayChange())
        return;
    if (const auto saved = m_file->save(cluster); !saved) {
        m_window.showMessage(cluster::Health::Down, ui::text(saved.error().what));
        return;
    }
    m_window.setSamples({}); // the engine makes new ones
    m_engine->setCluster(m_file->cluster());
    m_window.setSamples(samplesOf(*m_engine));
}

void Desktop::setUp(const cluster::InstanceName& instance) {
    // After a failed save there is no such instance.
    if (!m_engine || m_setup || m_engine->snapshot()->find(instance) == nullptr || !mayChange())
        return;
    std::optional<ops::SpeakerBundle> atHand;
    if (auto bundle = ops::loadSpeakerBundle(QCoreApplication::applicationDirPath().toStdString()))
        atHand = *std::move(bundle);
    m_setup = new ui::SetupWizard(*m_engine, instance, std::move(atHand), &m_window);
    m_setup->setAttribute(Qt::WA_DeleteOnClose);
    m_setup->open();
}

/// The dialog does the work on the nodes; what it has done is saved here, instance by instance.
void Desktop::changeTiers(const std::vector<cluster::TierMove>& moves) {
    if (!m_engine || m_tiers || !mayChange())
        return;
    m_tiers = new ui::TierDialog(*m_engine, moves, &m_window);
    m_tiers->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_tiers, &ui::TierDialog::moved, this, &Desktop::saveTier);
    m_tiers->open();
}

void Desktop::saveTier(const cluster::TierMove& move) {
    auto cluster = m_file->cluster();
    for (auto& instance : cluster.instances) {
        if (instance.name == move.instance)
            instance.tier = move.tier;
    }
    save(cluster);
}

void Desktop::start(ops::ClusterFile file) {
    delete m_setup;
    delete m_tiers;
    auto engine = std::make_unique<Engine>(file.cluster());
    m_rehearsals->leave();
    m_credentials->leave();
    if (m_engine)
        m_engine->disconnect();
    m_wanted.clear();
    m_window.openCluster(engine->snapshot(), samplesOf(*engine));
    showEngine(*engine);
    m_file = std::move(file);
    m_engine = std::move(engine);
    m_rehearsals->setCluster(*m_engine, *m_file);
    m_credentials->setEngine(*m_engine);
    m_engine->start();
}

void Desktop::showEngine(Engine& engine) {
    connect(&engine, &Engine::snapshotChanged, &m_window, &MainWindow::setSnapshot);
    connect(&engine, &Engine::eventHappened, &m_window, &MainWindow::addEvent);
    connect(&engine, &Engine::commandRecorded, &m_window, &MainWindow::addCommand);
    connect(&engine, &Engine::logReceived, &m_window, &MainWindow::showLog);
    connect(&engine, &Engine::rawReceived, &m_window, &MainWindow::showRaw);
    // Queued: an intent can be refused before its id has been returned.
    connect(
        &engine, &Engine::intentAnswered, this,
        [this](ops::IntentId intent, const ops::IntentResult& result) {
            if (const auto wanted = m_wanted.extract(intent))
                m_window.showAnswer(result, wanted.mapped());
        },
        Qt::QueuedConnection);
}

void Desktop::remember(const QString& path) {
    QSettings settings;
    auto recent = settings.value("recent").toStringList();
    recent.removeAll(path);
    recent.prepend(path);
    recent = recent.first(std::min(recent.size(), recentFiles));
    settings.setValue("recent", recent);
    m_window.setRecentFiles(recent);
}

void Desktop::offerDemo(const QString& script) {
    m_demo = std::make_unique<Demo>(script);
    m_window.offerDemo();
    connect(&m_window, &MainWindow::demoWanted, this, [this] {
        if (const auto obstacle = m_demo->obstacle())
            return m_window.showMessage(cluster::Health::Degraded, *obstacle);
        m_window.setDemoRuns(true);
        m_window.showMessage(
            cluster::Health::Unknown,
            u"Starting the demo. It opens a window of its own, and ends with it or with this one."_s);
        m_demo->start();
    });
    connect(m_demo.get(), &Demo::progressed, this, [this](const QString& line) {
        m_window.showMessage(cluster::Health::Unknown, u"Demo: "_s + line);
    });
    connect(m_demo.get(), &Demo::finished, this, [this](bool succeeded, const QString& why) {
        m_window.setDemoRuns(false);
        m_window.showMessage(succeeded ? cluster::Health::Up : cluster::Health::Down,
                             succeeded ? u"The demo has ended; its cluster is gone."_s
                                       : u"The demo ended with an error: "_s + why);
    });
}

} // namespace understudy
