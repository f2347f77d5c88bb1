// How a job works on the node of its session.
#include <algorithm>

#include <fmt/format.h>

#include "core/ops/node/node_job.h"
#include "core/ops/node/node_session.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using Outcome = IntentResult::Outcome;
using ssh::SshError;

/// How soon a pausing job notices that it was cancelled.
constexpr auto cancelReaction = 100ms;

/// Reads the script's length, then the script, octet by octet so that the rest is left for the script's
/// commands. One line, for a login shell of any kind.
constexpr const char* scriptReader =
    R"(sh -c 'read -r size; script=$(dd bs=1 count="$size" 2>/dev/null); eval "$script"')";

/// In braces, so that a shell that gets only a part of it finds an error before it does anything.
std::string withScript(const std::string& script, const std::string& input) {
    const auto whole = fmt::format("{{\nPATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin\n{}\n}}", script);
    return fmt::format("{}\n{}{}", whole.size(), whole, input);
}

} // namespace

class NodeSession::Shell final : public NodeShell {
public:
    Shell(NodeSession& session, const JobRequest& request)
        : m_session(session), m_intent(request.intent), m_job(*request.job), m_lockToken(request.lockToken) {}

    const NodeTask& task() const override { return m_session.m_task; }
    const std::string& user() const override { return m_session.m_connection.user(); }

    ssh::SshResult<ssh::ExecOutput> read(const std::string& script, std::chrono::seconds limit) override {
        if (const auto end = tend())
            return tl::make_unexpected(*end);
        return kept(
            m_session.m_connection.exec(scriptReader, withScript(script, {}), base::steadyNow() + limit));
    }

    ssh::SshResult<ssh::ExecOutput> change(const NodeChange& change) override {
        if (const auto end = tend())
            return tl::make_unexpected(*end);
        // A job that has begun goes on to its end, whoever comes then.
        const auto guard = m_changed ? base::Result<std::string>{} : lockGuard(m_lockToken);
        if (!guard)
            return tl::make_unexpected(SshError{ssh::Failure::NotPermitted, guard.error().what});
        m_changed = true;
        return kept(m_session.change(scriptReader, withScript(*guard + change.script, change.input),
                                     change.shown, change.limit));
    }

    ssh::SshResult<base::Result<Look>> look() override {
        auto look = kept(m_session.look());
        if (look && *look)
            m_session.publish(**look);
        return look;
    }

    ssh::SshResult<base::Result<std::shared_ptr<const cluster::SpeakerState>>> speaker() override {
        if (const auto end = m_session.pollSpeaker()) {
            m_lost = end;
            return tl::make_unexpected(*end);
        }
        if (!m_session.m_speakerError.empty())
            return base::Result<std::shared_ptr<const cluster::SpeakerState>>{
                base::failure(m_session.m_speakerError)};
        return base::Result<std::shared_ptr<const cluster::SpeakerState>>{m_session.m_lastSpeaker};
    }

    ssh::SshResult<void> logInAnew() override { return m_session.m_logIn(); }

    void progress(const JobProgress& progress) override { m_session.m_sink.progress(m_intent, progress); }

    ssh::SshResult<void> pause(std::chrono::milliseconds time) override {
        const auto until = base::steadyNow() + time;
        while (base::steadyNow() < until && !m_job.cancelled()) {
            if (const auto end = tend())
                return tl::make_unexpected(*end);
            const auto waited = kept(m_session.m_connection.wait(std::min<base::SteadyTime>(
                {until, m_session.m_nextPoll, base::steadyNow() + cancelReaction})));
            if (!waited)
                return waited;
            m_session.meanwhile();
        }
        return {};
    }

    const std::optional<SshError>& lost() const { return m_lost; }
    bool changed() const { return m_changed; }

private:
    /// Nothing more is asked over a connection that is gone.
    End tend() {
        if (!m_lost && base::steadyNow() >= m_session.m_nextPoll) {
            m_lost = m_session.poll();
            m_session.m_nextPoll = base::steadyNow() + m_session.m_task.pollInterval;
        }
        return m_lost;
    }

    template <typename T>
    ssh::SshResult<T> kept(ssh::SshResult<T> result) {
        if (!result && endsSession(result.error()))
            m_lost = result.error();
        return result;
    }

    NodeSession& m_session;
    IntentId m_intent;
    const NodeJob& m_job;
    const std::string& m_lockToken;
    End m_lost;
    bool m_changed = false;
};

NodeSession::End NodeSession::runJob(const JobRequest& request) {
    Shell shell(*this, request);
    auto result = request.job->run(shell);
    if (shell.lost() && shell.changed() && result.outcome != Outcome::Unknown)
        result = {Outcome::Unknown, result.why.empty() ? shell.lost()->what : result.why};
    m_sink.answer(request.intent, result);
    m_nextPoll = base::steadyNow();
    return shell.lost();
}

} // namespace understudy::ops
