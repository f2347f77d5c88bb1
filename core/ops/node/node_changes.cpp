// What a node's session changes on the node: failures, their restores, and the rehearsal's lock.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/cluster/judgement.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/node/node_clock.h"
#include "core/ops/node/node_job.h"
#include "core/ops/node/node_session.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::FailureKind;
using Outcome = IntentResult::Outcome;
using ssh::Failure;
using ssh::SshError;

constexpr auto clockLimit = 2s;
/// A polite failure is withdrawn within milliseconds.
constexpr auto withdrawLimit = 500ms;

/// A refusal that leaves the session as it is.
SshError objection(std::string why) {
    return {Failure::Refused, std::move(why)};
}

cluster::ChangeTime changeAt(const Moment& moment) {
    return {moment.at, moment.error, std::nullopt};
}

} // namespace

NodeSession::End NodeSession::fail(const FailRequest& request) {
    const auto& name = m_task.instance.interface;
    const auto refuse = [&](const SshError& error) -> End {
        answer(request.intent, Outcome::Refused, error.what + "; nothing was changed");
        return endsSession(error) ? End{error} : std::nullopt;
    };

    const auto before = look();
    if (!before)
        return refuse(before.error());
    if (!*before)
        return refuse(objection((*before).error().what));
    const auto& interface = (*before)->interface;
    publish(**before);
    if (!interface.exists || !interface.up)
        return refuse(
            objection(fmt::format("{} {}", name, interface.exists ? "is down already" : "does not exist")));
    const auto script = scriptFor(request.failure, interface);
    if (!script)
        return refuse(objection(script.error().what));
    if (const auto why = arm(*script, request))
        return refuse(*why);

    const auto clock = readClock(m_connection, base::steadyNow() + clockLimit);
    const auto sent = base::steadyNow();
    const auto done = change("sh -s", "PATH=$PATH:/usr/sbin:/sbin\n" + timed(script->fail), script->shown);
    if (!done) {
        answer(request.intent, Outcome::Unknown,
               fmt::format("no answer to \"{}\" ({}); the node restores itself within {} s", script->shown,
                           done.error().what, request.restoreAfter.count()));
        return endsSession(done.error()) ? End{done.error()} : std::nullopt;
    }
    if (done->exit != 0) {
        answer(request.intent, Outcome::Failed,
               fmt::format("\"{}\" failed ({}); the armed restore is left to run on the node", script->shown,
                           whatItSaid(*done)));
        return std::nullopt;
    }
    auto changed = changeAt(whenChanged(done->out, clock, sent, base::steadyNow()));
    const bool polite = request.failure == FailureKind::Link || request.failure == FailureKind::Session;
    const auto end = polite ? awaitWithdraw(changed) : std::nullopt;
    answer(request.intent, Outcome::Acked, {}, changed);
    m_nextPoll = base::steadyNow();
    return end;
}

base::Result<FailureScript> NodeSession::scriptFor(FailureKind kind,
                                                   const cluster::InterfaceState& interface) {
    FailureTarget target{kind, m_system, interface, {}, {}};
    if (kind == FailureKind::Session && (!m_lastSpeaker || !m_lastSpeaker->running))
        return base::failure("the speaker does not run, so there is no session to disable");
    if (m_lastSpeaker)
        target.speaker = *m_lastSpeaker;
    for (const auto& floating : m_task.floating)
        target.floating.push_back(floating.address());
    return failureScript(target);
}

std::optional<SshError> NodeSession::arm(const FailureScript& script, const FailRequest& request) {
    const auto& name = m_task.instance.interface;
    const auto after = request.restoreAfter;
    const auto guard = lockGuard(request.lockToken);
    if (!guard)
        return objection(guard.error().what);
    const auto armed = change("sh -s", *guard + armScript({name, script.prepare, script.restore, after}),
                              fmt::format("arm the restore of {} in {} s", name, after.count()));
    if (!armed)
        return armed.error();
    if (armed->exit == exitLocked)
        return objection(base::sanitized(base::trimmed(armed->err), 300));
    if (armed->exit == exitRestorePending)
        return objection("another restore already waits on the node");
    if (armed->exit != 0)
        return objection(fmt::format("the restore could not be armed ({})", whatItSaid(*armed)));
    const auto readBack = look();
    if (!readBack)
        return readBack.error();
    const bool waits = *readBack && (*readBack)->restore && (*readBack)->restore->alive &&
                       (*readBack)->restore->left <= after + 1s;
    if (!waits)
        return objection("the armed restore could not be read back from the node");
    publish(**readBack);
    return std::nullopt;
}

