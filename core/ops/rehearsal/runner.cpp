#include "core/ops/rehearsal/runner.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <QTimer>

#include "core/base/random.h"
#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"
#include "core/cluster/steady_state.h"
#include "core/ops/rehearsal/node_commands.h"
#include "core/ops/rehearsal/recorder.h"
#include "core/ops/rehearsal/timing.h"
#include "core/ops/rehearsal/watch.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::InstanceName;
using cluster::StepAction;
using cluster::Verdict;
using Outcome = IntentResult::Outcome;
using Phase = RehearsalPhase;

constexpr auto tickEvery = 50ms;
/// Nodes are asked more often than usual while something changes.
constexpr auto lookEvery = 250ms;
/// Beyond the time that the probe must be clean.
constexpr auto steadyLimit = 12s;
/// A session may have to wait for BIRD's error wait time before it is up again.
constexpr auto verifyLimit = 100s;
/// Between two attempts to restore what could not be reached.
constexpr auto restoreAgainAfter = 2s;
/// A step is watched for this much longer when it cannot be told yet what came of it: who serves, when a busy
/// machine has asked too seldom or has too little to count.
constexpr auto longestWait = 5s;
constexpr auto waitMore = 1s;
/// How far back samples are wanted, to compare.
constexpr auto before = 5s;

std::string joined(const std::vector<cluster::Unsteady>& all) {
    std::string text;
    for (const auto& one : all)
        text += (text.empty() ? "" : "; ") + one.why;
    return text;
}

} // namespace

class RehearsalRunner::Private {
public:
    Private(RehearsalRunner& runner, Engine& engine, cluster::RehearsalPlan plan, std::string who)
        : q(runner), m_engine(engine), m_commands(engine) {
        m_report.plan = std::move(plan);
        m_report.who = std::move(who);
        QObject::connect(&m_tick, &QTimer::timeout, &q, [this] { tick(); });
        QObject::connect(&engine, &Engine::snapshotChanged, &m_tick, [this] { tick(); });
    }

    void start() {
        if (m_started)
            return;
        m_started = true;
        m_recorder.emplace(m_engine);
        m_usualInterval = m_engine.snapshot()->probeInterval;
        m_engine.setProbeInterval(plan().probeInterval);
        const auto& clock = base::systemClock();
        m_report.startedAt = clock.wall();
        m_report.startedSteady = clock.steady();
        m_until = clock.steady() + plan().cleanFor + steadyLimit;
        enter(Phase::Steadying);
        m_tick.start(tickEvery);
    }

    void abort(const std::string& why) {
        if (m_abortWhy || !isRunning() || m_phase >= Phase::Restoring)
            return;
        m_abortWhy = why;
        // A command that is on its way is waited for: its outcome must be known.
        if (m_phase == Phase::Steadying)
            return conclude();
        if (m_phase == Phase::Settling || m_phase == Phase::Holding)
            return stopHere();
    }

    bool isRunning() const { return m_started && m_phase != Phase::Finished; }

private:
    const cluster::RehearsalPlan& plan() const { return m_report.plan; }
    cluster::SnapshotPtr now() const { return m_engine.snapshot(); }

    void enter(Phase phase, std::string detail = {}) {
        m_phase = phase;
        emit q.progressed({phase, m_step, std::move(detail)});
    }

    void tick() {
        if (!isRunning())
            return;
        const auto time = base::steadyNow();
        if (m_phase >= Phase::Settling && time >= m_lookAt) {
            m_lookAt = time + lookEvery;
            m_engine.refresh();
        }
        switch (m_phase) {
        case Phase::Steadying:
            return awaitSteady();
        case Phase::Settling:
        case Phase::Holding:
            return watchStep();
        case Phase::Restoring:
            return restoreMore();
        case Phase::Verifying:
            return verify();
        default:
            return;
        }
    }

    // Before the first step.

    void awaitSteady() {
        const auto snapshot = now();
        auto unsteady = cluster::unsteadyInstances(*snapshot);
        const auto time = base::steadyNow();
        for (std::size_t i = 0; i < snapshot->targets.size(); ++i) {
            const auto samples = m_engine.samples(i).between(time - plan().cleanFor - 1s, time);
            if (auto one = cluster::unsteadyProbe(*snapshot, i, samples, time, plan().cleanFor))
                unsteady.push_back(*std::move(one));
        }
        if (!unsteady.empty()) {
            if (time >= m_until) {
                m_abortWhy = "the cluster is not in a steady state: " + joined(unsteady);
                askWhoRehearses();
            }
            return;
        }
        m_baseline = snapshot;
        if (const auto problems = cluster::problemsOf(plan(), *snapshot); !problems.empty()) {
            m_abortWhy = "the plan cannot succeed: " + problems.front().why;
            return conclude();
        }
        m_forecast = cluster::forecastOf(plan(), *snapshot);
        m_safety.emplace(plan(), m_forecast);
        enter(Phase::Locking);
        lockNext();
    }

