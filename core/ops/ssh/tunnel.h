// The way through a jump host: a forwarded TCP connection of one session that carries another session.
#pragma once

#include <poll.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/file_descriptor.h"
#include "core/ops/ssh/remote_channel.h"

namespace understudy::ops::ssh {

class Session;

/// Carries bytes between the channel and a socket pair; pumped by the session at the other end of the pair.
class Tunnel {
public:
    /// `jump` is logged in. The jump host resolves `host`.
    static SshResult<std::unique_ptr<Tunnel>> open(std::shared_ptr<Session> jump, const std::string& host,
                                                   std::uint16_t port, base::SteadyTime deadline);

    /// The end for the session that goes through the tunnel; once.
    FileDescriptor takeFarEnd() { return std::move(m_farEnd); }

    /// Carries what there is, without sleeping. Fails when the jump host is lost.
    SshResult<void> pump();
    void addPollEntries(std::vector<pollfd>& entries) const;
    std::optional<base::SteadyTime> nextLifeCheck() const;

private:
    Tunnel(std::shared_ptr<Session> jump, std::unique_ptr<RemoteChannel> channel, FileDescriptor nearEnd,
           FileDescriptor farEnd);

    bool carryIn();
    bool carryOut();

    std::shared_ptr<Session> m_jump;
    std::unique_ptr<RemoteChannel> m_channel;
    FileDescriptor m_nearEnd;
    FileDescriptor m_farEnd;
    std::string m_in;  ///< from the channel, not yet in the socket pair
    std::string m_out; ///< from the socket pair, not yet in the channel
    bool m_inEnded = false;
    bool m_outEnded = false;
};

} // namespace understudy::ops::ssh
