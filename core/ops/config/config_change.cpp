#include "core/ops/config/config_change.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/node/node_session.h"
#include "core/ops/ssh/quote.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using Outcome = IntentResult::Outcome;

/// Longer than any interface's name, so that it is nobody else's restore.
constexpr const char* restoreName = "bird-configuration";
constexpr auto lookAgain = 300ms;
/// The candidates are taken away when the speaker has certainly undone them.
constexpr auto cleanUpLater = 5s;
/// So close to the speaker's own undoing nothing is undone by hand.
constexpr auto undoMargin = 3s;

/// `ask CLIENT COMMAND TEXT`: whether the speaker's answer has the text in it. birdc of BIRD 1.6 exits 0
/// whatever happened, so the words decide.
constexpr const char* askFunction = R"SH(ask() {
    said=$("$1" "$2" 2>&1 </dev/null)
    case $said in
    *ignored*) ;;
    *"$3"*) return 0 ;;
    esac
    printf '%s\n' "$said" >&2
    return 1
}
)SH";

/// The paths come from the node itself and may hold anything but a NUL.
std::string quoted(const std::string& path) {
    return ssh::shellQuote(path).value_or("''");
}

std::string before(const std::string& path) {
    return path + ".understudy-before";
}

/// The last line is what matters: the ones before it are the greeting and the file that is read.
std::string lastLineOf(const ssh::ExecOutput& output) {
    const auto text = base::trimmed(output.err.empty() ? output.out : output.err);
    const auto line = text.substr(text.find_last_of('\n') + 1);
    return line.empty() ? fmt::format("exit {}", output.exit) : base::sanitized(line, 300);
}

} // namespace

std::optional<std::string> sessionsAsBefore(const cluster::SpeakerState& before,
                                            const cluster::SpeakerState& now) {
    if (!now.running)
        return "the speaker does not run";
    for (const auto& was : before.sessions) {
        if (was.protocol.state != bird::BgpState::Established)
            continue;
        const auto is =
            std::find_if(now.sessions.begin(), now.sessions.end(), [&](const cluster::Session& session) {
                return session.family == was.family && session.protocol.name == was.protocol.name;
            });
        if (is == now.sessions.end() || is->protocol.state != bird::BgpState::Established)
            return fmt::format("the session {} is not up", was.protocol.name);
        for (const auto& route : was.exported) {
            if (std::none_of(is->exported.begin(), is->exported.end(),
                             [&](const cluster::ExportedRoute& one) { return one.prefix == route.prefix; }))
                return fmt::format("{} does not export {}", was.protocol.name, route.prefix.toString());
        }
    }
    return std::nullopt;
}

ConfigChangeJob::ConfigChangeJob(ConfigChange change) : m_change(std::move(change)) {}

IntentResult ConfigChangeJob::run(NodeShell& shell) {
    using Step = End (ConfigChangeJob::*)(NodeShell&);
    constexpr Step steps[] = {&ConfigChangeJob::prepare, &ConfigChangeJob::putCandidates,
                              &ConfigChangeJob::check,   &ConfigChangeJob::arm,
                              &ConfigChangeJob::begin,   &ConfigChangeJob::await,
                              &ConfigChangeJob::confirm};
    for (const auto step : steps) {
        if (auto end = (this->*step)(shell))
            return *std::move(end);
    }
    (void)shell.speaker();
    return {Outcome::Acked, {}};
}

void ConfigChangeJob::tell(NodeShell& shell, int step, std::string text) const {
    shell.progress({step, 5, std::move(text)});
}

ConfigChangeJob::End ConfigChangeJob::prepare(NodeShell& shell) {
    tell(shell, 1, "looking at the node");
    const auto look = shell.look();
    if (!look)
        return IntentResult{Outcome::Refused, look.error().what};
    if (*look && (*look)->restore && (*look)->restore->alive)
        return IntentResult{Outcome::Refused,
                            fmt::format("a restore of {} waits on the node: bring the interface up first",
                                        (*look)->interface.name)};
    const auto speaker = shell.speaker();
    if (!speaker)
        return IntentResult{Outcome::Refused, speaker.error().what};
    if (!*speaker && !m_change.bringsSessions)
        return IntentResult{Outcome::Refused, speaker->error().what};
    m_before = *speaker ? **speaker : std::make_shared<const cluster::SpeakerState>();
    if (!m_before->running)
        return IntentResult{Outcome::Refused, "the speaker does not run: start it first"};
    return findTargets(shell);
}

