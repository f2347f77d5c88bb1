#include "core/ops/engine.h"

#include <algorithm>
#include <map>
#include <vector>

#include <fmt/format.h>
#include <QMetaObject>
#include <QTimer>

#include "core/cluster/guards.h"
#include "core/cluster/reduce.h"
#include "core/cluster/situation.h"
#include "core/ops/node/node_link.h"
#include "core/ops/node/prompt_desk.h"
#include "core/ops/probe/probe_service.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/target_watch.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::InstanceName;
using Outcome = IntentResult::Outcome;

/// Snapshots come at most this often; the first observation after a pause is published at once.
constexpr auto publishInterval = 100ms;
/// How often ages are checked while nothing comes in.
constexpr auto tickInterval = 500ms;
/// A reading older than this is no longer known, even when its worker says nothing.
constexpr auto staleAfter = 5s;

constexpr auto shortestRestore = 5s;
constexpr auto longestRestore = 24h;

/// The tier is what the file wants; how a node is reached and asked has nothing to do with it.
bool sameConnection(cluster::Instance a, const cluster::Instance& b) {
    a.tier = b.tier;
    return a == b;
}

} // namespace

/// The parts and their wiring; Engine is the door.
class Engine::Private {
public:
    Private(Engine& engine, cluster::Cluster cluster, EngineOptions options)
        : q(engine), m_options(options), m_desk([this](const Question& question) {
              onMain([this, question] { emit q.questionAsked(question); });
          }) {
        m_working = cluster::emptySnapshot(std::make_shared<const cluster::Cluster>(std::move(cluster)));
        m_published = std::make_shared<const cluster::Snapshot>(m_working);
        m_situation = cluster::situationOf(m_working);
        makeWatches();
        m_publishTimer.setSingleShot(true);
        QObject::connect(&m_publishTimer, &QTimer::timeout, &m_context, [this] { publish(); });
        QObject::connect(&m_tick, &QTimer::timeout, &m_context, [this] { publish(); });
        QObject::connect(&m_probe, &ProbeService::resultsArrived, &m_context,
                         [this](const std::vector<ProbeResult>& results) { takeResults(results); });
        QObject::connect(&m_probe, &ProbeService::statusChanged, &m_context,
                         [this](const ProbeStatus& status) {
                             if (status.target < m_watches.size())
                                 m_watches[status.target]->setError(status.error);
                             publishSoon();
                         });
    }

    ~Private() {
        m_probe.stop();
        for (const auto& [name, node] : m_nodes)
            node.link->stop();
        // The threads end here, before anything that their sinks use does.
        m_nodes.clear();
        m_retired.clear();
    }

    void start() {
        m_started = true;
        for (const auto& instance : m_working.cluster->instances)
            connectNode(instance);
        startProbe();
        m_tick.start(tickInterval);
    }

    void setCluster(cluster::Cluster cluster) {
        const auto was = m_working.cluster;
        m_working =
            cluster::withCluster(m_working, std::make_shared<const cluster::Cluster>(std::move(cluster)));
        const auto& now = *m_working.cluster;
        const bool sameFrame = was->cloud == now.cloud && was->floating == now.floating;
        for (const auto& instance : was->instances) {
            const auto* kept = now.find(instance.name);
            if (kept == nullptr || !sameConnection(*kept, instance) || !sameFrame)
                retire(instance.name);
        }
        if (was->floating != now.floating || was->probe != now.probe) {
            m_probe.stop();
            makeWatches();
            cluster::setProbeInterval(m_working, now.probe.interval);
            if (m_started)
                startProbe();
        }
        for (const auto& instance : now.instances) {
            if (m_started && !m_nodes.contains(instance.name))
                connectNode(instance);
        }
        publish();
    }

    void request(const InstanceName& instance, NodeRequest request) {
        if (const auto found = m_nodes.find(instance); found != m_nodes.end())
            found->second.link->request(std::move(request));
    }

    void refresh() {
        for (const auto& [name, node] : m_nodes)
            node.link->request(RefreshRequest{});
    }

