#include "core/ops/node/node_session.h"

#include <algorithm>
#include <random>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using Outcome = IntentResult::Outcome;
using ssh::Failure;
using ssh::SshError;

/// For a look, and for opening its channels.
constexpr auto lookLimit = 4s;
/// For a command that changes something: sudo and a busy node take their time.
constexpr auto changeLimit = 15s;
/// The kernel's report of a change precedes the speaker's reaction to it by about a millisecond.
constexpr auto speakerReaction = 20ms;

base::SteadyTime now() {
    return base::systemClock().steady();
}

bool endsSession(const SshError& error) {
    return error.failure == Failure::Lost || error.failure == Failure::Stopped ||
           error.failure == Failure::Unreachable;
}

/// A word that no program's output starts a line with by chance.
std::string randomMark() {
    std::random_device random;
    return fmt::format("understudy-{:08x}{:08x}", random(), random());
}

bool wantsV6(const NodeTask& task) {
    return std::any_of(task.floating.begin(), task.floating.end(),
                       [](const cluster::FloatingAddress& floating) {
                           return floating.prefix.family() == base::Family::V6;
                       });
}

std::string said(const ssh::ExecOutput& output) {
    const auto text = base::sanitized(base::trimmed(output.err.empty() ? output.out : output.err), 300);
    return text.empty() ? fmt::format("exit {}", output.exit) : fmt::format("exit {}: {}", output.exit, text);
}

} // namespace

NodeSession::NodeSession(ssh::Connection& connection, ssh::Wake& wake, const NodeTask& task,
                         const NodeSink& sink, Observe observe, NextRequest next)
    : m_connection(connection), m_wake(wake), m_task(task), m_sink(sink), m_observe(std::move(observe)),
      m_next(std::move(next)), m_mark(randomMark()),
      m_speaker(connection, task.instance, task.cloud, wantsV6(task), [this] { meanwhile(); }) {}

SshError NodeSession::run() {
    m_observe(cluster::LinkSeen{cluster::LinkState::Connected, std::nullopt, readSystem()});
    if (auto monitor =
            m_connection.openCommand(monitorLoop(m_task.instance.interface, m_mark), now() + lookLimit))
        m_monitor = *std::move(monitor);
    else if (endsSession(monitor.error()))
        return monitor.error();
    m_nextPoll = now();
    while (true) {
        if (m_wake.stopped())
            return {Failure::Stopped, "stopped"};
        m_wake.clear();
        while (const auto request = m_next()) {
            if (const auto end = handle(*request))
                return *end;
        }
        drainMonitor();
        if (now() >= m_nextPoll) {
            if (const auto end = poll())
                return *end;
            m_nextPoll = now() + m_task.pollInterval;
            // Requests that came during the poll go first.
            continue;
        }
        if (const auto waited = m_connection.wait(m_nextPoll); !waited && endsSession(waited.error()))
            return waited.error();
    }
}

std::string NodeSession::readSystem() {
    const auto output = m_connection.exec(
        "sed -n 's/^PRETTY_NAME=//p' /etc/os-release 2>/dev/null | tr -d '\"' | grep . || uname -sr", {},
        now() + lookLimit, 4096);
    return output ? base::sanitized(base::trimmed(output->out), 80) : std::string{};
}

NodeSession::End NodeSession::poll() {
    const auto seen = look();
    if (!seen) {
        if (endsSession(seen.error()))
            return seen.error();
        m_observe(cluster::InterfaceSeen{base::failure(seen.error().what)});
        m_observe(cluster::EchoSeen{base::failure(seen.error().what)});
    } else if (!*seen) {
        m_observe(cluster::InterfaceSeen{tl::make_unexpected(seen->error())});
        m_observe(cluster::EchoSeen{tl::make_unexpected(seen->error())});
    } else {
        publish(**seen);
    }
    return pollSpeaker();
}

NodeSession::End NodeSession::pollSpeaker() {
    auto reading = m_speaker.poll();
    if (!reading && reading.error().kind == QueryError::Kind::Connection)
        return SshError{reading.error().ssh, reading.error().what};
    if (!reading)
        m_observe(cluster::SpeakerSeen{base::failure(reading.error().what)});
    else
        m_observe(cluster::SpeakerSeen{*std::move(reading)});
    return std::nullopt;
}

