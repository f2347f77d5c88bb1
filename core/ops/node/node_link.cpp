#include "core/ops/node/node_link.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <random>

#include "core/base/clock.h"
#include "core/ops/node/node_session.h"
#include "core/ops/node/prompt_desk.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::LinkState;
using ssh::Failure;

constexpr auto firstRetry = 500ms;
constexpr auto longestRetry = 15000ms;

/// Doubles, with a quarter of jitter either way so that nodes behind one failed switch do not come back in
/// step.
class BackOff {
public:
    std::chrono::milliseconds next() {
        std::uniform_real_distribution<double> jitter(0.75, 1.25);
        const auto delay = std::chrono::milliseconds{
            static_cast<std::int64_t>(static_cast<double>(m_delay.count()) * jitter(m_random))};
        m_delay = std::min(m_delay * 2, std::chrono::milliseconds{longestRetry});
        return delay;
    }
    void reset() { m_delay = firstRetry; }

private:
    std::chrono::milliseconds m_delay = firstRetry;
    std::minstd_rand m_random{std::random_device{}()};
};

} // namespace

class NodeLink::Worker final : public ssh::Prompter {
public:
    Worker(NodeTask task, ssh::ConnectGate& gate, PromptDesk& desk, NodeSink sink)
        : m_task(std::move(task)), m_gate(gate), m_desk(desk), m_sink(std::move(sink)) {}

    void stop() { m_wake.stop(); }

    void request(NodeRequest request) {
        {
            const std::scoped_lock lock(m_mutex);
            m_requests.push_back(std::move(request));
        }
        m_wake.notify();
    }

    void run() {
        observe(cluster::LinkSeen{LinkState::Connecting, std::nullopt, {}});
        BackOff backOff;
        while (!m_wake.stopped()) {
            const auto error = connectAndRun(backOff);
            if (error.failure == Failure::Stopped)
                break;
            const bool refused = error.failure == Failure::Refused;
            observe(cluster::LinkSeen{refused ? LinkState::Refused : LinkState::Lost, error.what, {}});
            waitForRetry(refused ? std::nullopt : std::optional{backOff.next()}, error.what);
        }
        while (const auto request = takeRequest())
            refuse(*request, "the connection was given up");
    }

    bool acceptHostKey(const std::string& host, const std::string& fingerprint) override {
        Question question;
        question.kind = QuestionKind::UnknownHostKey;
        question.host = host;
        question.fingerprint = fingerprint;
        return ask(question).accepted;
    }
    std::optional<std::string> passphrase(const std::string& keyFile) override {
        Question question;
        question.kind = QuestionKind::Passphrase;
        question.subject = keyFile;
        return askSecret(std::move(question));
    }
    std::optional<std::string> password(const ssh::PasswordQuestion& asked) override {
        Question question;
        question.kind = QuestionKind::Password;
        question.subject = asked.who;
        question.prompt = asked.prompt;
        question.servesOnce = asked.servesOnce;
        return askSecret(std::move(question));
    }

private:
    ssh::SshError connectAndRun(BackOff& backOff) {
        auto connection = ssh::Connection::open(m_task.instance.ssh, m_wake, m_gate, *this);
        if (!connection)
            return connection.error();
        backOff.reset();
        m_desk.loggedIn(m_task.instance.name);
        NodeSession session{**connection,
                            m_wake,
                            m_task,
                            m_sink,
                            [this](decltype(cluster::Observation::what) what) { observe(std::move(what)); },
                            [this] { return takeRequest(); },
                            [this] {
                                return logInAnew();
                            }};
        return session.run();
    }

    ssh::SshResult<void> logInAnew() {
        m_connected = true;
        const auto connection = ssh::Connection::open(m_task.instance.ssh, m_wake, m_gate, *this);
        m_connected = false;
        if (!connection)
            return tl::make_unexpected(connection.error());
        m_desk.loggedIn(m_task.instance.name);
        return {};
    }

    /// Sleeps for `delay`, or until asked to refresh when there is none. Intents are refused meanwhile.
    void waitForRetry(std::optional<std::chrono::milliseconds> delay, const std::string& why) {
        const auto until = base::systemClock().steady() + delay.value_or(24h);
        while (!m_wake.stopped() && base::systemClock().steady() < until) {
            m_wake.waitUntil(until);
            m_wake.clear();
            while (const auto request = takeRequest()) {
                if (std::holds_alternative<RefreshRequest>(*request))
                    return;
                refuse(*request, why);
            }
        }
    }

    void refuse(const NodeRequest& request, const std::string& why) {
        const IntentResult result{IntentResult::Outcome::Refused, "not connected: " + why};
        if (const auto* fail = std::get_if<FailRequest>(&request))
            m_sink.answer(fail->intent, result);
        if (const auto* up = std::get_if<BringUpRequest>(&request))
            m_sink.answer(up->intent, result);
        if (const auto* lock = std::get_if<LockRequest>(&request))
            m_sink.answer(lock->intent, result);
        if (const auto* work = std::get_if<JobRequest>(&request))
            m_sink.answer(work->intent, result);
        if (std::holds_alternative<LogRequest>(request))
            m_sink.log(result.why);
    }

    std::optional<NodeRequest> takeRequest() {
        const std::scoped_lock lock(m_mutex);
        if (m_requests.empty())
            return std::nullopt;
        auto request = std::move(m_requests.front());
        m_requests.pop_front();
        return request;
    }

    Answer ask(Question question) {
        question.instance = m_task.instance.name;
        // A second connection's questions say nothing about the first one.
        const auto tell = [this](LinkState state) {
            if (!m_connected)
                observe(cluster::LinkSeen{state, std::nullopt, {}});
        };
        tell(LinkState::Asking);
        auto answer = m_desk.ask(std::move(question), m_wake);
        tell(LinkState::Connecting);
        return answer;
    }

    std::optional<std::string> askSecret(Question question) {
        question.host = m_task.instance.ssh.host;
        auto answer = ask(question);
        return answer.accepted ? std::optional{std::move(answer.secret)} : std::nullopt;
    }

    void observe(decltype(cluster::Observation::what) what) {
        // Questions of a jump host come from the tunnel's thread.
        const std::scoped_lock lock(m_observeMutex);
        m_sink.observe(cluster::Observation{m_task.instance.name, ++m_sequence, base::systemClock().steady(),
                                            base::systemClock().wall(), std::move(what)});
    }

    const NodeTask m_task;
    ssh::ConnectGate& m_gate;
    PromptDesk& m_desk;
    const NodeSink m_sink;
    ssh::Wake m_wake;
    std::mutex m_mutex;
    std::deque<NodeRequest> m_requests;
    std::mutex m_observeMutex;
    std::uint64_t m_sequence = 0;
    std::atomic<bool> m_connected{false}; ///< while a further connection is opened beside the session's
};

NodeLink::NodeLink(NodeTask task, ssh::ConnectGate& gate, PromptDesk& desk, NodeSink sink)
    : m_worker(std::make_unique<Worker>(std::move(task), gate, desk, std::move(sink))),
      m_thread([worker = m_worker.get()] { worker->run(); }) {}

NodeLink::~NodeLink() {
    stop();
}

void NodeLink::stop() {
    m_worker->stop();
}

void NodeLink::request(NodeRequest request) {
    m_worker->request(std::move(request));
}

} // namespace understudy::ops