ConfigChangeJob::End ConfigChangeJob::findTargets(NodeShell& shell) {
    const auto files = readSpeakerFiles(shell);
    if (!files || !*files)
        return IntentResult{Outcome::Refused, files ? files->error().what : files.error().what};
    for (const auto& change : m_change.files) {
        const auto file = std::find_if((*files)->begin(), (*files)->end(),
                                       [&](const SpeakerFile& one) { return one.path == change.path; });
        if (file == (*files)->end())
            return IntentResult{Outcome::Refused, fmt::format("no running speaker reads {}",
                                                              base::sanitized(change.path, 200))};
        if (file->text != change.before)
            return IntentResult{
                Outcome::Refused,
                fmt::format("{} has changed since it was looked at: look again, then decide", file->path)};
        if (!file->writable)
            return IntentResult{
                Outcome::Refused,
                fmt::format("{} may not write beside {}: log in as root, or set \"sudo\": true in the "
                            "cluster file",
                            shell.user(), file->path)};
        m_targets.push_back({&change, file->client, *file, file->path + ".understudy-new"});
    }
    return std::nullopt;
}

ConfigChangeJob::End ConfigChangeJob::putCandidates(NodeShell& shell) {
    tell(shell, 2, "checking the new configuration");
    for (const auto& target : m_targets) {
        const auto put =
            putFile(shell, {target.candidate, target.change->after, target.file.mode, target.file.owner});
        if (!put)
            return lost(put.error().what);
        if (put->exit != 0)
            return refuse(shell,
                          fmt::format("{} could not be written ({})", target.candidate, whatItSaid(*put)));
    }
    return std::nullopt;
}

ConfigChangeJob::End ConfigChangeJob::check(NodeShell& shell) {
    for (const auto& target : m_targets) {
        const auto command = fmt::format("configure check \"{}\"", target.candidate);
        const auto checked = shell.read(
            fmt::format("{}ask {} {} 'Configuration OK'", askFunction, target.client, quoted(command)));
        if (!checked)
            return refuse(shell, checked.error().what);
        if (checked->exit != 0)
            return refuse(shell, fmt::format("the speaker does not take the new configuration: {}",
                                             lastLineOf(*checked)));
    }
    return cancelled() ? End{refuse(shell, "cancelled")} : std::nullopt;
}

ConfigChangeJob::End ConfigChangeJob::arm(NodeShell& shell) {
    std::string cleanUp = "rm -f";
    for (const auto& target : m_targets)
        cleanUp += " " + quoted(target.candidate);
    const auto after = m_change.timeout + cleanUpLater;
    const auto armed = shell.change({armScript({restoreName, {}, cleanUp, after}),
                                     fmt::format("take the candidate away in {} s", after.count()),
                                     {}});
    if (!armed)
        return lost(armed.error().what);
    if (armed->exit == exitRestorePending)
        return IntentResult{Outcome::Refused,
                            "another change of this node's configuration waits for its confirmation: try "
                            "again in a minute"};
    if (armed->exit != 0)
        return refuse(shell, fmt::format("the cleaning up could not be armed ({})", whatItSaid(*armed)));
    return std::nullopt;
}

ConfigChangeJob::End ConfigChangeJob::begin(NodeShell& shell) {
    tell(shell, 3,
         fmt::format("{}; undone in {} s unless confirmed", m_change.shown, m_change.timeout.count()));
    m_undoneAt = base::systemClock().steady() + m_change.timeout;
    for (auto& target : m_targets) {
        const auto command =
            fmt::format("configure \"{}\" timeout {}", target.candidate, m_change.timeout.count());
        const auto begun = shell.change(
            {fmt::format("{}ask {} {} 'Undo scheduled'", askFunction, target.client, quoted(command)),
             fmt::format("{} '{}'", target.client, command),
             {}});
        if (!begun)
            return lost(begun.error().what);
        target.begun = begun->exit == 0;
        if (!target.begun)
            return undo(shell, fmt::format("the speaker refused it: {}", lastLineOf(*begun)));
    }
    return std::nullopt;
}

