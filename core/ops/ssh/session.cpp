#include "core/ops/ssh/session.h"

#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <new>

#include <fmt/format.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>

#include "core/base/text.h"
#include "core/ops/ssh/tunnel.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

constexpr auto silence = 1s;  // before the server is asked for a sign of life
constexpr auto patience = 3s; // before it is given up

base::SteadyTime now() {
    return std::chrono::steady_clock::now();
}

} // namespace

Session::Session(FileDescriptor socket, std::unique_ptr<Tunnel> through, std::string name, Wake& wake)
    : m_ssh(ssh_new()), m_event(ssh_event_new()), m_socket(std::move(socket)), m_through(std::move(through)),
      m_name(std::move(name)), m_wake(wake) {
    if (m_ssh == nullptr || m_event == nullptr)
        throw std::bad_alloc();
    const bool off = false;
    const int quiet = SSH_LOG_NOLOG;
    ssh_options_set(m_ssh, SSH_OPTIONS_PROCESS_CONFIG, &off);
    ssh_options_set(m_ssh, SSH_OPTIONS_LOG_VERBOSITY, &quiet);
    // Host keys are checked by HostKeys; libssh shall have no opinion of its own.
    ssh_options_set(m_ssh, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    ssh_options_set(m_ssh, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    ssh_set_blocking(m_ssh, 0);
    ssh_set_counters(m_ssh, &m_counter, nullptr);
}

Session::~Session() {
    ssh_event_remove_session(m_event, m_ssh);
    ssh_event_free(m_event);
    // libssh leaves a descriptor that it was given open, unless it has already closed it on an error.
    const FileDescriptor socket(ssh_get_fd(m_ssh));
    ssh_disconnect(m_ssh);
    ssh_free(m_ssh);
    if (m_through)
        static_cast<void>(m_through->pump());
}

SshResult<void> Session::shakeHands(base::SteadyTime deadline) {
    const int fd = m_socket.release();
    ssh_options_set(m_ssh, SSH_OPTIONS_FD, &fd);
    int result = ssh_connect(m_ssh);
    ssh_event_add_session(m_event, m_ssh);
    const auto done = [&] {
        if (result == SSH_AGAIN)
            result = ssh_connect(m_ssh);
        return result != SSH_AGAIN;
    };
    auto shaken = until(deadline, "The SSH handshake", done);
    if (shaken && result != SSH_OK)
        shaken = tl::make_unexpected(error(Failure::Unreachable, "The SSH handshake failed"));
    // ssh_connect() has made the socket blocking.
    if (ssh_get_fd(m_ssh) == fd)
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    return shaken;
}

void Session::loggedIn() {
    m_loggedIn = true;
    m_heard = now();
    m_heardBytes = received();
}

SshResult<void> Session::pump() {
    if (m_through) {
        if (auto fed = m_through->pump(); !fed)
            return fed;
    }
    for (int turns = 0; turns < 64; ++turns) {
        const int result = ssh_event_dopoll(m_event, 0);
        if (result == SSH_AGAIN)
            break;
        if (result == SSH_ERROR)
            return tl::make_unexpected(lossOf());
    }
    if (broken())
        return tl::make_unexpected(lossOf());
    closeAbandoned();
    return m_loggedIn ? checkLife() : SshResult<void>{};
}

SshResult<void> Session::checkLife() {
    const auto at = now();
    if (received() != m_heardBytes) {
        m_heardBytes = received();
        m_heard = at;
        m_asked.reset();
    } else if (m_asked && at - *m_asked >= patience) {
        return tl::make_unexpected(SshError{
            Failure::Lost, fmt::format("{} has not answered for {} s: the machine is down or the network "
                                       "to it is cut.",
                                       m_name, (silence + patience) / 1s)});
    } else if (!m_asked && at - m_heard >= silence) {
        // In non-blocking mode this sends and returns, and takes the answer to the last one when called
        // again: of two calls, one sends, unless an answer is still owed.
        ssh_send_keepalive(m_ssh);
        ssh_send_keepalive(m_ssh);
        m_asked = at;
    }
    return {};
}

std::optional<base::SteadyTime> Session::nextLifeCheck() const {
    std::optional<base::SteadyTime> next;
    if (m_loggedIn)
        next = m_asked ? *m_asked + patience : m_heard + silence;
    if (m_through) {
        const auto outer = m_through->nextLifeCheck();
        next = next && outer ? std::min(*next, *outer) : next ? next : outer;
    }
    return next;
}

void Session::addPollEntries(std::vector<pollfd>& entries) const {
    if (m_through)
        m_through->addPollEntries(entries);
    const bool writes = (ssh_get_poll_flags(m_ssh) & SSH_WRITE_PENDING) != 0;
    entries.push_back({ssh_get_fd(m_ssh), static_cast<short>(writes ? POLLIN | POLLOUT : POLLIN), 0});
}

SshResult<bool> Session::turn(base::SteadyTime deadline) {
    std::vector<pollfd> entries{{m_wake.descriptor(), POLLIN, 0}};
    addPollEntries(entries);
    auto until = deadline;
    if (const auto check = nextLifeCheck())
        until = std::min(until, *check);
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - now());
    const auto timeout = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000));
    if (::poll(entries.data(), entries.size(), timeout) < 0 && errno != EINTR)
        return tl::make_unexpected(lossOf());
    if (m_wake.stopped())
        return tl::make_unexpected(
            SshError{Failure::Stopped, fmt::format("The connection to {} was stopped.", m_name)});
    if (auto pumped = pump(); !pumped)
        return tl::make_unexpected(pumped.error());
    return (entries[0].revents & POLLIN) != 0;
}

