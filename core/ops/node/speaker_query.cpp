#include "core/ops/node/speaker_query.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/captured.h"
#include "core/bird/commands.h"
#include "core/bird/show_status.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using bird::Reply;
using Kind = QueryError::Kind;

/// A daemon that says nothing for this long does not answer.
constexpr auto silenceLimit = 4s;
/// Even a full table of routes that keeps coming ends somewhere.
constexpr auto answerLimit = 20s;

tl::unexpected<QueryError> queryFailure(Kind kind, std::string what) {
    return tl::make_unexpected(QueryError{kind, std::move(what), ssh::Failure::Lost});
}

tl::unexpected<QueryError> sshFailure(const ssh::SshError& error) {
    const bool connection = error.failure == ssh::Failure::Lost || error.failure == ssh::Failure::Stopped ||
                            error.failure == ssh::Failure::Unreachable;
    return tl::make_unexpected(
        QueryError{connection ? Kind::Connection : Kind::Failed, error.what, error.failure});
}

class ControlSocket final : public SpeakerQuery {
public:
    ControlSocket(ssh::Connection& connection, std::unique_ptr<ssh::Channel> channel, std::string path,
                  Meanwhile meanwhile)
        : m_connection(connection), m_channel(std::move(channel)), m_path(std::move(path)),
          m_meanwhile(std::move(meanwhile)) {}

    QueryResult<void> greet() {
        const auto first = takeReply();
        if (!first)
            return tl::make_unexpected(first.error());
        const auto greeting = bird::parseGreeting(*first);
        if (!greeting)
            return queryFailure(Kind::Failed, fmt::format("{}: {}", m_path, greeting.error().what));
        m_greeting = *greeting;
        constexpr int restricted = 16;
        const auto answer = ask(bird::restrictConnection);
        if (!answer)
            return tl::make_unexpected(answer.error());
        if (answer->code != restricted)
            return queryFailure(Kind::Failed, fmt::format("{} cannot be made read-only: {}", m_path,
                                                          base::sanitized(answer->text, 200)));
        return {};
    }

    const bird::Greeting& greeting() const override { return m_greeting; }
    bool overControlSocket() const override { return true; }

    QueryResult<Reply> ask(std::string_view command) override {
        const auto written = m_channel->write(fmt::format("{}\n", command), base::steadyNow() + silenceLimit);
        if (!written)
            return channelFailure(written.error());
        return takeReply();
    }

private:
    QueryResult<Reply> takeReply() {
        const auto end = base::steadyNow() + answerLimit;
        auto silentUntil = base::steadyNow() + silenceLimit;
        while (true) {
            auto reply = m_reader.next();
            if (!reply)
                return queryFailure(Kind::Failed, fmt::format("{}: {}", m_path, reply.error().what));
            if (*reply)
                return **std::move(reply);
            const auto bytes = m_channel->readAvailable();
            if (!bytes)
                return channelFailure(bytes.error());
            if (!bytes->empty()) {
                m_reader.feed(*bytes);
                silentUntil = base::steadyNow() + silenceLimit;
                continue;
            }
            const auto until = std::min<base::SteadyTime>(silentUntil, end);
            if (base::steadyNow() >= until)
                return queryFailure(
                    Kind::Failed,
                    fmt::format("{} did not answer within {} s", m_path,
                                (base::steadyNow() >= end ? answerLimit : silenceLimit).count()));
            const auto waited = m_connection.wait(until);
            if (!waited)
                return sshFailure(waited.error());
            m_meanwhile();
        }
    }

    /// A closed channel on a live connection is the daemon's doing.
    tl::unexpected<QueryError> channelFailure(const ssh::SshError& error) {
        if (error.failure != ssh::Failure::Lost || !m_connection.wait(base::steadyNow()))
            return sshFailure(error);
        return queryFailure(Kind::Closed, fmt::format("{} was closed by the daemon", m_path));
    }

    ssh::Connection& m_connection;
    std::unique_ptr<ssh::Channel> m_channel;
    std::string m_path;
    Meanwhile m_meanwhile;
    bird::ReplyReader m_reader;
    bird::Greeting m_greeting;
};

class Birdc final : public SpeakerQuery {
public:
    Birdc(ssh::Connection& connection, std::string client)
        : m_connection(connection), m_client(std::move(client)) {}

    const bird::Greeting& greeting() const override { return m_greeting; }
    bool overControlSocket() const override { return false; }

    QueryResult<Reply> ask(std::string_view command) override {
        // Debian's and FreeBSD's birdc are not in every user's PATH.
        const auto line =
            fmt::format("PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin; {} -r -v {}", m_client, command);
        const auto output = m_connection.exec(line, {}, base::steadyNow() + answerLimit);
        if (!output)
            return sshFailure(output.error());
        auto captured = bird::parseCaptured(output->out, output->exit);
        if (!captured)
            return explain(*output, captured.error().what);
        if (!captured->restricted)
            return queryFailure(Kind::Failed,
                                fmt::format("{} -r did not make its connection read-only", m_client));
        m_greeting = captured->greeting;
        return std::move(captured->reply);
    }

private:
    tl::unexpected<QueryError> explain(const ssh::ExecOutput& output, const std::string& parseError) const {
        const auto said = output.err + output.out;
        const auto mentions = [&](std::string_view text) {
            return said.find(text) != std::string::npos;
        };
        const auto shown = base::sanitized(base::trimmed(said), 200);
        constexpr int commandNotFound = 127;
        if (mentions("control socket") && (mentions("Connection refused") || mentions("No such file")))
            return queryFailure(Kind::NotRunning,
                                fmt::format("the daemon behind {} does not run: {}", m_client, shown));
        if (mentions("control socket") && mentions("Permission denied"))
            return queryFailure(
                Kind::Failed,
                fmt::format("{} may not open BIRD's control socket: add the user to the group bird, or set "
                            "\"sudo\": true in the cluster file",
                            m_connection.user()));
        if (mentions("sudo:"))
            return queryFailure(Kind::Failed,
                                fmt::format("sudo refused {} for {}: allow it without a password ({})",
                                            m_client, m_connection.user(), shown));
        if (output.exit == commandNotFound)
            return queryFailure(
                Kind::NotThere,
                fmt::format("there is no {} on the node: install the speaker, or check the user's PATH",
                            m_client));
        return queryFailure(Kind::Failed, fmt::format("{} ended with exit {}: {}", m_client, output.exit,
                                                      shown.empty() ? parseError : shown));
    }

    ssh::Connection& m_connection;
    std::string m_client;
    bird::Greeting m_greeting;
};

} // namespace

QueryResult<std::unique_ptr<SpeakerQuery>> openControlSocket(ssh::Connection& connection,
                                                             const std::string& path, Meanwhile meanwhile) {
    auto channel = connection.openUnixSocket(path, base::steadyNow() + silenceLimit);
    if (!channel && channel.error().failure == ssh::Failure::NotPermitted)
        return queryFailure(Kind::NotThere, channel.error().what);
    if (!channel)
        return sshFailure(channel.error());
    auto socket =
        std::make_unique<ControlSocket>(connection, *std::move(channel), path, std::move(meanwhile));
    if (const auto greeted = socket->greet(); !greeted)
        return tl::make_unexpected(greeted.error());
    return socket;
}

QueryResult<std::unique_ptr<SpeakerQuery>> openBirdc(ssh::Connection& connection, const std::string& client) {
    auto birdc = std::make_unique<Birdc>(connection, client);
    if (const auto answer = birdc->ask(bird::showStatus); !answer)
        return tl::make_unexpected(answer.error());
    return birdc;
}

} // namespace understudy::ops