    LockOrder lockOrder() const { return {m_token, m_report.who, lockLifetime(plan(), m_forecast)}; }

    /// One after the other in the file's order: of two operators, the first node decides.
    void lockNext() {
        if (m_abortWhy)
            return unlock();
        if (m_locked.size() == m_baseline->nodes.size())
            return beginStep();
        const auto instance = m_baseline->nodes[m_locked.size()].name;
        m_commands.send(
            {instance}, [this](const InstanceName& name) { return m_engine.lock(name, lockOrder()); },
            [this, instance](const NodeCommands::Answers& answers) {
                const auto& answer = answers.at(instance);
                // It may have been taken without an answer.
                if (answer.outcome == Outcome::Acked || answer.outcome == Outcome::Unknown)
                    m_locked.push_back(instance);
                if (answer.outcome != Outcome::Acked && !m_abortWhy)
                    m_abortWhy = fmt::format("the lock of {}: {}", instance.value(), answer.why);
                lockNext();
            });
    }

    /// What is in the way of a steady state may be somebody's rehearsal, and its lock tells whose.
    void askWhoRehearses() {
        enter(Phase::Locking);
        std::vector<InstanceName> reachable;
        for (const auto& node : now()->nodes) {
            if (node.link == cluster::LinkState::Connected)
                reachable.push_back(node.name);
        }
        m_commands.send(
            reachable, [this](const InstanceName& name) { return m_engine.lock(name, lockOrder()); },
            [this](const NodeCommands::Answers& answers) {
                std::string holder;
                for (const auto& [name, answer] : answers) {
                    if (answer.outcome == Outcome::Refused)
                        holder = "; " + answer.why;
                    else if (answer.outcome != Outcome::Failed)
                        m_locked.push_back(name);
                }
                *m_abortWhy += holder;
                unlock();
            });
    }

    // Step by step.

    const cluster::StepForecast& forecast() const { return m_forecast[m_step]; }

    void beginStep() {
        if (m_abortWhy)
            return stopHere();
        if (m_step == m_forecast.size())
            return beginVerifying();
        if (const auto why = m_safety->objection(*now(), m_step == 0 ? 0 : m_step - 1, m_down)) {
            m_abortWhy = *why;
            return stopHere();
        }
        m_outcome = {};
        m_waited = {};
        m_outcome.step = forecast().step;
        m_outcome.name = cluster::nameOf(m_outcome.step);
        m_outcome.at = base::systemClock().wall();
        m_outcome.steady = base::steadyNow();
        enter(Phase::Changing);
        const auto& instance = m_outcome.step.instance;
        const bool fails = m_outcome.step.action == StepAction::Fail;
        if (fails)
            m_down.insert(instance);
        else
            m_down.erase(instance);
        m_touched.insert(instance);
        m_commands.send(
            {instance},
            [this, fails](const InstanceName& name) {
                if (!fails)
                    return m_engine.bringUp(name);
                const auto after = restoreAfter(plan(), m_forecast, m_step);
                m_longestRestore = std::max(m_longestRestore, after);
                return m_engine.fail(name, plan().failure, {after, plan().mayGoDark, now()->revision});
            },
            [this, instance](const NodeCommands::Answers& answers) { takeAnswer(answers.at(instance)); });
    }

    void takeAnswer(const IntentResult& answer) {
        const auto& instance = m_outcome.step.instance;
        if (answer.outcome == Outcome::Refused && m_outcome.step.action == StepAction::Fail) {
            m_down.erase(instance);
            m_touched.erase(instance);
        }
        if (answer.outcome == Outcome::Refused || answer.outcome == Outcome::Failed) {
            if (!m_abortWhy)
                m_abortWhy = fmt::format("{}: {}", m_outcome.name, answer.why);
            return stopHere();
        }
        // Without an answer the next looks tell; it is not sent again.
        const auto half = (base::steadyNow() - m_outcome.steady) / 2;
        m_outcome.change =
            answer.change.value_or(cluster::ChangeTime{m_outcome.steady + half, half, std::nullopt});
        if (m_abortWhy)
            return stopHere();
        m_until = base::steadyNow() + cluster::settleLimit(forecast());
        enter(Phase::Settling, answer.outcome == Outcome::Unknown ? answer.why : std::string{});
    }

