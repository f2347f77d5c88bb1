#include "core/ops/ssh/remote_channel.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <functional>
#include <new>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/session.h"

namespace understudy::ops::ssh {
namespace {

/// RFC 4254 section 6.10.
int signalNumber(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, int>, 13> signals{{{"ABRT", SIGABRT},
                                                                               {"ALRM", SIGALRM},
                                                                               {"FPE", SIGFPE},
                                                                               {"HUP", SIGHUP},
                                                                               {"ILL", SIGILL},
                                                                               {"INT", SIGINT},
                                                                               {"KILL", SIGKILL},
                                                                               {"PIPE", SIGPIPE},
                                                                               {"QUIT", SIGQUIT},
                                                                               {"SEGV", SIGSEGV},
                                                                               {"TERM", SIGTERM},
                                                                               {"USR1", SIGUSR1},
                                                                               {"USR2", SIGUSR2}}};
    const auto* found =
        std::find_if(signals.begin(), signals.end(), [&](const auto& entry) { return entry.first == name; });
    return found == signals.end() ? 0 : found->second;
}

std::string read(ssh_channel channel, std::size_t max, bool errors) {
    std::string bytes(max, '\0');
    const int count =
        ssh_channel_read_nonblocking(channel, bytes.data(), static_cast<std::uint32_t>(max), errors);
    bytes.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    return bytes;
}

} // namespace

RemoteChannel::RemoteChannel(std::shared_ptr<Session> session, std::string what)
    : m_session(std::move(session)), m_what(std::move(what)),
      m_channel(ssh_channel_new(m_session->handle())) {
    if (m_channel == nullptr)
        throw std::bad_alloc();
    ssh_callbacks_init(&m_callbacks);
    m_callbacks.userdata = this;
    m_callbacks.channel_exit_signal_function = onExitSignal;
    ssh_set_channel_callbacks(m_channel, &m_callbacks);
    m_place = m_session->channels().insert(m_session->channels().end(), this);
}

RemoteChannel::~RemoteChannel() {
    m_session->channels().erase(m_place);
    // libssh keeps the channel, and calls back, until the other side has closed it too.
    ssh_remove_channel_callbacks(m_channel, &m_callbacks);
    m_session->release(m_channel, m_state);
}

void RemoteChannel::onExitSignal(ssh_session, ssh_channel, const char* signal, int, const char*, const char*,
                                 void* self) {
    static_cast<RemoteChannel*>(self)->m_signal = signalNumber(signal);
}

SshResult<void> RemoteChannel::open(base::SteadyTime deadline,
                                    const std::function<int(ssh_channel)>& request) {
    int result = SSH_AGAIN;
    m_state = ChannelState::Opening;
    const auto answered = [&] {
        result = request(m_channel);
        return result != SSH_AGAIN;
    };
    if (auto waited = m_session->until(deadline, fmt::format("Opening {}", m_what), answered); !waited)
        return waited;
    m_state = result == SSH_OK ? ChannelState::Open : ChannelState::None;
    if (result == SSH_OK)
        return {};
    if (m_session->broken())
        return tl::make_unexpected(m_session->error(Failure::Lost, "The connection was lost"));
    return tl::make_unexpected(
        m_session->error(Failure::NotPermitted, fmt::format("The server refused to open {}", m_what)));
}

SshResult<std::unique_ptr<RemoteChannel>> RemoteChannel::openCommand(std::shared_ptr<Session> session,
                                                                     const std::string& command,
                                                                     base::SteadyTime deadline) {
    std::unique_ptr<RemoteChannel> channel(new RemoteChannel(
        std::move(session), fmt::format("a channel for `{}`", base::sanitized(command, 80))));
    if (auto opened = channel->open(deadline, ssh_channel_open_session); !opened)
        return tl::make_unexpected(opened.error());
    int result = SSH_AGAIN;
    const auto answered = [&] {
        result = ssh_channel_request_exec(channel->m_channel, command.c_str());
        return result != SSH_AGAIN || channel->finished();
    };
    auto waited = channel->m_session->until(deadline, fmt::format("Starting {}", channel->m_what), answered);
    if (!waited)
        return tl::make_unexpected(waited.error());
    if (channel->m_session->broken())
        return tl::make_unexpected(channel->m_session->error(Failure::Lost, "The connection was lost"));
    if (result != SSH_OK)
        return tl::make_unexpected(channel->m_session->error(
            Failure::NotPermitted, fmt::format("The server refused {}", channel->m_what)));
    return channel;
}

SshResult<std::unique_ptr<RemoteChannel>> RemoteChannel::openUnixSocket(std::shared_ptr<Session> session,
                                                                        const std::string& path,
                                                                        base::SteadyTime deadline) {
    std::unique_ptr<RemoteChannel> channel(
        new RemoteChannel(std::move(session), fmt::format("the socket {}", base::sanitized(path, 120))));
    const auto request = [&path](ssh_channel handle) {
        return ssh_channel_open_forward_unix(handle, path.c_str(), "localhost", 0);
    };
    if (auto opened = channel->open(deadline, request); !opened)
        return tl::make_unexpected(opened.error());
    return channel;
}

SshResult<std::unique_ptr<RemoteChannel>> RemoteChannel::openTcp(std::shared_ptr<Session> session,
                                                                 const std::string& host, std::uint16_t port,
                                                                 base::SteadyTime deadline) {
    std::unique_ptr<RemoteChannel> channel(
        new RemoteChannel(std::move(session), fmt::format("a connection to {} port {}", host, port)));
    const auto request = [&](ssh_channel handle) {
        return ssh_channel_open_forward(handle, host.c_str(), port, "localhost", 0);
    };
    if (auto opened = channel->open(deadline, request); !opened) {
        auto error = std::move(opened.error());
        // RFC 4254 section 5.1: 1 is "administratively prohibited", 2 "connect failed".
        const bool forbidden = error.what.find("error (1)") != std::string::npos;
        if (error.failure == Failure::NotPermitted)
            error.failure = forbidden ? Failure::Refused : Failure::Unreachable;
        else if (error.failure == Failure::TimedOut)
            error.failure = Failure::Unreachable;
        return tl::make_unexpected(std::move(error));
    }
    return channel;
}

SshResult<std::string> RemoteChannel::readAvailable(std::size_t max) {
    if (auto bytes = readOutput(max); !bytes.empty())
        return bytes;
    m_errors += readErrors();
    if (m_errors.size() > 1000)
        m_errors.erase(0, m_errors.size() - 1000);
    if (!m_session->broken() && ssh_channel_is_eof(m_channel) == 0)
        return std::string{};
    m_endReported = true;
    const auto last = base::sanitized(base::trimmed(m_errors));
    return tl::make_unexpected(SshError{Failure::Lost, fmt::format("{} ended {}{}{}.", m_session->name(),
                                                                   m_what, last.empty() ? "" : ": ", last)});
}

std::string RemoteChannel::readOutput(std::size_t max) {
    return read(m_channel, max, false);
}

std::string RemoteChannel::readErrors(std::size_t max) {
    return read(m_channel, max, true);
}

SshResult<std::size_t> RemoteChannel::writeSome(std::string_view bytes) {
    const int count = ssh_channel_write(
        m_channel, bytes.data(), static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), 65536)));
    if (count < 0)
        return tl::make_unexpected(
            m_session->error(Failure::Lost, fmt::format("Nothing more goes to {}", m_what)));
    return static_cast<std::size_t>(count);
}

