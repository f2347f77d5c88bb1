#include "core/ops/credentials/rotation.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <QTimer>

#include "core/base/random.h"
#include "core/bird/password_edit.h"
#include "core/cluster/judgement.h"
#include "core/cluster/session_restart.h"
#include "core/ops/engine.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using Outcome = IntentResult::Outcome;

/// Between the speaker's own undoing and the end of the patience.
constexpr auto undoMargin = 20s;
/// Until what a node announces after a change is in the snapshot.
constexpr auto snapshotLimit = 20s;
/// A session's age is told in seconds by some speakers, and comes with the time that the answer took.
constexpr auto sameMoment = 1500ms;

const cluster::Session* sameSession(const cluster::SpeakerState& speaker, const cluster::Session& session) {
    const auto found =
        std::find_if(speaker.sessions.begin(), speaker.sessions.end(), [&](const cluster::Session& one) {
            return one.family == session.family && one.protocol.name == session.protocol.name;
        });
    return found == speaker.sessions.end() ? nullptr : &*found;
}

bool isUp(const cluster::Session& session) {
    return session.protocol.state == bird::BgpState::Established;
}

/// But those that an operator disabled.
bool allUp(const cluster::SpeakerState& speaker) {
    return std::all_of(speaker.sessions.begin(), speaker.sessions.end(), [](const cluster::Session& session) {
        return isUp(session) || !session.protocol.enabled;
    });
}

/// A session that was up all the time does not show whether the new password is right: on Linux a key that
/// changes does nothing to a connection that is there.
std::optional<std::string> upAnew(const cluster::SpeakerState& before, const cluster::SpeakerState& now) {
    if (auto missing = sessionsAsBefore(before, now))
        return missing;
    for (const auto& was : before.sessions) {
        if (!was.protocol.enabled)
            continue;
        const auto* is = sameSession(now, was);
        if (is == nullptr || !isUp(*is))
            return fmt::format("the session {} is not up with the new password", was.protocol.name);
        const bool restarted = !isUp(was) || (is->since && was.since && *is->since > *was.since + sameMoment);
        if (!restarted)
            return fmt::format("the session {} was not restarted, so the new password is not proved",
                               was.protocol.name);
    }
    return std::nullopt;
}

} // namespace

PasswordRotation::PasswordRotation(Engine& engine, RotationOrder order, QObject* parent)
    : QObject(parent), m_engine(engine), m_order(std::move(order)), m_commands(engine) {
    m_lock = {"rotation-" + base::randomWord(), m_order.who,
              (2 * m_order.patience + undoMargin + 60s) *
                  static_cast<int>(engine.snapshot()->cluster->instances.size())};
    for (const auto& instance : cluster::restartOrder(*engine.snapshot()))
        m_result.steps.push_back({instance, RotationState::NotTouched, {}});
    connect(&engine, &Engine::intentAnswered, this, &PasswordRotation::take);
}

PasswordRotation::~PasswordRotation() = default;

void PasswordRotation::start() {
    if (const auto fits = bird::checkPassword(m_order.password); !fits)
        return finish(fits.error().what);
    if (m_order.patience < 5s || m_order.patience > 600s)
        return finish("sessions may be given 5 to 600 seconds to come up again");
    if (m_result.steps.empty())
        return finish("the cluster has no instances");
    m_locked = true;
    m_commands.send(
        instances(), [this](const auto& instance) { return m_engine.lock(instance, m_lock); },
        [this](const NodeCommands::Answers& answers) {
            for (const auto& [instance, answer] : answers) {
                if (answer.outcome != Outcome::Acked)
                    return finish(fmt::format("{}: {}; nothing was changed", instance.value(), answer.why));
            }
            readNext();
        });
}

std::vector<cluster::InstanceName> PasswordRotation::instances() const {
    std::vector<cluster::InstanceName> names;
    for (const auto& step : m_result.steps)
        names.push_back(step.instance);
    return names;
}

void PasswordRotation::cancel() {
    m_cancelled = true;
    if (m_job)
        m_job->cancel();
}

