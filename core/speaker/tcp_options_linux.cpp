#include "core/speaker/tcp_options.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/speaker/addresses.h"

namespace understudy::speaker {
namespace {

base::Result<void> setNumber(int socket, int level, int option, int value, const char* what) {
    if (::setsockopt(socket, level, option, &value, sizeof value) == 0)
        return {};
    return base::failure(std::string("The kernel refuses to set ") + what +
                         " of a socket: " + std::strerror(errno) + ".");
}

} // namespace

base::Result<void> setMd5Password(int socket, const base::IpAddress& neighbor, const base::Secret& password) {
    tcp_md5sig signature{};
    const auto address = toSockaddr(neighbor, 0);
    static_assert(sizeof address.storage <= sizeof signature.tcpm_addr);
    std::memcpy(&signature.tcpm_addr, &address.storage, sizeof address.storage);
    const auto& key = password.reveal();
    if (key.size() > sizeof signature.tcpm_key)
        return base::failure("The password is longer than the 80 octets that TCP MD5 has room for.");
    signature.tcpm_keylen = static_cast<std::uint16_t>(key.size());
    std::copy(key.begin(), key.end(), signature.tcpm_key);
    const auto set = ::setsockopt(socket, IPPROTO_TCP, TCP_MD5SIG, &signature, sizeof signature);
    const int why = errno;
    explicit_bzero(&signature, sizeof signature);
    if (set == 0 || (key.empty() && why == ENOENT))
        return {};
    if (why == ENOPROTOOPT || why == EINVAL)
        return base::failure("Kernel does not support TCP MD5 signatures");
    return base::failure(std::string("The kernel refuses the password of TCP MD5: ") + std::strerror(why) +
                         ".");
}

base::Result<void> setTtl(int socket, base::Family family, int ttl) {
    if (family == base::Family::V4)
        return setNumber(socket, IPPROTO_IP, IP_TTL, ttl, "the TTL");
    return setNumber(socket, IPPROTO_IPV6, IPV6_UNICAST_HOPS, ttl, "the hop limit");
}

base::Result<void> setMinimumTtl(int socket, base::Family family, int ttl) {
    if (family == base::Family::V4)
        return setNumber(socket, IPPROTO_IP, IP_MINTTL, ttl, "the lowest accepted TTL");
    // IPV6_MINHOPCOUNT of <linux/in6.h>, which cannot be included beside <netinet/in.h>.
    constexpr int ipv6MinHopCount = 73;
    return setNumber(socket, IPPROTO_IPV6, ipv6MinHopCount, ttl, "the lowest accepted hop limit");
}

} // namespace understudy::speaker