NodeSession::End NodeSession::handle(const NodeRequest& request) {
    if (const auto* down = std::get_if<TakeDownRequest>(&request))
        return takeDown(*down);
    if (const auto* up = std::get_if<BringUpRequest>(&request))
        return bringUp(*up);
    if (std::holds_alternative<LogRequest>(request))
        return readLog();
    if (std::holds_alternative<RawRequest>(request))
        m_sink.raw(m_speaker.raw());
    else
        m_nextPoll = now();
    return std::nullopt;
}

ssh::SshResult<base::Result<Look>> NodeSession::look() {
    const auto deadline = now() + lookLimit;
    const auto attempt = [&]() -> ssh::SshResult<base::Result<Look>> {
        if (!m_looks) {
            m_lookBuffer.clear();
            auto channel = m_connection.openCommand(lookLoop(m_task.instance.interface, m_mark), deadline);
            if (!channel)
                return tl::make_unexpected(channel.error());
            m_looks = *std::move(channel);
        }
        if (const auto written = m_looks->write("look\n", deadline); !written)
            return tl::make_unexpected(written.error());
        while (true) {
            const auto bytes = m_looks->readAvailable();
            if (!bytes)
                return tl::make_unexpected(bytes.error());
            m_lookBuffer += *bytes;
            if (auto taken = takeLook(m_lookBuffer, m_task.instance.interface, m_mark))
                return *std::move(taken);
            if (now() >= deadline)
                return tl::make_unexpected(SshError{
                    Failure::TimedOut, fmt::format("the node did not answer about its interface within {} s",
                                                   lookLimit.count())});
            if (!bytes->empty())
                continue;
            if (const auto waited = m_connection.wait(deadline); !waited)
                return tl::make_unexpected(waited.error());
            meanwhile();
        }
    };
    auto result = attempt();
    if (result)
        return result;
    // The next reply could be the answer to this request: start the loop anew.
    m_looks.reset();
    const bool onlyChannelLost = result.error().failure == Failure::Lost && m_connection.wait(now());
    if (onlyChannelLost)
        return tl::make_unexpected(
            SshError{Failure::NotPermitted, "the shell that reads the node's interface ended by itself"});
    return result;
}

void NodeSession::publish(const Look& look) {
    if (look.interface.up && !look.interface.addresses.empty())
        m_addressesWhileUp = look.interface.addresses;
    m_observe(cluster::InterfaceSeen{std::make_shared<const cluster::InterfaceState>(look.interface)});
    m_observe(cluster::EchoSeen{look.echo});
    publishRestore(look.restore);
}

void NodeSession::publishRestore(const std::optional<PendingRestore>& restore) {
    if (!restore || !restore->alive) {
        // Gone before its time and not by this program: somebody else disarmed it.
        const bool due = m_restoresAt && now() >= *m_restoresAt - 2s;
        if (m_restoresAt)
            m_observe(cluster::DeadManSeen{std::nullopt, due && !m_disarmed});
        m_restoresAt.reset();
        return;
    }
    const auto at = now() + restore->left;
    // The node counts whole seconds; a countdown that wobbles would only disturb.
    if (m_restoresAt && std::chrono::abs(at - *m_restoresAt) <= 2s)
        return;
    m_restoresAt = at;
    m_disarmed = false;
    m_observe(cluster::DeadManSeen{cluster::DeadMan{at}, false});
}

void NodeSession::meanwhile() {
    // Otherwise a request that came would end every further wait at once; run() looks for requests after each poll.
    m_wake.clear();
    drainMonitor();
}

void NodeSession::drainMonitor() {
    if (!m_monitor)
        return;
    const auto bytes = m_monitor->readAvailable();
    if (!bytes) {
        // Polling goes on; a lost connection is noticed by whoever waits on it.
        m_monitor.reset();
        return;
    }
    m_monitorBuffer += *bytes;
    while (const auto taken = takeLook(m_monitorBuffer, m_task.instance.interface, m_mark)) {
        if (!*taken) {
            m_observe(cluster::InterfaceSeen{tl::make_unexpected(taken->error())});
            continue;
        }
        publish(**taken);
        m_nextPoll = std::min<base::SteadyTime>(m_nextPoll, now() + speakerReaction);
    }
}