NodeSession::End NodeSession::awaitWithdraw(cluster::ChangeTime& change) {
    const auto announces = [this] {
        return std::any_of(m_lastSpeaker->sessions.begin(), m_lastSpeaker->sessions.end(),
                           [this](const cluster::Session& session) {
                               return std::any_of(m_task.floating.begin(), m_task.floating.end(),
                                                  [&](const cluster::FloatingAddress& floating) {
                                                      return std::any_of(
                                                          session.exported.begin(), session.exported.end(),
                                                          [&](const cluster::ExportedRoute& route) {
                                                              return route.prefix == floating.announced();
                                                          });
                                                  });
                           });
    };
    const auto limit = base::steadyNow() + withdrawLimit;
    while (base::steadyNow() < limit) {
        if (const auto end = pollSpeaker())
            return end;
        if (m_lastSpeaker && !announces()) {
            change.withdrawn = std::max<std::chrono::nanoseconds>(base::steadyNow() - change.at, 0ns);
            break;
        }
    }
    return std::nullopt;
}

NodeSession::End NodeSession::bringUp(const BringUpRequest& request) {
    const auto& name = m_task.instance.interface;
    m_disarmed = true;
    const auto clock = readClock(m_connection, base::steadyNow() + clockLimit);
    const auto sent = base::steadyNow();
    const auto output = change("sh -s", timed(bringUpScript(m_system, name, addressesToRestore())),
                               fmt::format("restore {} with its addresses and disarm what waits", name));
    if (!output) {
        answer(
            request.intent, Outcome::Unknown,
            fmt::format("no answer ({}); a restore that waits on the node still runs", output.error().what));
        return endsSession(output.error()) ? End{output.error()} : std::nullopt;
    }
    if (output->exit == 0)
        answer(request.intent, Outcome::Acked, {},
               changeAt(whenChanged(output->out, clock, sent, base::steadyNow())));
    else
        answer(request.intent, Outcome::Failed,
               fmt::format("{} could not be restored: {}", name, whatItSaid(*output)));
    m_nextPoll = base::steadyNow();
    return std::nullopt;
}

NodeSession::End NodeSession::lock(const LockRequest& request) {
    const auto script = request.release ? unlockScript(request.lock.token) : lockScript(request.lock);
    if (!script) {
        answer(request.intent, Outcome::Refused, script.error().what);
        return std::nullopt;
    }
    const auto output = change(
        "sh -s", *script, request.release ? "give the rehearsal's lock back" : "take the rehearsal's lock");
    if (!output) {
        answer(request.intent, Outcome::Unknown, output.error().what);
        return endsSession(output.error()) ? End{output.error()} : std::nullopt;
    }
    if (output->exit == exitLocked)
        answer(request.intent, Outcome::Refused, base::sanitized(base::trimmed(output->err), 300));
    else if (output->exit != 0)
        answer(request.intent, Outcome::Failed, fmt::format("the lock failed: {}", whatItSaid(*output)));
    else
        answer(request.intent, Outcome::Acked, {});
    return std::nullopt;
}

ssh::SshResult<ssh::ExecOutput> NodeSession::change(const std::string& command, const std::string& input,
                                                    const std::string& shown, std::chrono::seconds limit) {
    CommandRecord record;
    record.at = base::systemClock().wall();
    record.instance = m_task.instance.name;
    record.command = shown;
    const auto start = base::steadyNow();
    auto output = m_connection.exec(command, input, start + limit);
    record.duration = std::chrono::duration_cast<std::chrono::milliseconds>(base::steadyNow() - start);
    if (output)
        record.exit = output->exit;
    m_sink.record(record);
    return output;
}

std::vector<base::Prefix> NodeSession::addressesToRestore() const {
    if (!m_addressesWhileUp.empty())
        return m_addressesWhileUp;
    const auto& instance = m_task.instance;
    std::vector<base::Prefix> addresses;
    for (const auto& floating : m_task.floating) {
        const bool v4 = floating.prefix.family() == base::Family::V4;
        if (v4 || instance.protocol6 || instance.address6)
            addresses.push_back(floating.prefix);
    }
    return addresses;
}

void NodeSession::answer(IntentId intent, Outcome outcome, std::string why,
                         std::optional<cluster::ChangeTime> change) {
    m_sink.answer(intent, IntentResult{outcome, std::move(why), std::move(change)});
}

} // namespace understudy::ops