SshResult<void> RemoteChannel::write(std::string_view bytes, base::SteadyTime deadline) {
    std::optional<SshError> failed;
    const auto written = [&] {
        while (!bytes.empty() && !failed) {
            const auto count = writeSome(bytes);
            if (!count)
                failed = count.error();
            else if (*count == 0)
                return false;
            else
                bytes.remove_prefix(*count);
        }
        return failed || ssh_blocking_flush(m_session->handle(), 0) != SSH_AGAIN;
    };
    if (auto waited = m_session->until(deadline, fmt::format("Writing to {}", m_what), written); !waited)
        return waited;
    if (failed)
        return tl::make_unexpected(std::move(*failed));
    return {};
}

void RemoteChannel::sendEof() {
    ssh_channel_send_eof(m_channel);
}

bool RemoteChannel::finished() const {
    return ssh_channel_is_closed(m_channel) != 0;
}

std::optional<int> RemoteChannel::exitStatus() const {
    if (m_signal)
        return 128 + *m_signal;
    const int status = ssh_channel_get_exit_status(m_channel);
    return status < 0 ? std::nullopt : std::optional(status);
}

bool RemoteChannel::hasNews() {
    const int waiting = ssh_channel_poll(m_channel, 0);
    return waiting > 0 || (waiting < 0 && !m_endReported);
}

} // namespace understudy::ops::ssh