    IntentId fail(const InstanceName& instance, cluster::FailureKind failure,
                  const TakeDownOptions& options) {
        const auto intent = ++m_lastIntent;
        publish();
        if (const auto why = objection(instance, options)) {
            answerLater(intent, {Outcome::Refused, *why});
            return intent;
        }
        m_nodes.at(instance).inFlight = intent;
        request(instance, FailRequest{intent, failure, options.restoreAfter, m_nodes.at(instance).lockToken});
        return intent;
    }

    IntentId bringUp(const InstanceName& instance) {
        return command(instance, [](IntentId intent) { return BringUpRequest{intent}; });
    }

    IntentId lock(const InstanceName& instance, const LockOrder& order, bool release) {
        const RehearsalLock lock{order.token, order.who, base::toIso8601(base::systemClock().wall()),
                                 order.lifetime};
        return command(instance, [&](IntentId intent) {
            m_nodes.at(instance).lockToken = release ? std::string{} : order.token;
            return LockRequest{intent, lock, release};
        });
    }

    IntentId run(const InstanceName& instance, std::shared_ptr<NodeJob> job) {
        return command(instance, [&](IntentId intent) {
            return JobRequest{intent, std::move(job), m_nodes.at(instance).lockToken};
        });
    }

    void setProbeInterval(std::chrono::milliseconds interval) {
        m_probe.setInterval(interval);
        for (const auto& watch : m_watches)
            watch->setInterval(interval);
        cluster::setProbeInterval(m_working, interval);
    }

    void answer(QuestionId question, const Answer& answer) { m_desk.answer(question, answer); }
    cluster::SnapshotPtr published() const { return m_published; }
    const SampleRing& samples(std::size_t index) const { return m_watches.at(index)->samples(); }

private:
    struct Node {
        std::unique_ptr<NodeLink> link;
        std::uint64_t serial = 0; ///< tells this link from an earlier one of the same name
        std::uint64_t lastSequence = 0;
        std::optional<IntentId> inFlight;
        std::string lockToken; ///< of the rehearsal here that has the node's lock, or asked for it
    };

    /// Sends what `make` makes of a new intent, unless another command is under way on the node.
    template <typename Make>
    IntentId command(const InstanceName& instance, Make make) {
        const auto intent = ++m_lastIntent;
        const auto found = m_nodes.find(instance);
        if (found == m_nodes.end())
            answerLater(intent, {Outcome::Refused, fmt::format("there is no instance {}", instance.value())});
        else if (found->second.inFlight)
            answerLater(intent, {Outcome::Refused,
                                 fmt::format("another command is under way on {}", instance.value())});
        else {
            found->second.inFlight = intent;
            request(instance, make(intent));
        }
        return intent;
    }

    /// Runs on the main thread, unless the engine is gone by then.
    template <typename Function>
    void onMain(Function function) {
        QMetaObject::invokeMethod(&m_context, std::move(function), Qt::QueuedConnection);
    }

    void makeWatches() {
        m_watches.clear();
        for (const auto& floating : m_working.cluster->floating)
            m_watches.push_back(
                std::make_unique<TargetWatch>(floating.text, m_working.cluster->probe.interval));
    }

    void startProbe() {
        if (!m_options.probe)
            return;
        std::vector<base::IpAddress> targets;
        for (const auto& floating : m_working.cluster->floating)
            targets.push_back(floating.address());
        ProbeOptions options;
        options.settings = m_working.cluster->probe;
        m_probe.start(targets, options);
    }

    void connectNode(const cluster::Instance& instance) {
        const auto name = instance.name;
        const auto serial = ++m_lastSerial;
        NodeSink sink;
        sink.observe = [this, serial](cluster::Observation observation) {
            onMain([this, serial, observation = std::move(observation)] {
                takeObservation(serial, observation);
            });
        };
        sink.record = [this](const CommandRecord& record) {
            onMain([this, record] { emit q.commandRecorded(record); });
        };
        sink.answer = [this, name](IntentId intent, const IntentResult& result) {
            onMain([this, name, intent, result] { takeAnswer(name, intent, result); });
        };
        sink.progress = [this](IntentId intent, const JobProgress& progress) {
            onMain([this, intent, progress] { emit q.jobProgressed(intent, progress); });
        };
        sink.raw = [this, name](const std::string& text) {
            onMain([this, name, text] { emit q.rawReceived(name, text); });
        };
        sink.log = [this, name](const std::string& text) {
            onMain([this, name, text] { emit q.logReceived(name, text); });
        };
        NodeTask task{instance, m_working.cluster->cloud, m_working.cluster->floating,
                      m_options.pollInterval};
        auto& node = m_nodes[name];
        node = Node{};
        node.serial = serial;
        node.link = std::make_unique<NodeLink>(std::move(task), m_gate, m_desk, std::move(sink));
    }

