// Asking one daemon of a node: over its control socket, or by birdc. Read-only either way.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/bird/reply.h"
#include "core/bird/values.h"
#include "core/ops/ssh/connection.h"

namespace understudy::ops {

/// Why a daemon could not be asked.
struct QueryError {
    enum class Kind {
        Connection, ///< the SSH connection is gone, or the thread is to stop: `ssh` says which
        Closed,     ///< the daemon closed its socket: open it anew
        NotThere,   ///< sshd or the socket let nobody in at this path: try another way
        NotRunning, ///< there is certainly no daemon behind the socket
        Failed,     ///< anything else: the poll has failed
    };
    Kind kind = Kind::Failed;
    std::string what;
    ssh::Failure ssh = ssh::Failure::Lost;
};

template <typename T>
using QueryResult = tl::expected<T, QueryError>;

/// Called while an answer is waited for, so that other channels are served in the meantime.
using Meanwhile = std::function<void()>;

/// One daemon. Belongs to the connection's thread.
class SpeakerQuery {
public:
    SpeakerQuery(const SpeakerQuery&) = delete;
    SpeakerQuery& operator=(const SpeakerQuery&) = delete;
    virtual ~SpeakerQuery() = default;

    virtual const bird::Greeting& greeting() const = 0;
    virtual bool overControlSocket() const = 0;
    /// `command` without a line end, built by bird/commands. A refusal by the daemon is a reply, not an
    /// error.
    virtual QueryResult<bird::Reply> ask(std::string_view command) = 0;

protected:
    SpeakerQuery() = default;
};

/// Opens the socket through sshd and puts it into `restrict` mode. Kind::Failed when sshd or the socket
/// refuses.
QueryResult<std::unique_ptr<SpeakerQuery>> openControlSocket(ssh::Connection& connection,
                                                             const std::string& path, Meanwhile meanwhile);

/// Runs `CLIENT -r -v` once to see that it works. Errors name what to do: no birdc, daemon not running, no
/// permission. `client` is birdc, birdc6 or understudyc; Kind::NotThere when it is not installed.
QueryResult<std::unique_ptr<SpeakerQuery>> openBirdc(ssh::Connection& connection, const std::string& client);

} // namespace understudy::ops
