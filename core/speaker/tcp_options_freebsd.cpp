#include "core/speaker/tcp_options.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace understudy::speaker {
namespace {

base::Result<void> setNumber(int socket, int level, int option, int value, const char* what) {
    if (::setsockopt(socket, level, option, &value, sizeof value) == 0)
        return {};
    return base::failure(std::string("The kernel refuses to set ") + what +
                         " of a socket: " + std::strerror(errno) + ".");
}

} // namespace

/// The keys themselves are in the kernel's security association database, put there with setkey(8); the
/// socket only says that they are to be used (tcp(4), TCP_MD5SIG).
base::Result<void> setMd5Password(int socket, const base::IpAddress&, const base::Secret& password) {
    const int use = password.empty() ? 0 : 1;
    if (::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG, &use, sizeof use) == 0)
        return {};
    if (errno == ENOPROTOOPT)
        return base::failure("Kernel does not support TCP MD5 signatures: load the module tcpmd5");
    return base::failure(std::string("The kernel refuses TCP MD5: ") + std::strerror(errno) + ".");
}

base::Result<void> setTtl(int socket, base::Family family, int ttl) {
    if (family == base::Family::V4)
        return setNumber(socket, IPPROTO_IP, IP_TTL, ttl, "the TTL");
    return setNumber(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl, "the hop limit");
}

base::Result<void> setMinimumTtl(int socket, base::Family family, int ttl) {
    if (family == base::Family::V4)
        return setNumber(socket, IPPROTO_IP, IP_MINTTL, ttl, "the lowest accepted TTL");
    // ip6(4) has nothing like IP_MINTTL.
    return base::failure("Kernel does not support TTL security for IPv6");
}

} // namespace understudy::speaker
