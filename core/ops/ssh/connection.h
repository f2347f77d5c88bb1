// One SSH connection to one node, over libssh. Everything here belongs to the thread that connected it.
//
// Nothing blocks without a deadline: every call waits on the connection's file descriptor and on the Wake, so
// that stopping is immediate and data for one channel is taken in while another is waited for.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/cluster/cluster.h"

namespace understudy::ops::ssh {

class Wake;
class ConnectGate;
class Prompter;

/// How a connection attempt, or a call on a connection, went wrong.
enum class Failure {
    Unreachable, ///< no TCP connection, name not found, closed before or while logging in: worth trying again
    Lost,        ///< the connection was up and is gone: worth trying again
    TimedOut,    ///< the deadline passed; the connection may still be alive
    Refused,     ///< host key changed or declined, no way to log in: trying again will not help
    NotPermitted,  ///< the server refused this channel (forwarding forbidden, no such socket, MaxSessions)
    TooMuchOutput, ///< a command printed more than it was allowed to
    Stopped,       ///< the Wake was told to stop
};

struct SshError {
    Failure failure = Failure::Unreachable;
    std::string what; ///< a sentence: what failed, where, and what to do
};

template <typename T>
using SshResult = tl::expected<T, SshError>;

struct Hop;

/// The way to a host as `open` takes it: by the cluster file and ~/.ssh/config, for the user of this process.
SshResult<std::vector<Hop>> findRoute(const cluster::SshTarget& target);

/// What a command left behind.
struct ExecOutput {
    std::string out;
    std::string err;
    int exit = 0; ///< 128 + signal number when a signal ended it
};

class Channel {
public:
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;
    virtual ~Channel() = default;

    /// What has arrived on standard output (or the socket), at most `max` bytes, without waiting; empty when
    /// nothing has. Failure::Lost after the last byte once the other side has closed.
    virtual SshResult<std::string> readAvailable(std::size_t max = 65536) = 0;
    /// Writes all of it, or fails.
    virtual SshResult<void> write(std::string_view bytes, base::SteadyTime deadline) = 0;

protected:
    Channel() = default;
};

class Connection {
public:
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    /// Resolves ~/.ssh/config, connects (through the jump hosts), checks the host key, logs in. `wake`,
    /// `gate` and `prompter` outlive the connection. Noticing a cut network takes at most 4 s from then on.
    static SshResult<std::unique_ptr<Connection>> open(const cluster::SshTarget& target, Wake& wake,
                                                       ConnectGate& gate, Prompter& prompter);

    /// The same on a way that is known: the jump hosts, then the node; at least one host. `sudo` as in
    /// SshTarget.
    static SshResult<std::unique_ptr<Connection>> open(const std::vector<Hop>& route, bool sudo, Wake& wake,
                                                       ConnectGate& gate, Prompter& prompter);

    /// Runs a command by a POSIX shell of the node, whatever the login shell is, with `input` on its standard
    /// input. At most `maxOutput` bytes of output are kept; more is an error, never a cut value.
    virtual SshResult<ExecOutput> exec(std::string_view command, std::string_view input,
                                       base::SteadyTime deadline, std::size_t maxOutput = 16u << 20) = 0;

    /// A command that keeps running; ended when the channel is destroyed.
    virtual SshResult<std::unique_ptr<Channel>> openCommand(std::string_view command,
                                                            base::SteadyTime deadline) = 0;

    /// A Unix socket on the node, reached through sshd (direct-streamlocal@openssh.com).
    virtual SshResult<std::unique_ptr<Channel>> openUnixSocket(std::string_view path,
                                                               base::SteadyTime deadline) = 0;

    /// Waits until data has arrived on some channel, the Wake was called, or `deadline`. Failure::Lost when
    /// the connection is gone. Returns at once while a channel has data, or an end, that was not read yet; a
    /// notification of the Wake stays until clear(), also one that came during another call.
    virtual SshResult<void> wait(base::SteadyTime deadline) = 0;

    /// Who is logged in, e.g. root.
    virtual const std::string& user() const = 0;

protected:
    Connection() = default;
};

} // namespace understudy::ops::ssh