void PasswordRotation::readNext() {
    if (m_at == m_result.steps.size()) {
        m_at = 0;
        return changeNext();
    }
    if (m_cancelled)
        return finish("cancelled; nothing was changed");
    const auto* state = node();
    const auto& name = step().instance.value();
    if (state == nullptr || !cluster::isCurrent(*state) || state->link != cluster::LinkState::Connected)
        return finish(
            fmt::format("{} cannot be asked at the moment, and would be left with the old password: nothing "
                        "was changed",
                        name));
    tell(RotationState::Reading);
    auto job = std::make_shared<ReadSpeakerFilesJob>();
    run(job, [this, job](const IntentResult& result) {
        const auto& instance = step().instance;
        const auto unfit = [&](const std::string& why) {
            tell(RotationState::NotTouched, why);
            finish(fmt::format("{}: {}; nothing was changed", instance.value(), why));
        };
        if (result.outcome != Outcome::Acked)
            return unfit(result.why);
        auto changes = changesOf(instance, job->files());
        if (!changes)
            return unfit(changes.error().what);
        m_changes[instance] = *std::move(changes);
        tell(RotationState::NotTouched);
        ++m_at;
        readNext();
    });
}

base::Result<std::vector<FileChange>>
PasswordRotation::changesOf(const cluster::InstanceName& instance,
                            const std::vector<SpeakerFile>& files) const {
    const auto* state = m_engine.snapshot()->find(instance);
    const auto* speaker = state == nullptr ? nullptr : state->speaker.current();
    const bool canProve =
        speaker != nullptr &&
        std::any_of(speaker->sessions.begin(), speaker->sessions.end(),
                    [](const cluster::Session& session) { return session.protocol.enabled; });
    if (!canProve)
        return base::failure(
            "it has no enabled BGP session with the cloud that could show whether a password is right");
    std::map<const SpeakerFile*, std::set<std::string>> protocols;
    for (const auto& session : speaker->sessions) {
        const auto& name = session.protocol.name;
        const SpeakerFile* holder = nullptr;
        std::string why = fmt::format("no running speaker has a configuration with {}", name);
        for (const auto& file : files) {
            if (holder != nullptr || !file.speaks(session.family))
                continue;
            if (const auto password = bird::findPassword(file.path, file.text, name))
                holder = &file;
            else
                why = bird::toLine(password.error());
        }
        if (holder == nullptr)
            return base::failure(why);
        protocols[holder].insert(name);
    }
    std::vector<FileChange> changes;
    for (const auto& [file, names] : protocols) {
        const auto edited =
            bird::editPassword(file->path, file->text, {names.begin(), names.end()}, m_order.password);
        if (!edited)
            return base::failure(bird::toLine(edited.error()));
        if (*edited != file->text)
            changes.push_back({file->path, file->text, *edited});
    }
    return changes;
}

void PasswordRotation::changeNext() {
    if (m_at == m_result.steps.size()) {
        m_result.done = true;
        return finish({});
    }
    if (m_cancelled)
        return finish("cancelled");
    if (m_changes[step().instance].empty()) {
        const auto* state = node();
        const auto* speaker = state == nullptr ? nullptr : state->speaker.current();
        if (speaker == nullptr || !allUp(*speaker)) {
            tell(RotationState::Unclear, "it has this password already, and its sessions are not up");
            return finish(
                fmt::format("{} has this password already, and its sessions are not up: is it the one that "
                            "the router has?",
                            step().instance.value()));
        }
        tell(RotationState::HadIt);
        ++m_at;
        return changeNext();
    }
    tell(RotationState::Waiting, "until the others announce enough");
    await(
        snapshotLimit, [this] { return !objection(); }, [this] { change(); },
        [this] {
            const auto why = objection().value_or("");
            tell(RotationState::NotTouched, why);
            finish(why);
        });
}

