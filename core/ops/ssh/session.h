// One logged-in (or soon to be) libssh session, driven without ever blocking.
//
// libssh runs in non-blocking mode; this class owns the only place where a connection sleeps. A session that
// goes through a jump host is fed by its Tunnel, which is driven from here too: a chain of any length belongs
// to one thread.
#pragma once

#include <poll.h>

#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <libssh/libssh.h>

#include "core/base/clock.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/file_descriptor.h"

namespace understudy::ops::ssh {

class RemoteChannel;
class Tunnel;

/// How far a channel has come: never opened or refused, asked for, open.
enum class ChannelState { None, Opening, Open };

class Session {
public:
    /// `socket` does not block; when it is an end of a tunnel, `through` is the tunnel. `name` is for people:
    /// `HOST` or `HOST:PORT`. `wake` outlives the session.
    Session(FileDescriptor socket, std::unique_ptr<Tunnel> through, std::string name, Wake& wake);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    ssh_session handle() const { return m_ssh; }
    const std::string& name() const { return m_name; }
    Wake& wake() const { return m_wake; }

    /// Exchanges versions and keys: after this the server's host key can be looked at.
    SshResult<void> shakeHands(base::SteadyTime deadline);
    /// To be called once logged in. From then on a server that has been silent for 1 s is asked for a sign of
    /// life, and one that owes it for 3 s is given up as Lost; before that, failures are Unreachable.
    void loggedIn();

    /// Takes in what has arrived and sends what waits, without sleeping.
    SshResult<void> pump();
    /// Sleeps until something moves, the Wake is notified or the deadline has passed; then pumps. True when
    /// the Wake was notified. Fails as Stopped, Lost or Unreachable.
    SshResult<bool> turn(base::SteadyTime deadline);
    /// Turns until `done` says so. Fails as TimedOut, with `what` as the subject of the sentence, or as
    /// turn(). A notification of the Wake is kept for the next wait.
    SshResult<void> until(base::SteadyTime deadline, std::string_view what,
                          const std::function<bool()>& done);

    /// What libssh last complained about, fit to be shown.
    std::string complaint() const;
    /// Whether libssh has given the session up.
    bool broken() const;
    SshError error(Failure failure, std::string_view what) const;

    /// All bytes received so far. Unchanged across a call of libssh: the call took in nothing behind our
    /// back.
    std::uint64_t received() const { return m_counter.in_bytes; }

    /// For poll(): this session's descriptor and those of the tunnels under it.
    void addPollEntries(std::vector<pollfd>& entries) const;
    /// When this session has to be pumped even if nothing moves.
    std::optional<base::SteadyTime> nextLifeCheck() const;

    /// Ends a channel. One whose opening is not answered yet is closed when the answer comes, for otherwise
    /// it would use up one of the server's MaxSessions for ever.
    void release(ssh_channel channel, ChannelState state);

    /// The channels that wait() watches.
    std::list<RemoteChannel*>& channels() { return m_channels; }

private:
    SshResult<void> checkLife();
    void closeAbandoned();
    SshError lossOf() const;

    ssh_session m_ssh;
    ssh_event m_event;
    FileDescriptor m_socket; ///< until libssh has it
    std::unique_ptr<Tunnel> m_through;
    std::string m_name;
    Wake& m_wake;
    ssh_counter_struct m_counter{};
    bool m_loggedIn = false;
    std::uint64_t m_heardBytes = 0;
    base::SteadyTime m_heard;
    std::optional<base::SteadyTime> m_asked;
    std::vector<ssh_channel> m_abandoned;
    std::list<RemoteChannel*> m_channels;
};

} // namespace understudy::ops::ssh