ConfigChangeJob::End ConfigChangeJob::await(NodeShell& shell) {
    tell(shell, 4, "waiting until all is as wanted");
    const auto patience = std::clamp<std::chrono::seconds>(m_change.timeout - 15s, 5s, m_change.patience);
    const auto deadline = base::systemClock().steady() + patience;
    while (true) {
        const auto now = shell.speaker();
        if (!now)
            return lost(now.error().what);
        const auto why = *now ? m_change.wanted(*m_before, ***now) : now->error().what;
        if (!why)
            break;
        if (cancelled() || base::systemClock().steady() >= deadline)
            return undo(shell,
                        cancelled() ? "cancelled" : fmt::format("after {} s {}", patience.count(), *why));
        if (const auto paused = shell.pause(lookAgain); !paused)
            return lost(paused.error().what);
    }
    if (const auto again = shell.logInAnew(); !again)
        return undo(shell, fmt::format("one could no longer log in: {}", again.error().what));
    return std::nullopt;
}

/// The running configuration first: what is not confirmed never gets to the disk.
ConfigChangeJob::End ConfigChangeJob::confirm(NodeShell& shell) {
    tell(shell, 5, "confirming");
    std::string script = "trap '' HUP PIPE\n";
    script += askFunction;
    std::string replace;
    std::string putBack;
    for (const auto& target : m_targets) {
        const auto path = quoted(target.file.path);
        const auto kept = quoted(before(target.file.path));
        script += fmt::format("cp -p {} {} || exit 1\n", path, kept);
        replace +=
            fmt::format("{}mv -f {} {}", replace.empty() ? "" : " && ", quoted(target.candidate), path);
        putBack += fmt::format("cp -p {} {}; ", kept, path);
    }
    for (const auto& target : m_targets)
        script +=
            fmt::format("ask {} 'configure confirm' 'Reconfiguration confirmed' || exit 1\n", target.client);
    script += fmt::format("{} || {{ {}exit 1; }}\n", replace, putBack);
    // What is armed has nothing left to do.
    script += fmt::format("(\n{}) || :\n", disarmScript(restoreName));
    const auto confirmed =
        shell.change({script, fmt::format("configure confirm; keep {}", m_change.shown), {}});
    if (!confirmed)
        return IntentResult{Outcome::Unknown,
                            fmt::format("no answer to the confirmation ({}): look at the node's tier and "
                                        "configuration",
                                        confirmed.error().what)};
    if (confirmed->exit != 0)
        return undo(shell, fmt::format("it could not be confirmed: {}", lastLineOf(*confirmed)));
    return std::nullopt;
}

/// Only what was begun, and has not gone back by itself: a second undo would undo somebody else's change, or
/// bring this one back.
IntentResult ConfigChangeJob::undo(NodeShell& shell, const std::string& why) {
    tell(shell, 5, "undoing it: " + why);
    const bool inTime = base::systemClock().steady() + undoMargin < m_undoneAt;
    std::string script = "trap '' HUP PIPE\nfailed=\n";
    script += askFunction;
    for (const auto& target : m_targets) {
        if (target.begun && inTime)
            script += fmt::format("ask {} 'configure undo' 'Reconfigur' || failed=yes\n", target.client);
        script += fmt::format("rm -f {}\n", quoted(target.candidate));
    }
    script += disarmScript(restoreName) + "[ -z \"$failed\" ]\n";
    const auto undone = shell.change({script, inTime ? "configure undo" : "take the candidate away", {}});
    (void)shell.speaker();
    if (!undone || undone->exit != 0)
        return {Outcome::Unknown,
                fmt::format("{}; the undoing failed ({}), so the speaker goes back by itself within {} s",
                            why, undone ? whatItSaid(*undone) : undone.error().what,
                            m_change.timeout.count())};
    return {Outcome::Failed, why + "; it was undone, and the old configuration is in force"};
}

IntentResult ConfigChangeJob::refuse(NodeShell& shell, const std::string& why) {
    std::string script = "rm -f";
    for (const auto& target : m_targets)
        script += " " + quoted(target.candidate);
    (void)shell.change({script, "take the candidate away", {}});
    return {Outcome::Refused, why + "; nothing was changed"};
}

IntentResult ConfigChangeJob::lost(const std::string& why) const {
    return {Outcome::Unknown, fmt::format("{}; unless it is confirmed the speaker goes back by itself within "
                                          "{} s, and the file was not touched",
                                          why, m_change.timeout.count())};
}

} // namespace understudy::ops