    void watchStep() {
        const auto snapshot = now();
        if (const auto why = m_safety->objection(*snapshot, m_step, m_down))
            return abort(*why);
        const auto time = base::steadyNow();
        if (m_phase == Phase::Settling) {
            if (time >= m_until || hasSettled(forecast(), *m_baseline, *snapshot)) {
                m_until = time + plan().hold;
                enter(Phase::Holding);
            }
            return;
        }
        // The last requests of the window are judged once their replies are late.
        const auto& probe = snapshot->cluster->probe;
        if (time >= m_until + probe.timeout + 4 * plan().probeInterval)
            endStep(*snapshot);
    }

    void endStep(const cluster::Snapshot& snapshot) {
        const cluster::StepWindow window{*m_outcome.change, m_until, plan().probeInterval};
        std::vector<cluster::TargetOutcome> outcomes;
        for (const auto& target : forecast().targets)
            outcomes.push_back(outcomeOf(target, window, snapshot));
        const bool unclear = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& outcome) {
            return outcome.judgement.difference == cluster::Difference::NotMeasurable;
        });
        if (unclear && m_waited < longestWait) {
            m_waited += waitMore;
            m_until += waitMore;
            return;
        }
        m_outcome.targets = std::move(outcomes);
        cluster::conclude(m_outcome);
        m_report.steps.push_back(m_outcome);
        enter(Phase::Settled, m_outcome.why);
        emit q.stepFinished(m_step, m_outcome);
        const auto& targets = m_outcome.targets;
        const bool stillDark =
            std::any_of(targets.begin(), targets.end(), [](const cluster::TargetOutcome& target) {
                return target.judgement.difference == cluster::Difference::StillDark;
            });
        ++m_step;
        if (stillDark && !m_abortWhy)
            m_abortWhy = m_outcome.why;
        beginStep();
    }

    cluster::TargetOutcome outcomeOf(const cluster::TargetForecast& target, const cluster::StepWindow& window,
                                     const cluster::Snapshot& snapshot) const {
        const auto index = target.floatingIndex;
        const auto samples = m_engine.samples(index).between(window.change.at - before, window.until);
        auto measured = cluster::measure(window, samples, target.before.empty());
        const auto& floating = snapshot.cluster->floating;
        const auto family = floating[index].prefix.family();
        const auto ofFamily = std::count_if(floating.begin(), floating.end(), [&](const auto& other) {
            return other.prefix.family() == family;
        });
        if (ofFamily == 1)
            cluster::addTakeover(measured, window, m_recorder->echoReadings(), family);
        if (!measured.takeoverBy && !measured.darkAtEnd)
            measured.takeoverBy = cluster::servedBy(snapshot, index);
        return {target, cluster::explain(target, forecast().step, *m_baseline), measured,
                cluster::judge(target, measured, forecast().step, plan(), *m_baseline)};
    }

    // The end, however it came.

    /// Aborted in the middle: the step is told as it is, the others as not carried out.
    void stopHere() {
        for (; m_step < m_forecast.size(); ++m_step) {
            cluster::StepOutcome outcome;
            outcome.step = forecast().step;
            outcome.name = cluster::nameOf(outcome.step);
            outcome.why = "not carried out";
            if (m_outcome.step == outcome.step && m_outcome.targets.empty() && m_outcome.change) {
                outcome = m_outcome;
                outcome.why = "not seen to its end: " + *m_abortWhy;
            }
            for (const auto& target : forecast().targets)
                outcome.targets.push_back(
                    {target, cluster::explain(target, outcome.step, *m_baseline), {}, {}});
            m_outcome = {};
            m_report.steps.push_back(std::move(outcome));
        }
        m_toRestore = m_touched;
        m_until = base::steadyNow() + m_longestRestore + 30s;
        enter(Phase::Restoring, *m_abortWhy);
        restoreMore();
    }

    /// What has failed is restored; what cannot be reached is tried again until its own restore has run.
    void restoreMore() {
        const auto snapshot = now();
        std::erase_if(m_toRestore, [&](const InstanceName& name) {
            return !m_down.contains(name) && isBack(name, *m_baseline, *snapshot);
        });
        if (m_toRestore.empty() || base::steadyNow() >= m_until)
            return beginVerifying();
        if (m_restoring || base::steadyNow() < m_restoreAt)
            return;
        std::vector<InstanceName> reachable;
        for (const auto& name : m_toRestore) {
            if (const auto* node = snapshot->find(name); node->link == cluster::LinkState::Connected)
                reachable.push_back(name);
        }
        if (reachable.empty())
            return;
        m_restoring = true;
        m_commands.send(
            reachable, [this](const InstanceName& name) { return m_engine.bringUp(name); },
            [this](const NodeCommands::Answers& answers) {
                m_restoring = false;
                for (const auto& [name, answer] : answers) {
                    if (answer.outcome == Outcome::Acked) {
                        m_down.erase(name);
                        m_toRestore.erase(name);
                    }
                }
                m_restoreAt = base::steadyNow() + restoreAgainAfter;
            });
    }

    void beginVerifying() {
        m_verifyFrom = base::steadyNow();
        m_until = m_verifyFrom + verifyLimit;
        enter(Phase::Verifying);
    }

    void verify() {
        const auto snapshot = now();
        const auto& nodes = snapshot->nodes;
        const bool looked = std::all_of(nodes.begin(), nodes.end(), [&](const cluster::NodeState& node) {
            return node.speaker.current() != nullptr && node.speaker.seenAt() > m_verifyFrom &&
                   node.interface.current() != nullptr && node.interface.seenAt() > m_verifyFrom;
        });
        const auto differences = cluster::differencesFrom(*m_baseline, *snapshot);
        const bool answered =
            std::all_of(snapshot->targets.begin(), snapshot->targets.end(),
                        [](const cluster::TargetState& target) { return target.reachable == true; });
        m_report.restored = looked && differences.empty() && answered;
        if (!m_report.restored && base::steadyNow() < m_until)
            return;
        for (const auto& difference : differences)
            m_report.notRestored.push_back(difference.why);
        if (!m_report.restored && differences.empty())
            m_report.notRestored.push_back(answered ? "not every instance could be looked at again"
                                                    : "a floating IP is not answered");
        unlock();
    }

    void unlock() {
        enter(Phase::Unlocking);
        m_commands.send(
            m_locked, [this](const InstanceName& name) { return m_engine.unlock(name, lockOrder()); },
            [this](const NodeCommands::Answers&) { conclude(); });
    }

    void conclude() {
        m_tick.stop();
        if (m_touched.empty())
            m_report.restored = true;
        const auto snapshot = m_baseline ? m_baseline : now();
        const auto& clock = base::systemClock();
        m_report.endedAt = clock.wall();
        m_report.endedSteady = clock.steady();
        m_report.cluster = snapshot->cluster->name;
        for (std::size_t i = 0; i < snapshot->targets.size(); ++i) {
            m_report.addresses.push_back(snapshot->cluster->floating[i].text);
            m_report.samples.push_back(
                m_engine.samples(i).between(m_report.startedSteady, m_report.endedSteady));
        }
        for (const auto& node : snapshot->nodes)
            m_report.instances.push_back(cluster::reportedInstance(*snapshot, node));
        m_recorder->fill(m_report);
        cluster::conclude(m_report, m_abortWhy);
        m_engine.setProbeInterval(m_usualInterval);
        enter(Phase::Finished);
        emit q.finished(std::make_shared<const cluster::Report>(std::move(m_report)));
    }

    RehearsalRunner& q;
    Engine& m_engine;
    NodeCommands m_commands;
    QTimer m_tick;
    std::optional<Recorder> m_recorder;
    std::optional<SafetyWatch> m_safety;
    cluster::Report m_report;
    std::vector<cluster::StepForecast> m_forecast;
    cluster::SnapshotPtr m_baseline; ///< before anything was touched
    std::string m_token = base::randomWord();
    std::chrono::milliseconds m_usualInterval{100};
    bool m_started = false;
    Phase m_phase = Phase::Steadying;
    std::size_t m_step = 0;
    cluster::StepOutcome m_outcome; ///< of the step under way
    std::optional<std::string> m_abortWhy;
    std::vector<InstanceName> m_locked;
    std::set<InstanceName> m_down;    ///< have failed, as far as is known
    std::set<InstanceName> m_touched; ///< were changed at all
    std::set<InstanceName> m_toRestore;
    std::chrono::seconds m_longestRestore{0};
    bool m_restoring = false;
    base::SteadyTime m_until{};       ///< of the present phase
    std::chrono::seconds m_waited{0}; ///< beyond the time that the plan gives a step
    base::SteadyTime m_lookAt{};
    base::SteadyTime m_restoreAt{};
    base::SteadyTime m_verifyFrom{};
};

RehearsalRunner::RehearsalRunner(Engine& engine, cluster::RehearsalPlan plan, std::string who,
                                 QObject* parent)
    : QObject(parent), m_private(std::make_unique<Private>(*this, engine, std::move(plan), std::move(who))) {}

RehearsalRunner::~RehearsalRunner() = default;

void RehearsalRunner::start() {
    m_private->start();
}

void RehearsalRunner::abort(const std::string& why) {
    m_private->abort(why);
}

bool RehearsalRunner::isRunning() const {
    return m_private->isRunning();
}

} // namespace understudy::ops