ssh::SshResult<ssh::ExecOutput> NodeSession::change(const std::string& command, const std::string& input,
                                                    const std::string& shown) {
    CommandRecord record;
    record.at = base::systemClock().wall();
    record.instance = m_task.instance.name;
    record.command = shown;
    const auto start = now();
    auto output = m_connection.exec(command, input, start + changeLimit);
    record.duration = std::chrono::duration_cast<std::chrono::milliseconds>(now() - start);
    if (output)
        record.exit = output->exit;
    m_sink.record(record);
    return output;
}

NodeSession::End NodeSession::takeDown(const TakeDownRequest& request) {
    const auto& name = m_task.instance.interface;
    const auto refuse = [&](const std::string& why) -> End {
        answer(request.intent, Outcome::Refused, why + "; nothing was taken down");
        return std::nullopt;
    };
    const auto fail = [&](const SshError& error) -> End {
        answer(request.intent, Outcome::Refused, error.what + "; nothing was taken down");
        return endsSession(error) ? End{error} : std::nullopt;
    };

    const auto before = look();
    if (!before)
        return fail(before.error());
    if (!*before)
        return refuse((*before).error().what);
    const auto& interface = (*before)->interface;
    publish(**before);
    if (!interface.exists || !interface.up)
        return refuse(fmt::format("{} {}", name, interface.exists ? "is down already" : "does not exist"));

    const auto armed =
        change("sh -s", armScript(interface, request.restoreAfter),
               fmt::format("arm the restore of {} in {} s", name, request.restoreAfter.count()));
    if (!armed)
        return fail(armed.error());
    if (armed->exit == exitRestorePending)
        return refuse("another restore already waits on the node");
    if (armed->exit != 0)
        return refuse(fmt::format("the restore could not be armed ({})", said(*armed)));

    const auto readBack = look();
    if (!readBack)
        return fail(readBack.error());
    const bool waits = *readBack && (*readBack)->restore && (*readBack)->restore->alive &&
                       (*readBack)->restore->left <= request.restoreAfter + 1s;
    if (!waits)
        return refuse("the armed restore could not be read back from the node");
    publish(**readBack);

    const auto command = takeDownCommand(name);
    const auto taken = change(command, {}, command);
    if (!taken) {
        answer(request.intent, Outcome::Unknown,
               fmt::format("no answer to \"{}\" ({}); the node restores itself within {} s", command,
                           taken.error().what, request.restoreAfter.count()));
        return endsSession(taken.error()) ? End{taken.error()} : std::nullopt;
    }
    if (taken->exit != 0) {
        answer(request.intent, Outcome::Failed,
               fmt::format("\"{}\" failed ({}); the armed restore is left to run on the node", command,
                           said(*taken)));
        return std::nullopt;
    }
    answer(request.intent, Outcome::Acked, {});
    m_nextPoll = now();
    return std::nullopt;
}

NodeSession::End NodeSession::bringUp(const BringUpRequest& request) {
    const auto& name = m_task.instance.interface;
    m_disarmed = true;
    const auto output = change("sh -s", bringUpScript(name, addressesToRestore()),
                               fmt::format("bring {} up with its addresses and disarm its restore", name));
    if (!output) {
        answer(
            request.intent, Outcome::Unknown,
            fmt::format("no answer ({}); a restore that waits on the node still runs", output.error().what));
        return endsSession(output.error()) ? End{output.error()} : std::nullopt;
    }
    if (output->exit == 0)
        answer(request.intent, Outcome::Acked, {});
    else
        answer(request.intent, Outcome::Failed,
               fmt::format("{} could not be brought up: {}", name, said(*output)));
    m_nextPoll = now();
    return std::nullopt;
}

NodeSession::End NodeSession::readLog() {
    const auto output = m_connection.exec(
        "for file in /var/log/bird.log /var/log/bird/bird.log /var/log/understudyd.log; do\n"
        "    [ ! -r $file ] || exec tail -n 200 $file\n"
        "done\n"
        "exec journalctl -q --no-pager -n 200 -u bird -u bird6 -u understudyd 2>&1",
        {}, now() + changeLimit, 1u << 20);
    if (!output && endsSession(output.error()))
        return output.error();
    std::string text;
    for (const auto line : base::lines(output ? std::string_view{output->out} : std::string_view{}))
        text += base::sanitized(line) + "\n";
    m_sink.log(output ? text : output.error().what);
    return std::nullopt;
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

void NodeSession::answer(IntentId intent, Outcome outcome, std::string why) {
    m_sink.answer(intent, IntentResult{outcome, std::move(why)});
}

} // namespace understudy::ops