SshResult<void> Session::until(base::SteadyTime deadline, std::string_view what,
                               const std::function<bool()>& done) {
    bool notified = false;
    auto result = [&]() -> SshResult<void> {
        for (;;) {
            const auto before = received();
            if (done())
                return {};
            // libssh takes in packets in most of its calls: what `done` asked first may be answered by now.
            if (received() != before)
                continue;
            if (now() >= deadline)
                return tl::make_unexpected(
                    SshError{Failure::TimedOut, fmt::format("{} took too long on {}.", what, m_name)});
            const auto turned = turn(deadline);
            if (!turned)
                return tl::make_unexpected(turned.error());
            if (*turned) {
                m_wake.clear();
                notified = true;
            }
        }
    }();
    if (notified)
        m_wake.notify();
    return result;
}

std::string Session::complaint() const {
    return base::sanitized(ssh_get_error(m_ssh), 300);
}

bool Session::broken() const {
    return ssh_get_fd(m_ssh) < 0 || (ssh_get_status(m_ssh) & (SSH_CLOSED | SSH_CLOSED_ERROR)) != 0;
}

SshError Session::error(Failure failure, std::string_view what) const {
    return {failure, fmt::format("{} on {}: {}.", what, m_name, complaint())};
}

SshError Session::lossOf() const {
    return m_loggedIn ? error(Failure::Lost, "The connection was lost")
                      : error(Failure::Unreachable, "The connection was closed before the login");
}

void Session::release(ssh_channel channel, ChannelState state) {
    if (state == ChannelState::Opening && !broken()) {
        m_abandoned.push_back(channel);
        return;
    }
    // The first call may say SSH_AGAIN after its EOF, with the CLOSE still to be sent.
    if (state == ChannelState::Open && !broken() && ssh_channel_close(channel) == SSH_AGAIN)
        ssh_channel_close(channel);
    ssh_channel_free(channel);
}

void Session::closeAbandoned() {
    std::erase_if(m_abandoned, [this](ssh_channel channel) {
        // Whatever the channel's kind, on one that is being opened this only looks for the answer.
        const int answer = ssh_channel_open_session(channel);
        if (answer == SSH_AGAIN)
            return false;
        release(channel, answer == SSH_OK ? ChannelState::Open : ChannelState::None);
        return true;
    });
}

} // namespace understudy::ops::ssh
