// Joins the window to the engine of whatever cluster file is open.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include <QObject>
#include <QPointer>

#include "core/cluster/tier_plan.h"
#include "core/ops/cluster_file.h"
#include "core/ops/engine.h"

namespace understudy::ui {
class MainWindow;
class SetupWizard;
class TierDialog;
} // namespace understudy::ui

namespace understudy {

class Credentials;
class Demo;
class Rehearsals;

class Desktop : public QObject {
    Q_OBJECT

public:
    /// The window outlives this.
    explicit Desktop(ui::MainWindow& window);
    ~Desktop() override;

    /// Opens a cluster file instead of the one that is open; an error is shown in the window, and what was
    /// open stays; it stays while a rehearsal runs, too. Returns whether it is open.
    bool open(const QString& path);

private:
    void create(const QString& path, const cluster::Cluster& cluster);
    void save(const cluster::Cluster& cluster);
    void start(ops::ClusterFile file);
    void showEngine(ops::Engine& engine);
    void setUp(const cluster::InstanceName& instance);
    void changeTiers(const std::vector<cluster::TierMove>& moves);
    void saveTier(const cluster::TierMove& move);
    void remember(const QString& path);
    void offerDemo(const QString& script);
    /// False, and said so, while a rehearsal runs or the password is being changed.
    bool mayChange();
    /// What is under way that a rehearsal must not start beside; empty: nothing.
    QString obstacle() const;

    ui::MainWindow& m_window;
    std::unique_ptr<Credentials> m_credentials;
    std::unique_ptr<Demo> m_demo; ///< null where there is none
    std::optional<ops::ClusterFile> m_file;
    std::unique_ptr<ops::Engine> m_engine;
    std::unique_ptr<Rehearsals> m_rehearsals;  ///< ends before the engine
    QPointer<ui::SetupWizard> m_setup;         ///< while it is open
    QPointer<ui::TierDialog> m_tiers;          ///< while it is open
    std::map<ops::IntentId, QString> m_wanted; ///< intents that are not answered yet, as words
};

} // namespace understudy