void PasswordRotation::change() {
    if (m_cancelled)
        return finish("cancelled");
    const auto* state = node();
    const auto* speaker = state == nullptr ? nullptr : state->speaker.current();
    m_before = speaker == nullptr ? std::nullopt : std::optional{*speaker};
    ConfigChange change;
    change.files = m_changes[step().instance];
    change.shown = "a new BGP password";
    change.patience = m_order.patience;
    change.timeout = m_order.patience + undoMargin;
    change.wanted = upAnew;
    tell(RotationState::Changing);
    run(std::make_shared<ConfigChangeJob>(std::move(change)),
        [this](const IntentResult& result) { settle(result); });
}

void PasswordRotation::settle(const IntentResult& result) {
    if (result.outcome == Outcome::Acked) {
        tell(RotationState::Changed);
        ++m_at;
        return changeNext();
    }
    if (result.outcome == Outcome::Refused) {
        tell(RotationState::NotTouched, result.why);
        return finish(fmt::format("{}: {}", step().instance.value(), result.why));
    }
    awaitRestored(result);
}

/// The old configuration is, or will be, in force; whether it also works is seen.
void PasswordRotation::awaitRestored(const IntentResult& result) {
    const auto& why = result.why;
    const auto outcome = result.outcome;
    tell(RotationState::Waiting, why);
    const auto fail = [this, why](RotationState state, const char* end) {
        tell(state, why);
        finish(fmt::format("{}: {}{}", step().instance.value(), why, end));
    };
    const auto isBack = [this] {
        const auto* state = node();
        const auto* speaker = state == nullptr ? nullptr : state->speaker.current();
        return m_before && speaker != nullptr && allUp(*speaker) && !sessionsAsBefore(*m_before, *speaker);
    };
    if (!m_before || !allUp(*m_before))
        return fail(RotationState::Unclear, "; its sessions were not up before");
    const auto back = [fail, outcome] {
        // The confirmation may have been on its way when the connection was lost.
        if (outcome == Outcome::Unknown)
            return fail(RotationState::Unclear,
                        "; its sessions are up, with the old password or the new one: rotate "
                        "again to see");
        fail(RotationState::Restored, "; its sessions are up with the old password");
    };
    await(2 * m_order.patience + undoMargin, isBack, back,
          [fail] { fail(RotationState::Unclear, "; its sessions are not up again yet: look at it now"); });
}

void PasswordRotation::run(std::shared_ptr<NodeJob> job, Then then) {
    m_job = std::move(job);
    m_then = std::move(then);
    m_intent = m_engine.run(step().instance, m_job);
}

void PasswordRotation::take(IntentId intent, const IntentResult& result) {
    if (intent != m_intent || !m_then)
        return;
    m_job.reset();
    std::exchange(m_then, nullptr)(result);
}

void PasswordRotation::await(std::chrono::seconds limit, std::function<bool()> isSo,
                             std::function<void()> done, std::function<void()> late) {
    if (isSo())
        return done();
    auto* wait = new QObject(this);
    const auto ended = std::make_shared<bool>(false);
    const auto end = [wait, ended](const std::function<void()>& then) {
        if (std::exchange(*ended, true))
            return;
        wait->deleteLater();
        then();
    };
    connect(&m_engine, &Engine::snapshotChanged, wait, [isSo, done, end] {
        if (isSo())
            end(done);
    });
    QTimer::singleShot(limit, wait, [late, end] { end(late); });
}

void PasswordRotation::tell(RotationState state, std::string why) {
    step().state = state;
    step().why = std::move(why);
    emit progressed(step());
}

void PasswordRotation::finish(std::string why) {
    m_result.why = std::move(why);
    if (!m_locked)
        return emit finished(m_result);
    m_commands.send(
        instances(), [this](const auto& instance) { return m_engine.unlock(instance, m_lock); },
        [this](const NodeCommands::Answers&) { emit finished(m_result); });
}

const cluster::NodeState* PasswordRotation::node() const {
    return m_engine.snapshot()->find(m_result.steps[m_at].instance);
}

std::optional<std::string> PasswordRotation::objection() const {
    const auto objections = cluster::objectionsToRestart(*m_engine.snapshot(), m_result.steps[m_at].instance);
    for (const auto& objection : objections) {
        if (!objection.canBeForced || !m_order.force)
            return objection.why;
    }
    return std::nullopt;
}

} // namespace understudy::ops
