#include "core/ops/ssh/connection.h"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/connect_gate.h"
#include "core/ops/ssh/login.h"
#include "core/ops/ssh/quote.h"
#include "core/ops/ssh/remote_channel.h"
#include "core/ops/ssh/route.h"
#include "core/ops/ssh/session.h"
#include "core/ops/ssh/ssh_config.h"
#include "core/ops/ssh/tcp.h"
#include "core/ops/ssh/tunnel.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr auto connectTime = 10s;

class LibsshConnection : public Connection {
public:
    LibsshConnection(std::shared_ptr<Session> session, std::string user, bool sudo)
        : m_session(std::move(session)), m_user(std::move(user)), m_sudo(sudo) {}

    SshResult<ExecOutput> exec(std::string_view command, std::string_view input, base::SteadyTime deadline,
                               std::size_t maxOutput) override;
    SshResult<std::unique_ptr<Channel>> openCommand(std::string_view command,
                                                    base::SteadyTime deadline) override;
    SshResult<std::unique_ptr<Channel>> openUnixSocket(std::string_view path,
                                                       base::SteadyTime deadline) override;
    SshResult<void> wait(base::SteadyTime deadline) override;
    const std::string& user() const override { return m_user; }

private:
    SshResult<std::unique_ptr<RemoteChannel>> start(std::string_view command, base::SteadyTime deadline);

    std::shared_ptr<Session> m_session;
    std::string m_user;
    bool m_sudo;
};

SshResult<std::unique_ptr<RemoteChannel>> LibsshConnection::start(std::string_view command,
                                                                  base::SteadyTime deadline) {
    const auto line = lineForAnyShell(command, m_sudo ? "sudo -n -- " : "");
    if (!line)
        return tl::make_unexpected(SshError{Failure::NotPermitted, line.error().what});
    return RemoteChannel::openCommand(m_session, *line, deadline);
}

SshResult<ExecOutput> LibsshConnection::exec(std::string_view command, std::string_view input,
                                             base::SteadyTime deadline, std::size_t maxOutput) {
    auto opened = start(command, deadline);
    if (!opened)
        return tl::make_unexpected(opened.error());
    auto& channel = **opened;

    ExecOutput output;
    bool inputDone = false;
    bool tooMuch = false;
    const auto finished = [&] {
        while (!inputDone) {
            const auto written = input.empty() ? SshResult<std::size_t>(0) : channel.writeSome(input);
            // A command may well end without reading all of its input; what it says then still counts.
            input.remove_prefix(written ? *written : input.size());
            if (input.empty()) {
                channel.sendEof();
                inputDone = true;
            } else if (*written == 0) {
                break;
            }
        }
        for (;;) {
            const auto out = channel.readOutput();
            const auto err = channel.readErrors();
            output.out += out;
            output.err += err;
            tooMuch = output.out.size() + output.err.size() > maxOutput;
            if (tooMuch || (out.empty() && err.empty()))
                return tooMuch || channel.finished();
        }
    };
    const auto what = fmt::format("`{}`", base::sanitized(command, 80));
    if (auto waited = m_session->until(deadline, what, finished); !waited)
        return tl::make_unexpected(waited.error());
    if (tooMuch)
        return tl::make_unexpected(
            SshError{Failure::TooMuchOutput, fmt::format("{} on {} printed more than {} bytes and was ended.",
                                                         what, m_session->name(), maxOutput)});
    const auto status = channel.exitStatus();
    if (!status)
        return tl::make_unexpected(SshError{
            Failure::Lost, fmt::format("{} on {} ended without an exit status.", what, m_session->name())});
    output.exit = *status;
    return output;
}

SshResult<std::unique_ptr<Channel>> LibsshConnection::openCommand(std::string_view command,
                                                                  base::SteadyTime deadline) {
    return start(command, deadline);
}

SshResult<std::unique_ptr<Channel>> LibsshConnection::openUnixSocket(std::string_view path,
                                                                     base::SteadyTime deadline) {
    return RemoteChannel::openUnixSocket(m_session, std::string(path), deadline);
}

SshResult<void> LibsshConnection::wait(base::SteadyTime deadline) {
    for (;;) {
        const auto before = m_session->received();
        for (auto* channel : m_session->channels()) {
            if (channel->hasNews() && !m_session->wake().stopped())
                return {};
        }
        if (m_session->received() != before)
            continue;
        const auto turned = m_session->turn(deadline);
        if (!turned)
            return tl::make_unexpected(turned.error());
        if (*turned || base::SteadyTime(steady_clock::now()) >= deadline)
            return {};
    }
}

/// Whose ~/.ssh it is.
struct LocalUser {
    std::string home;
    std::string name;
};

LocalUser localUser() {
    LocalUser user;
    passwd entry{};
    passwd* found = nullptr;
    std::array<char, 4096> buffer{};
    if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        user = {found->pw_dir, found->pw_name};
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        user.home = home;
    return user;
}

} // namespace

SshResult<std::vector<Hop>> findRoute(const cluster::SshTarget& target) {
    const auto local = localUser();
    const std::filesystem::path file = std::filesystem::path(local.home) / ".ssh/config";
    const auto config = [&file](std::string_view host) {
        return readSshConfig(file, host);
    };
    auto route = routeTo(target, config, local.home, local.name);
    if (!route)
        return tl::make_unexpected(SshError{Failure::Refused, route.error().what});
    return std::move(*route);
}

SshResult<std::unique_ptr<Connection>> Connection::open(const cluster::SshTarget& target, Wake& wake,
                                                        ConnectGate& gate, Prompter& prompter) {
    const auto route = findRoute(target);
    if (!route)
        return tl::make_unexpected(route.error());
    return open(*route, target.sudo, wake, gate, prompter);
}

SshResult<std::unique_ptr<Connection>> Connection::open(const std::vector<Hop>& route, bool sudo, Wake& wake,
                                                        ConnectGate& gate, Prompter& prompter) {
    std::shared_ptr<Session> session;
    for (const auto& hop : route) {
        const auto place = gate.enter(fmt::format("[{}]:{}", hop.host, hop.port), wake);
        if (!place)
            return tl::make_unexpected(
                SshError{Failure::Stopped, fmt::format("Connecting to {} was stopped.", hop.knownAs())});
        const base::SteadyTime deadline = steady_clock::now() + connectTime;
        std::unique_ptr<Tunnel> tunnel;
        SshResult<FileDescriptor> socket;
        if (session) {
            auto opened = Tunnel::open(session, hop.host, hop.port, deadline);
            if (!opened)
                return tl::make_unexpected(opened.error());
            tunnel = std::move(*opened);
            socket = tunnel->takeFarEnd();
        } else {
            socket = connectTcp(hop.host, hop.port, deadline, wake);
        }
        if (!socket)
            return tl::make_unexpected(socket.error());
        auto loggedIn = logIn(hop, std::move(*socket), std::move(tunnel), wake, prompter);
        if (!loggedIn) {
            auto error = std::move(loggedIn.error());
            if (&hop != &route.back())
                error.what = fmt::format("Jump host {}: {}", hop.knownAs(), error.what);
            return tl::make_unexpected(std::move(error));
        }
        session = std::move(*loggedIn);
    }
    return std::make_unique<LibsshConnection>(std::move(session), route.back().user, sudo);
}

} // namespace understudy::ops::ssh
