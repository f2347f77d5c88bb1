#include "core/ops/setup/setup_job.h"

#include <utility>

#include <fmt/format.h>

#include "core/base/clock.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "core/ops/config/config_change.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/node/node_link.h"
#include "core/ops/node/node_session.h"
#include "core/ops/node/shell_functions.h"
#include "core/ops/setup/diagnosis.h"
#include "core/ops/setup/way_back.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using Outcome = IntentResult::Outcome;

/// A firewall's program in Python takes seconds on a small machine, and is called a few times.
constexpr auto surveyLimit = 60s;
constexpr auto stepLimit = 45s;
constexpr auto fileLimit = 60s;
/// The speaker undoes an unconfirmed configuration after 40 s.
constexpr auto timedLimit = 120s;
/// A package manager may have to fetch much over a slow line.
constexpr auto installLimit = 10min;
constexpr auto lookAgain = 500ms;

std::string randomMark() {
    return "understudy-" + base::randomWord();
}

std::string lines(const std::vector<std::string>& commands) {
    std::string text;
    for (const auto& command : commands)
        text += command + '\n';
    return text;
}

/// A command that fails unless the file still is what the difference was made from; it reads that.
std::string isAsSurveyed(const SetupFile& file) {
    if (file.isProgram)
        return {};
    return fmt::format("{} || {{\n    echo '{} has changed since it was looked at' >&2\n    exit 1\n}}\n",
                       file.before ? fmt::format("cmp -s - {}", file.path)
                                   : fmt::format("[ ! -e {} ]", file.path),
                       file.path);
}

/// A survey, or the answer to the intent.
tl::expected<Survey, IntentResult> takeSurvey(NodeShell& shell) {
    const auto& task = shell.task();
    const SurveyRequest request{task.instance.interface, task.cloud.neighbor4, task.cloud.neighbor6};
    const auto mark = randomMark();
    const auto output = shell.read(surveyScript(request, mark), surveyLimit);
    if (!output)
        return tl::make_unexpected(IntentResult{Outcome::Refused, output.error().what});
    auto survey = parseSurvey(output->out, request, mark);
    if (!survey)
        return tl::make_unexpected(IntentResult{Outcome::Refused, survey.error().what});
    return *std::move(survey);
}

Md5Counters readCounters(NodeShell& shell) {
    const auto output = shell.read(md5Script());
    return output ? parseMd5Counters(output->out) : Md5Counters{};
}

} // namespace

IntentResult SurveyJob::run(NodeShell& shell) {
    shell.progress({0, 0, "looking at the node"});
    auto survey = takeSurvey(shell);
    if (!survey)
        return survey.error();
    m_survey = *std::move(survey);
    return {Outcome::Acked, {}};
}

IntentResult SetupJob::run(NodeShell& shell) {
    if (auto end = compare(shell))
        return *std::move(end);
    const auto& steps = m_order.accepted.steps;
    if (m_order.accepted.leadsToAnother())
        return steps.front().kind == SetupKind::PutBack ? putBack(shell) : install(shell, steps.front());
    if (steps.empty()) {
        const auto end = verify(shell);
        return end ? *end : IntentResult{Outcome::Acked, {}};
    }
    if (auto end = begin(shell))
        return *std::move(end);
    int number = 0;
    for (const auto& step : steps) {
        if (cancelled())
            return goBackBecause(shell, "it was cancelled");
        shell.progress({++number, static_cast<int>(steps.size()) + 1, step.what});
        if (auto end = carryOut(shell, step))
            return *std::move(end);
    }
    shell.progress({number + 1, number + 1, "waiting for the sessions"});
    if (auto end = verify(shell))
        return *std::move(end);
    return keep(shell);
}