    /// Its thread may need a while to end; nobody waits for it before the end of the program.
    void retire(const InstanceName& instance) {
        const auto found = m_nodes.find(instance);
        if (found == m_nodes.end())
            return;
        found->second.link->stop();
        m_retired.push_back(std::move(found->second.link));
        m_nodes.erase(found);
    }

    void takeObservation(std::uint64_t serial, const cluster::Observation& observation) {
        const auto found = m_nodes.find(observation.node);
        if (found == m_nodes.end() || found->second.serial != serial ||
            observation.sequence <= found->second.lastSequence)
            return;
        found->second.lastSequence = observation.sequence;
        const auto* node = m_working.find(observation.node);
        const bool wasSeen = node != nullptr && node->interface.last() != nullptr;
        const auto events = cluster::reduce(m_working, observation);
        const bool moved = std::any_of(events.begin(), events.end(), [](const Event& event) {
            return event.kind == EventKind::InterfaceDown || event.kind == EventKind::InterfaceUp ||
                   event.kind == EventKind::InterfaceGone;
        });
        tell(events);
        publishSoon();
        // Whoever takes over is seen now, not at the next poll.
        if (moved && wasSeen)
            refreshOthers(observation.node);
    }

    void refreshOthers(const InstanceName& instance) {
        for (const auto& [name, node] : m_nodes) {
            if (name != instance)
                node.link->request(RefreshRequest{});
        }
    }

    void takeResults(const std::vector<ProbeResult>& results) {
        const auto& clock = base::systemClock();
        for (const auto& result : results) {
            if (result.target < m_watches.size())
                tell(m_watches[result.target]->add(result.sample, clock.steady(), clock.wall()));
        }
        publishSoon();
    }

    void takeAnswer(const InstanceName& instance, IntentId intent, const IntentResult& result) {
        if (const auto found = m_nodes.find(instance);
            found != m_nodes.end() && found->second.inFlight == intent)
            found->second.inFlight.reset();
        emit q.intentAnswered(intent, result);
    }

    /// Why the interface must not be taken down; nullopt: nothing speaks against it.
    std::optional<std::string> objection(const InstanceName& instance, const TakeDownOptions& options) const {
        const auto found = m_nodes.find(instance);
        if (found == m_nodes.end())
            return fmt::format("there is no instance {}", instance.value());
        if (options.restoreAfter < shortestRestore || options.restoreAfter > longestRestore)
            return fmt::format("the restore must come after 5 to 86400 seconds, not {}",
                               options.restoreAfter.count());
        if (found->second.inFlight)
            return fmt::format("another command is under way on {}", instance.value());
        if (options.revision < m_situationSince)
            return "the cluster has changed since you looked: look again, then decide";
        const auto forecast = cluster::forecastTakeDown(*m_published, instance);
        if (cluster::mayProceed(forecast, options.force))
            return std::nullopt;
        std::string why;
        for (const auto& objection : forecast.objections)
            why += (why.empty() ? "" : "; ") + objection.why;
        return why;
    }

    /// Intents are answered by the signal alone, after the caller has their id.
    void answerLater(IntentId intent, const IntentResult& result) {
        onMain([this, intent, result] { emit q.intentAnswered(intent, result); });
    }

    void tell(const std::vector<Event>& events) {
        for (const auto& event : events)
            emit q.eventHappened(event);
    }

