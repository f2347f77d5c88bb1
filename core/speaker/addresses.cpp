#include "core/speaker/addresses.h"

#include <netinet/in.h>

#include <algorithm>
#include <cstring>

namespace understudy::speaker {

SocketAddress toSockaddr(const base::IpAddress& address, std::uint16_t port) {
    const auto endpoint = toEndpoint(address, port);
    SocketAddress result;
    result.length = static_cast<socklen_t>(endpoint.size());
    std::memcpy(&result.storage, endpoint.data(), endpoint.size());
    return result;
}

asio::ip::tcp::endpoint toEndpoint(const base::IpAddress& address, std::uint16_t port, std::uint32_t scope) {
    if (address.family() == base::Family::V4) {
        asio::ip::address_v4::bytes_type bytes;
        std::copy_n(address.bytes().begin(), bytes.size(), bytes.begin());
        return {asio::ip::address_v4(bytes), port};
    }
    asio::ip::address_v6::bytes_type bytes;
    std::copy_n(address.bytes().begin(), bytes.size(), bytes.begin());
    return {asio::ip::address_v6(bytes, scope), port};
}

base::IpAddress toIpAddress(const asio::ip::address& address) {
    if (address.is_v6() && !address.to_v6().is_v4_mapped())
        return base::IpAddress::v6(address.to_v6().to_bytes());
    const auto v4 = address.is_v4() ? address.to_v4() : make_address_v4(asio::ip::v4_mapped, address.to_v6());
    return base::IpAddress::v4(v4.to_bytes());
}

asio::ip::tcp toTcp(base::Family family) {
    return family == base::Family::V4 ? asio::ip::tcp::v4() : asio::ip::tcp::v6();
}

bool isLinkLocal(const base::IpAddress& address) {
    const auto& bytes = address.bytes();
    if (address.family() == base::Family::V4)
        return bytes[0] == 169 && bytes[1] == 254;
    return bytes[0] == 0xfe && (bytes[1] & 0xc0) == 0x80;
}

} // namespace understudy::speaker