SetupJob::End SetupJob::compare(NodeShell& shell) {
    shell.progress({0, 0, "looking at the node again"});
    auto survey = takeSurvey(shell);
    if (!survey)
        return survey.error();
    m_survey = *std::move(survey);
    const auto& task = shell.task();
    const auto plan = planSetup({task.instance, task.cloud, task.floating}, m_survey, m_order.options);
    if (!plan.objections.empty())
        return IntentResult{Outcome::Refused, plan.objections.front()};
    if (plan.steps != m_order.accepted.steps)
        return IntentResult{Outcome::Refused,
                            "the node has changed since it was looked at: look at the differences again"};
    const auto look = shell.look();
    if (!look)
        return IntentResult{Outcome::Refused, look.error().what};
    if (*look && (*look)->restore && (*look)->restore->alive)
        return IntentResult{Outcome::Refused,
                            fmt::format("{} is taken down for an exercise, and a restore waits "
                                        "on the node: bring it up first",
                                        task.instance.interface)};
    return std::nullopt;
}

IntentResult SetupJob::putBack(NodeShell& shell) {
    shell.progress({0, 0, "putting back what an interrupted set-up had changed"});
    const auto done =
        shell.change({goBack(), "put back what an interrupted set-up had changed", {}, fileLimit});
    if (!done)
        return {Outcome::Unknown, done.error().what};
    if (done->exit != 0)
        return {Outcome::Failed,
                fmt::format("what an interrupted set-up had changed could not be put back ({}); the way back "
                            "stays in {} on the node",
                            whatItSaid(*done), wayBackFolder)};
    return {Outcome::Acked, {}};
}

/// In the background, because nothing else is asked of the node while a script runs.
IntentResult SetupJob::install(NodeShell& shell, const SetupStep& step) {
    shell.progress({1, 1, step.what});
    const auto folder = fmt::format("{}/{}", restoreFolder, randomMark());
    NodeChange start;
    start.script = fmt::format("{1}set -e\numask 077\nmkdir -p {0}\ncat >{0}/script\n"
                               "detached sh -c 'sh -e {0}/script >{0}/log 2>&1 </dev/null; echo $? >{0}/new; "
                               "mv {0}/new {0}/exit'",
                               folder, detachedFunction);
    start.input = lines(step.commands);
    start.shown = step.commands.back();
    const auto started = shell.change(start);
    if (!started)
        return {Outcome::Unknown, started.error().what};
    const auto deadline = base::systemClock().steady() + installLimit;
    while (base::systemClock().steady() < deadline) {
        if (const auto paused = shell.pause(lookAgain); !paused)
            return {Outcome::Unknown, paused.error().what};
        if (cancelled())
            return {Outcome::Failed, "cancelled; the package manager on the node goes on by itself"};
        const auto looked = shell.read(
            fmt::format("[ -r {0}/exit ] || exit 75\ntail -c 600 {0}/log\nexit \"$(cat {0}/exit)\"", folder));
        if (!looked)
            return {Outcome::Unknown, looked.error().what};
        if (looked->exit == 75)
            continue;
        (void)shell.change({fmt::format("rm -rf {}", folder), "forget the package manager's output", {}});
        if (looked->exit != 0) {
            const auto said = base::lines(base::trimmed(looked->out));
            return {Outcome::Failed,
                    fmt::format("the package could not be installed (exit {}): {}", looked->exit,
                                said.empty() ? "" : base::sanitized(said.back(), 300))};
        }
        return {Outcome::Acked, {}};
    }
    return {Outcome::Failed,
            fmt::format("the package manager is not done after {} minutes, and goes on by itself",
                        std::chrono::duration_cast<std::chrono::minutes>(installLimit).count())};
}

SetupJob::End SetupJob::begin(NodeShell& shell) {
    constexpr auto after = stepLimit + fileLimit;
    const auto armed =
        shell.change({armWayBack(after), fmt::format("arm the way back in {} s", after.count()), {}});
    if (!armed)
        return IntentResult{Outcome::Unknown, armed.error().what};
    if (armed->exit == exitRestorePending)
        return IntentResult{Outcome::Refused, "another set-up of this node is under way"};
    if (armed->exit != 0)
        return IntentResult{Outcome::Refused, fmt::format("the way back could not be armed ({}); nothing was "
                                                          "changed",
                                                          whatItSaid(*armed))};
    m_goesBackIn = after;
    return std::nullopt;
}

