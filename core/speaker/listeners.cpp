#include "core/speaker/listeners.h"

#include <chrono>
#include <memory>

#include <asio/ip/v6_only.hpp>
#include <asio/steady_timer.hpp>
#include <fmt/format.h>

#include "core/speaker/addresses.h"
#include "core/speaker/socket_errors.h"
#include "core/speaker/tcp_options.h"

namespace understudy::speaker {
namespace {

using asio::ip::tcp;

constexpr int backlog = 16;

} // namespace

Listeners::Listeners(asio::io_context& io, Accepted accepted, Complaint complaint)
    : m_io(io), m_accepted(std::move(accepted)), m_complaint(std::move(complaint)) {}

base::Result<void> Listeners::open(base::Family family, std::uint16_t port) {
    const Key key{family, port};
    if (m_acceptors.contains(key))
        return {};
    const auto protocol = toTcp(family);
    asio::error_code error;
    tcp::acceptor acceptor(m_io);
    acceptor.open(protocol, error);
    if (!error)
        acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && family == base::Family::V6)
        acceptor.set_option(asio::ip::v6_only(true), error);
    if (!error)
        acceptor.bind({protocol, port}, error);
    if (!error)
        acceptor.listen(backlog, error);
    if (!error)
        acceptor.non_blocking(true, error);
    if (error)
        return base::failure(
            fmt::format("TCP port {} cannot be listened on for IPv{}: {}. Is another BGP speaker "
                        "running on this node?",
                        port, static_cast<int>(family), error.message()));
    // A neighbor with TTL security drops answers that do not come with the highest.
    if (auto set = setTtl(acceptor.native_handle(), family, 255); !set)
        return set;
    m_acceptors.emplace(key, std::move(acceptor));
    accept(key);
    return {};
}

base::Result<void> Listeners::setPassword(const base::IpAddress& neighbor, std::uint16_t port,
                                          const base::Secret& password) {
    const auto acceptor = m_acceptors.find({neighbor.family(), port});
    if (acceptor == m_acceptors.end())
        return {};
    return setMd5Password(acceptor->second.native_handle(), neighbor, password);
}

void Listeners::keepOnly(const std::set<Key>& used) {
    std::erase_if(m_acceptors, [&](const auto& entry) { return !used.contains(entry.first); });
}

void Listeners::accept(Key key) {
    const auto acceptor = m_acceptors.find(key);
    if (acceptor == m_acceptors.end())
        return;
    acceptor->second.async_accept([this, key](const asio::error_code& error, tcp::socket socket) {
        if (error == asio::error::operation_aborted)
            return;
        if (error && error != asio::error::connection_aborted) {
            m_complaint("A connection cannot be accepted: " + error.message());
            auto pause = std::make_shared<asio::steady_timer>(m_io, acceptPause);
            pause->async_wait([this, key, pause](const asio::error_code&) { accept(key); });
            return;
        }
        if (!error) {
            asio::error_code gone;
            const auto remote = socket.remote_endpoint(gone);
            const auto local = gone ? tcp::endpoint() : socket.local_endpoint(gone);
            if (!gone)
                m_accepted(std::move(socket), toIpAddress(remote.address()), toIpAddress(local.address()),
                           key.second);
        }
        accept(key);
    });
}

} // namespace understudy::speaker