    void publishSoon() {
        if (m_publishTimer.isActive())
            return;
        const auto since = base::systemClock().steady() - m_published->at;
        const auto left = std::clamp<std::chrono::nanoseconds>(publishInterval - since, 0ms, publishInterval);
        m_publishTimer.start(std::chrono::ceil<std::chrono::milliseconds>(left));
    }

    void publish() {
        m_publishTimer.stop();
        const auto& clock = base::systemClock();
        m_working.at = clock.steady();
        m_working.atWall = clock.wall();
        const auto limit = std::max<std::chrono::nanoseconds>(staleAfter, 3 * m_options.pollInterval);
        tell(cluster::expire(m_working, m_working.at, m_working.atWall, limit));
        for (std::size_t i = 0; i < m_watches.size(); ++i) {
            auto state = m_watches[i]->state(m_working.at);
            state.lastServer = std::move(m_working.targets[i].lastServer);
            m_working.targets[i] = std::move(state);
        }
        ++m_working.revision;
        auto situation = cluster::situationOf(m_working);
        if (situation != m_situation) {
            m_situation = std::move(situation);
            m_situationSince = m_working.revision;
        }
        m_published = std::make_shared<const cluster::Snapshot>(m_working);
        emit q.snapshotChanged(m_published);
    }

    Engine& q;
    EngineOptions m_options;
    QObject m_context; ///< what is queued for the main thread dies with it
    cluster::Snapshot m_working;
    cluster::SnapshotPtr m_published;
    cluster::Situation m_situation;
    std::uint64_t m_situationSince = 0; ///< revision with which the present situation began
    std::vector<std::unique_ptr<TargetWatch>> m_watches;
    ProbeService m_probe;
    QTimer m_publishTimer;
    QTimer m_tick;
    ssh::ConnectGate m_gate;
    PromptDesk m_desk;
    std::map<InstanceName, Node> m_nodes;
    std::vector<std::unique_ptr<NodeLink>> m_retired;
    std::uint64_t m_lastSerial = 0;
    IntentId m_lastIntent = 0;
    bool m_started = false;
};

Engine::Engine(cluster::Cluster cluster, QObject* parent)
    : Engine(std::move(cluster), EngineOptions{}, parent) {}

Engine::Engine(cluster::Cluster cluster, EngineOptions options, QObject* parent)
    : QObject(parent), m_private(std::make_unique<Private>(*this, std::move(cluster), options)) {}

Engine::~Engine() = default;

void Engine::start() {
    m_private->start();
}

cluster::SnapshotPtr Engine::snapshot() const {
    return m_private->published();
}

const SampleRing& Engine::samples(std::size_t floatingIndex) const {
    return m_private->samples(floatingIndex);
}

void Engine::refresh() {
    m_private->refresh();
}

IntentId Engine::takeDown(const InstanceName& instance, const TakeDownOptions& options) {
    return m_private->fail(instance, cluster::FailureKind::Link, options);
}

IntentId Engine::fail(const InstanceName& instance, cluster::FailureKind failure,
                      const TakeDownOptions& options) {
    return m_private->fail(instance, failure, options);
}

IntentId Engine::lock(const InstanceName& instance, const LockOrder& order) {
    return m_private->lock(instance, order, false);
}

IntentId Engine::unlock(const InstanceName& instance, const LockOrder& order) {
    return m_private->lock(instance, order, true);
}

IntentId Engine::run(const InstanceName& instance, std::shared_ptr<NodeJob> job) {
    return m_private->run(instance, std::move(job));
}

void Engine::setProbeInterval(std::chrono::milliseconds interval) {
    m_private->setProbeInterval(interval);
}

IntentId Engine::bringUp(const InstanceName& instance) {
    return m_private->bringUp(instance);
}

void Engine::setCluster(cluster::Cluster cluster) {
    m_private->setCluster(std::move(cluster));
}

void Engine::answer(QuestionId question, const Answer& answer) {
    m_private->answer(question, answer);
}

void Engine::requestRaw(const InstanceName& instance) {
    m_private->request(instance, RawRequest{});
}

void Engine::requestLog(const InstanceName& instance) {
    m_private->request(instance, LogRequest{});
}

} // namespace understudy::ops
