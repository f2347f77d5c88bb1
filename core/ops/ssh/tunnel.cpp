#include "core/ops/ssh/tunnel.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "core/ops/ssh/session.h"

namespace understudy::ops::ssh {
namespace {

constexpr std::size_t chunk = 65536;

SshError throughJump(const Session& jump, SshError error) {
    error.what = fmt::format("Jump host {}: {}", jump.name(), error.what);
    return error;
}

} // namespace

SshResult<std::unique_ptr<Tunnel>> Tunnel::open(std::shared_ptr<Session> jump, const std::string& host,
                                                std::uint16_t port, base::SteadyTime deadline) {
    auto channel = RemoteChannel::openTcp(jump, host, port, deadline);
    if (!channel)
        return tl::make_unexpected(throughJump(*jump, std::move(channel.error())));
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0)
        return tl::make_unexpected(SshError{
            Failure::Unreachable, fmt::format("No socket pair for the way through {}: {}.", jump->name(),
                                              std::generic_category().message(errno))});
    return std::unique_ptr<Tunnel>(
        new Tunnel(std::move(jump), std::move(*channel), FileDescriptor(ends[0]), FileDescriptor(ends[1])));
}

Tunnel::Tunnel(std::shared_ptr<Session> jump, std::unique_ptr<RemoteChannel> channel, FileDescriptor nearEnd,
               FileDescriptor farEnd)
    : m_jump(std::move(jump)), m_channel(std::move(channel)), m_nearEnd(std::move(nearEnd)),
      m_farEnd(std::move(farEnd)) {}

SshResult<void> Tunnel::pump() {
    if (auto pumped = m_jump->pump(); !pumped)
        return tl::make_unexpected(throughJump(*m_jump, std::move(pumped.error())));
    for (bool moved = true; moved;) {
        const auto before = m_jump->received();
        moved = carryIn();
        moved = carryOut() || moved;
        moved = moved || m_jump->received() != before;
    }
    return {};
}

bool Tunnel::carryIn() {
    if (m_in.empty() && !m_inEnded) {
        auto bytes = m_channel->readAvailable(chunk);
        if (bytes)
            m_in = std::move(*bytes);
        else
            m_inEnded = true;
    }
    if (m_in.empty()) {
        if (m_inEnded)
            ::shutdown(m_nearEnd.get(), SHUT_WR);
        return false;
    }
    const auto sent = ::send(m_nearEnd.get(), m_in.data(), m_in.size(), MSG_NOSIGNAL);
    if (sent <= 0)
        return false;
    m_in.erase(0, static_cast<std::size_t>(sent));
    return true;
}

bool Tunnel::carryOut() {
    if (m_out.empty() && !m_outEnded) {
        m_out.resize(chunk);
        const auto count = ::recv(m_nearEnd.get(), m_out.data(), m_out.size(), 0);
        m_outEnded = count == 0;
        m_out.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    }
    if (m_out.empty())
        return false;
    const auto written = m_channel->writeSome(m_out);
    if (!written) {
        m_out.clear();
        m_outEnded = true;
        return false;
    }
    m_out.erase(0, *written);
    return *written > 0;
}

void Tunnel::addPollEntries(std::vector<pollfd>& entries) const {
    m_jump->addPollEntries(entries);
    short events = 0;
    if (!m_in.empty())
        events |= POLLOUT;
    if (m_out.empty() && !m_outEnded)
        events |= POLLIN;
    entries.push_back({m_nearEnd.get(), events, 0});
}

std::optional<base::SteadyTime> Tunnel::nextLifeCheck() const {
    return m_jump->nextLifeCheck();
}

} // namespace understudy::ops::ssh
