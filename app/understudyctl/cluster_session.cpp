#include "app/understudyctl/cluster_session.h"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>
#include <QEventLoop>
#include <QTimer>

#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/terminal_prompt.h"
#include "core/cluster/judgement.h"
#include "core/ops/cluster_file.h"

namespace understudy::ctl {
namespace {

using namespace std::chrono_literals;
using cluster::LinkState;

/// Twice a second: two readings of the echo counters come within the second that a sweep takes.
constexpr auto sweepPoll = 500ms;
/// Longer than the SSH layer needs to give up on a host that drops everything.
constexpr auto sweepLimit = 15s;
constexpr auto probeTime = 1200ms;

bool isSettled(const cluster::NodeState& node, base::SteadyTime echoAfter) {
    if (node.link == LinkState::Lost || node.link == LinkState::Refused)
        return true;
    if (node.link != LinkState::Connected)
        return false;
    // Before the first poll the error is still that there was no connection.
    const bool speakerAnswered = node.speaker.current() != nullptr || node.speaker.pollFailed();
    const bool interfaceAnswered = node.interface.current() != nullptr || node.interface.pollFailed();
    const bool echoAnswered =
        node.echo.pollFailed() || (node.echo.current() != nullptr && node.echo.seenAt() >= echoAfter);
    return speakerAnswered && interfaceAnswered && echoAnswered;
}

} // namespace

base::Result<std::unique_ptr<ClusterSession>> ClusterSession::open(const std::string& file) {
    auto loaded = ops::ClusterFile::load(file);
    if (!loaded)
        return tl::make_unexpected(loaded.error());
    return std::unique_ptr<ClusterSession>(new ClusterSession(loaded->cluster()));
}

ClusterSession::ClusterSession(cluster::Cluster cluster)
    : m_engine(std::make_unique<ops::Engine>(std::move(cluster), ops::EngineOptions{sweepPoll, true})),
      m_answers(std::make_unique<ops::StoredAnswers>(*m_engine, m_credentials)) {
    QObject::connect(
        m_answers.get(), &ops::StoredAnswers::personAsked, m_answers.get(),
        [answers = m_answers.get()](const ops::Question& question, const ops::SecretHolding& holding) {
            answers->answer(question, askOnTerminal(question, holding), ops::Memory::Session);
        });
    m_engine->start();
}

bool ClusterSession::waitFor(const std::function<bool()>& done, std::chrono::milliseconds limit) {
    if (done())
        return true;
    QEventLoop loop;
    const auto check = [&] {
        if (done())
            loop.exit(0);
    };
    QObject::connect(m_engine.get(), &ops::Engine::snapshotChanged, &loop, check);
    QObject::connect(m_engine.get(), &ops::Engine::intentAnswered, &loop, check);
    QObject::connect(&m_interrupt, &Interrupt::requested, &loop, [&] { loop.exit(1); });
    QTimer::singleShot(limit, &loop, [&] { loop.exit(1); });
    return loop.exec() == 0;
}

void ClusterSession::sweep() {
    const auto probedAt = base::systemClock().steady() + probeTime;
    waitFor(
        [&] {
            const auto& nodes = snapshot()->nodes;
            return base::systemClock().steady() >= probedAt &&
                   std::all_of(nodes.begin(), nodes.end(),
                               [&](const auto& node) { return isSettled(node, probedAt); });
        },
        sweepLimit);
}

int reportBadFile(const base::Error& error) {
    fmt::print(stderr, "understudyctl: {}\n", error.what);
    return exitUsage;
}

} // namespace understudy::ctl