SetupJob::End SetupJob::prolong(NodeShell& shell, std::chrono::seconds after) {
    const auto armed =
        shell.change({putOffWayBack(after), fmt::format("put the way back off to {} s", after.count()), {}});
    if (!armed)
        return lost(armed.error());
    if (armed->exit != 0)
        return goBackBecause(shell, fmt::format("the way back could not be armed ({})", whatItSaid(*armed)));
    m_goesBackIn = after;
    return std::nullopt;
}

SetupJob::End SetupJob::carryOut(NodeShell& shell, const SetupStep& step) {
    // A candidate of the timed change undoes itself first.
    if (auto end = prolong(shell, step.timed ? timedLimit : stepLimit + fileLimit))
        return end;
    if (auto end = step.timed ? runTimed(shell, step) : putFiles(shell, step))
        return end;
    return runCommands(shell, step);
}

SetupJob::End SetupJob::putFiles(NodeShell& shell, const SetupStep& step) {
    // The way back goes from the last entry to the first: the files, then whatever is to read them.
    auto reload = step.reload.empty() ? std::string{} : recordUndo(++m_recorded, lines(step.reload));
    for (const auto& file : step.files) {
        const auto folder = file.path.substr(0, file.path.rfind('/'));
        NodeChange record;
        record.script = fmt::format("set -e\n{}{}{}mkdir -p {}\n", isAsSurveyed(file),
                                    std::exchange(reload, {}), recordFile(++m_recorded, file.path), folder);
        record.shown = fmt::format("keep a copy of {}", file.path);
        record.input = file.before ? file.before->reveal() : std::string{};
        const auto recorded = shell.change(record);
        if (!recorded)
            return lost(recorded.error());
        if (recorded->exit != 0)
            return goBackBecause(
                shell, fmt::format("{} could not be copied ({})", file.path, whatItSaid(*recorded)));
        const auto put =
            putFile(shell, {file.path, file.after.reveal(), file.mode, file.owner, {}, fileLimit});
        if (!put)
            return lost(put.error());
        if (put->exit != 0)
            return goBackBecause(shell,
                                 fmt::format("{} could not be written ({})", file.path, whatItSaid(*put)));
    }
    return std::nullopt;
}

SetupJob::End SetupJob::runTimed(NodeShell& shell, const SetupStep& step) {
    ConfigChange change;
    change.bringsSessions = true;
    std::string record = "set -e\n";
    record += recordUndo(++m_recorded, lines(step.reload));
    for (const auto& file : step.files) {
        record += recordFile(++m_recorded, file.path);
        change.files.push_back(
            {file.path, file.before ? file.before->reveal() : std::string{}, file.after.reveal()});
    }
    const auto recorded = shell.change({record, "keep a copy of the configuration", {}});
    if (!recorded)
        return lost(recorded.error());
    if (recorded->exit != 0)
        return goBackBecause(
            shell, fmt::format("the configuration could not be copied ({})", whatItSaid(*recorded)));
    // Whether they come up is waited for at the end, longer than a speaker should wait for its confirmation.
    change.wanted = [plan = m_order.accepted](const cluster::SpeakerState&,
                                              const cluster::SpeakerState& now) {
        return missingSession(plan, now);
    };
    change.shown = step.what;
    const auto result = ConfigChangeJob{std::move(change)}.run(shell);
    if (result.outcome == Outcome::Acked)
        return std::nullopt;
    if (result.outcome == Outcome::Unknown)
        return result;
    return goBackBecause(shell, result.why);
}

