// Addresses as the system's calls and Asio want them.
#pragma once

#include <sys/socket.h>

#include <asio/ip/tcp.hpp>

#include "core/base/ip.h"

namespace understudy::speaker {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;
};

SocketAddress toSockaddr(const base::IpAddress& address, std::uint16_t port);

/// `scope`: the interface's index for a link-local IPv6 address, else 0.
asio::ip::tcp::endpoint toEndpoint(const base::IpAddress& address, std::uint16_t port,
                                   std::uint32_t scope = 0);

/// IPv4-mapped IPv6 addresses become IPv4.
base::IpAddress toIpAddress(const asio::ip::address& address);

asio::ip::tcp toTcp(base::Family family);

/// fe80::/10 or 169.254.0.0/16.
bool isLinkLocal(const base::IpAddress& address);

} // namespace understudy::speaker
