#include "core/ops/node/node_session.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/random.h"
#include "core/base/text.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using ssh::Failure;
using ssh::SshError;

/// For a look, and for opening its channels.
constexpr auto lookLimit = 4s;
/// For the last lines of a log.
constexpr auto logLimit = 15s;
/// The kernel's report of a change precedes the speaker's reaction to it by about a millisecond.
constexpr auto speakerReaction = 20ms;

/// A word that no program's output starts a line with by chance.
std::string randomMark() {
    return "understudy-" + base::randomWord();
}

} // namespace

NodeSession::NodeSession(ssh::Connection& connection, ssh::Wake& wake, const NodeTask& task,
                         const NodeSink& sink, Observe observe, NextRequest next, LogIn logIn)
    : m_connection(connection), m_wake(wake), m_task(task), m_sink(sink), m_observe(std::move(observe)),
      m_next(std::move(next)), m_logIn(std::move(logIn)), m_mark(randomMark()),
      m_speaker(connection, task.instance, task.cloud, cluster::hasFamily(task.floating, base::Family::V6),
                [this] { meanwhile(); }) {}

SshError NodeSession::run() {
    m_observe(cluster::LinkSeen{cluster::LinkState::Connected, std::nullopt, readSystem()});
    if (auto monitor = m_connection.openCommand(monitorLoop(m_task.instance.interface, m_mark),
                                                base::steadyNow() + lookLimit))
        m_monitor = *std::move(monitor);
    else if (endsSession(monitor.error()))
        return monitor.error();
    m_nextPoll = base::steadyNow();
    while (true) {
        if (m_wake.stopped())
            return {Failure::Stopped, "stopped"};
        m_wake.clear();
        while (const auto request = m_next()) {
            if (const auto end = handle(*request))
                return *end;
        }
        drainMonitor();
        if (base::steadyNow() >= m_nextPoll) {
            if (const auto end = poll())
                return *end;
            m_nextPoll = base::steadyNow() + m_task.pollInterval;
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
        base::steadyNow() + lookLimit, 4096);
    const auto name = output ? base::sanitized(base::trimmed(output->out), 80) : std::string{};
    m_system = name.starts_with("FreeBSD") ? NodeSystem::FreeBsd : NodeSystem::Linux;
    return name;
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
    m_speakerError = reading ? std::string{} : reading.error().what;
    if (!reading)
        m_observe(cluster::SpeakerSeen{base::failure(reading.error().what)});
    else
        m_observe(cluster::SpeakerSeen{m_lastSpeaker = *std::move(reading)});
    return std::nullopt;
}

NodeSession::End NodeSession::handle(const NodeRequest& request) {
    if (const auto* failing = std::get_if<FailRequest>(&request))
        return fail(*failing);
    if (const auto* up = std::get_if<BringUpRequest>(&request))
        return bringUp(*up);
    if (const auto* locking = std::get_if<LockRequest>(&request))
        return lock(*locking);
    if (const auto* work = std::get_if<JobRequest>(&request))
        return runJob(*work);
    if (std::holds_alternative<LogRequest>(request))
        return readLog();
    if (std::holds_alternative<RawRequest>(request))
        m_sink.raw(m_speaker.raw());
    else
        m_nextPoll = base::steadyNow();
    return std::nullopt;
}

ssh::SshResult<base::Result<Look>> NodeSession::look() {
    const auto deadline = base::steadyNow() + lookLimit;
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
            if (base::steadyNow() >= deadline)
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
    const bool onlyChannelLost =
        result.error().failure == Failure::Lost && m_connection.wait(base::steadyNow());
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
        const bool due = m_restoresAt && base::steadyNow() >= *m_restoresAt - 2s;
        if (m_restoresAt)
            m_observe(cluster::DeadManSeen{std::nullopt, due && !m_disarmed});
        m_restoresAt.reset();
        return;
    }
    const auto at = base::steadyNow() + restore->left;
    // The node counts whole seconds; a countdown that wobbles would only disturb.
    if (m_restoresAt && std::chrono::abs(at - *m_restoresAt) <= 2s)
        return;
    m_restoresAt = at;
    m_disarmed = false;
    m_observe(cluster::DeadManSeen{cluster::DeadMan{at}, false});
}

void NodeSession::meanwhile() {
    // Otherwise a request that came would end every further wait at once; run() looks for requests after each
    // poll.
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
        m_nextPoll = std::min<base::SteadyTime>(m_nextPoll, base::steadyNow() + speakerReaction);
    }
}

NodeSession::End NodeSession::readLog() {
    const auto output = m_connection.exec(
        "for file in /var/log/bird.log /var/log/bird/bird.log /var/log/understudyd.log; do\n"
        "    [ ! -r $file ] || exec tail -n 200 $file\n"
        "done\n"
        "exec journalctl -q --no-pager -n 200 -u bird -u bird6 -u understudyd 2>&1",
        {}, base::steadyNow() + logLimit, 1u << 20);
    if (!output && endsSession(output.error()))
        return output.error();
    std::string text;
    for (const auto line : base::lines(output ? std::string_view{output->out} : std::string_view{}))
        text += base::sanitized(line) + "\n";
    m_sink.log(output ? text : output.error().what);
    return std::nullopt;
}

} // namespace understudy::ops