SetupJob::End SetupJob::runCommands(NodeShell& shell, const SetupStep& step) {
    if (step.commands.empty())
        return std::nullopt;
    const auto undo = step.undo.empty() ? std::string{} : recordUndo(++m_recorded, lines(step.undo));
    const auto script = fmt::format("set -e\n{}{}", undo, lines(step.commands));
    std::string shown;
    for (const auto& command : step.commands)
        shown += (shown.empty() ? "" : "; ") + command;
    const auto done = shell.change({script, shown, {}, stepLimit});
    if (!done)
        return lost(done.error());
    if (done->exit != 0)
        return goBackBecause(shell, fmt::format("{}: {}", step.what, whatItSaid(*done)));
    return std::nullopt;
}

SetupJob::End SetupJob::verify(NodeShell& shell) {
    const auto& plan = m_order.accepted;
    if (!plan.empty()) {
        if (auto end = prolong(shell, m_order.patience + 30s))
            return end;
    }
    const auto before = readCounters(shell);
    const auto deadline = base::systemClock().steady() + m_order.patience;
    std::string why = "the speaker could not be asked";
    while (true) {
        const auto speaker = shell.speaker();
        if (!speaker)
            return lost(speaker.error());
        const bool known = *speaker && **speaker;
        if (known && !lackOf(plan, ***speaker))
            break;
        if (base::systemClock().steady() >= deadline || cancelled()) {
            why = known ? diagnose(plan, m_survey, ***speaker, before, readCounters(shell))
                        : (*speaker ? why : speaker->error().what);
            if (cancelled())
                return goBackBecause(shell, "it was cancelled while " + why);
            if (m_order.mustVerify)
                return plan.empty() ? IntentResult{Outcome::Failed, why} : goBackBecause(shell, why);
            m_unverified = why;
            return std::nullopt;
        }
        if (const auto paused = shell.pause(lookAgain); !paused)
            return lost(paused.error());
    }
    // One that is cut off for everybody else would be found only by the next login.
    if (const auto again = shell.logInAnew(); !again && m_order.mustVerify)
        return goBackBecause(shell, fmt::format("a second login fails: {}", again.error().what));
    return std::nullopt;
}

IntentResult SetupJob::keep(NodeShell& shell) {
    auto stamp = base::toIso8601(base::systemClock().wall());
    for (auto& character : stamp)
        character = character == ':' ? '-' : character;
    const auto kept =
        shell.change({keepChanges(stamp), "disarm the way back, keep the copies as backups", {}});
    if (!kept)
        return lost(kept.error());
    if (kept->exit != 0)
        return goBackBecause(shell,
                             fmt::format("the way back could not be disarmed ({})", whatItSaid(*kept)));
    return {Outcome::Acked, {}};
}

IntentResult SetupJob::goBackBecause(NodeShell& shell, const std::string& why) {
    if (m_order.accepted.empty())
        return {Outcome::Failed, why};
    shell.progress({0, 0, "putting everything back"});
    const auto back = shell.change({goBack(), "put everything back", {}, fileLimit});
    if (!back)
        return {Outcome::Unknown, fmt::format("{}; the putting back got no answer, and the node does it by "
                                              "itself within {} s",
                                              why, m_goesBackIn.count())};
    (void)shell.speaker();
    if (back->exit != 0)
        return {Outcome::Failed,
                fmt::format("{}; not everything could be put back ({}): the way back stays in "
                            "{} on the node, and it tries again within {} s",
                            why, whatItSaid(*back), wayBackFolder, m_goesBackIn.count())};
    return {Outcome::Failed, why + "; everything was put back"};
}

IntentResult SetupJob::lost(const ssh::SshError& error) const {
    if (m_order.accepted.empty())
        return {Outcome::Unknown, error.what};
    const auto what = error.what.substr(0, error.what.find_last_not_of('.') + 1);
    return {Outcome::Unknown, fmt::format("{}; the node puts everything back by itself within {} s", what,
                                          m_goesBackIn.count())};
}

} // namespace understudy::ops
