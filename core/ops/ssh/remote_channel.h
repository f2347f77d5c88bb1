// A channel of a session: a command, a forwarded Unix socket, or a forwarded TCP connection.
#pragma once

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>

#include <libssh/callbacks.h>
#include <libssh/libssh.h>

#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/session.h"

namespace understudy::ops::ssh {

/// Keeps its session alive; closed when destroyed.
class RemoteChannel : public Channel {
public:
    /// `command` is run by the login shell of the user.
    static SshResult<std::unique_ptr<RemoteChannel>>
    openCommand(std::shared_ptr<Session> session, const std::string& command, base::SteadyTime deadline);
    static SshResult<std::unique_ptr<RemoteChannel>>
    openUnixSocket(std::shared_ptr<Session> session, const std::string& path, base::SteadyTime deadline);
    /// Refused when the server forbids forwarding, Unreachable when it cannot connect to `host`.
    static SshResult<std::unique_ptr<RemoteChannel>> openTcp(std::shared_ptr<Session> session,
                                                             const std::string& host, std::uint16_t port,
                                                             base::SteadyTime deadline);
    ~RemoteChannel() override;

    SshResult<std::string> readAvailable(std::size_t max = 65536) override;
    SshResult<void> write(std::string_view bytes, base::SteadyTime deadline) override;

    /// What has arrived on standard output, or standard error; empty also when there will be no more.
    std::string readOutput(std::size_t max = 65536);
    std::string readErrors(std::size_t max = 65536);
    /// As much as the other side's window takes now, maybe nothing.
    SshResult<std::size_t> writeSome(std::string_view bytes);
    void sendEof();
    /// The other side has closed the channel and everything has been read.
    bool finished() const;
    /// After finished(): the exit status, or 128 + the signal's number; nullopt when the server told neither.
    std::optional<int> exitStatus() const;
    /// Something to read, or an end that has not been reported yet.
    bool hasNews();

private:
    RemoteChannel(std::shared_ptr<Session> session, std::string what);

    SshResult<void> open(base::SteadyTime deadline, const std::function<int(ssh_channel)>& request);
    static void onExitSignal(ssh_session session, ssh_channel channel, const char* signal, int core,
                             const char* message, const char* language, void* self);

    std::shared_ptr<Session> m_session;
    std::string m_what; ///< for people: the command, or the socket's path
    ssh_channel m_channel;
    ChannelState m_state = ChannelState::None;
    ssh_channel_callbacks_struct m_callbacks{};
    std::optional<int> m_signal;
    std::string m_errors; ///< the last of standard error that nobody asked for
    bool m_endReported = false;
    std::list<RemoteChannel*>::iterator m_place;
};

} // namespace understudy::ops::ssh
