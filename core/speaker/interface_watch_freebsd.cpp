#include "core/speaker/interface_watch.h"

#include <sys/param.h>
#include <sys/socket.h>
#include <sys/sysctl.h>

#include <ifaddrs.h>
#include <net/if.h>
#include <net/if_dl.h>
#include <net/route.h>
#include <netinet/in.h>
#include <netinet6/in6_var.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include <asio/posix/stream_descriptor.hpp>

namespace understudy::speaker {
namespace {

base::Error systemError(const char* what) {
    return {std::string(what) + ": " + std::strerror(errno) + "."};
}

std::optional<base::IpAddress> addressOf(const sockaddr* address) {
    if (address != nullptr && address->sa_family == AF_INET) {
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in*>(address)->sin_addr, bytes.size());
        return base::IpAddress::v4(bytes);
    }
    if (address != nullptr && address->sa_family == AF_INET6) {
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr, bytes.size());
        return base::IpAddress::v6(bytes);
    }
    return std::nullopt;
}

int lengthOf(const base::IpAddress& mask) {
    int length = 0;
    for (const auto byte : mask.bytes())
        length += __builtin_popcount(byte);
    return length;
}

/// Whether duplicate address detection is over, and found none (in6(4), SIOCGIFAFLAG_IN6).
bool isUsable(const char* interface, const sockaddr* address) {
    if (address->sa_family != AF_INET6)
        return true;
    const int fd = ::socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    in6_ifreq request{};
    std::strncpy(request.ifr_name, interface, sizeof request.ifr_name - 1);
    request.ifr_addr = *reinterpret_cast<const sockaddr_in6*>(address);
    const bool known = ::ioctl(fd, SIOCGIFAFLAG_IN6, &request) == 0;
    ::close(fd);
    constexpr int notYet = IN6_IFF_TENTATIVE | IN6_IFF_DUPLICATED;
    return known && (request.ifr_ifru.ifru_flags6 & notYet) == 0;
}

void addLink(const ifaddrs& entry, Interface& interface) {
    interface.name = entry.ifa_name;
    interface.up = (entry.ifa_flags & IFF_UP) != 0;
    interface.carrier = (entry.ifa_flags & IFF_RUNNING) != 0;
    interface.loopback = (entry.ifa_flags & IFF_LOOPBACK) != 0;
    interface.broadcast = (entry.ifa_flags & IFF_BROADCAST) != 0;
    interface.multicast = (entry.ifa_flags & IFF_MULTICAST) != 0;
    interface.pointToPoint = (entry.ifa_flags & IFF_POINTOPOINT) != 0;
    if (const auto* data = static_cast<const if_data*>(entry.ifa_data))
        interface.mtu = data->ifi_mtu;
}

void addAddress(const ifaddrs& entry, const base::IpAddress& own, Interface& interface) {
    const auto mask = addressOf(entry.ifa_netmask);
    const int length = mask ? lengthOf(*mask) : addressBits(own.family());
    InterfaceAddress address;
    if (interface.pointToPoint)
        address.opposite = addressOf(entry.ifa_dstaddr);
    address.network = base::Prefix(address.opposite.value_or(own), length).network();
    address.usable = isUsable(entry.ifa_name, entry.ifa_addr);
    interface.addresses.insert_or_assign(base::Prefix(own, length), address);
}

base::Result<InterfaceTable> readAll() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        return tl::make_unexpected(systemError("The kernel does not tell its interfaces"));
    InterfaceTable table;
    for (const auto* entry = list; entry != nullptr; entry = entry->ifa_next) {
        const auto index = ::if_nametoindex(entry->ifa_name);
        if (index == 0 || entry->ifa_addr == nullptr)
            continue;
        auto& interface = table[index];
        if (entry->ifa_addr->sa_family == AF_LINK)
            addLink(*entry, interface);
        else if (const auto own = addressOf(entry->ifa_addr))
            addAddress(*entry, *own, interface);
    }
    ::freeifaddrs(list);
    return table;
}

/// route(4) says that something has changed; what, is read anew.
class RouteSocketWatch final : public InterfaceWatch {
public:
    RouteSocketWatch(asio::io_context& io, int fd, std::function<void()> changed)
        : m_socket(io, fd), m_changed(std::move(changed)) {}

    base::Result<void> begin() {
        auto table = readAll();
        if (!table)
            return tl::make_unexpected(table.error());
        m_table = std::move(*table);
        wait();
        return {};
    }

    const InterfaceTable& table() const override { return m_table; }

private:
    void wait() {
        m_socket.async_wait(asio::posix::stream_descriptor::wait_read, [this](const asio::error_code& error) {
            if (error)
                return;
            if (isAboutInterfaces()) {
                if (auto table = readAll(); table && *table != m_table) {
                    m_table = std::move(*table);
                    m_changed();
                }
            }
            wait();
        });
    }

    /// Takes all messages that are there. An overflow counts as a change.
    bool isAboutInterfaces() {
        bool about = false;
        for (;;) {
            std::array<std::uint8_t, 4096> buffer;
            const auto count = ::recv(m_socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (count < 0 && errno == EINTR)
                continue;
            if (count <= 0)
                return about || (count < 0 && errno == ENOBUFS);
            rt_msghdr header{};
            std::memcpy(&header, buffer.data(),
                        std::min<std::size_t>(sizeof header, static_cast<std::size_t>(count)));
            about |= header.rtm_type == RTM_IFINFO || header.rtm_type == RTM_NEWADDR ||
                     header.rtm_type == RTM_DELADDR || header.rtm_type == RTM_IFANNOUNCE;
        }
    }

    asio::posix::stream_descriptor m_socket;
    std::function<void()> m_changed;
    InterfaceTable m_table;
};

} // namespace

base::Result<std::unique_ptr<InterfaceWatch>> InterfaceWatch::open(asio::io_context& io,
                                                                   std::function<void()> changed, Overrun) {
    const int fd = ::socket(PF_ROUTE, SOCK_RAW | SOCK_CLOEXEC, AF_UNSPEC);
    if (fd < 0)
        return tl::make_unexpected(systemError("The kernel's interfaces cannot be watched"));
    auto watch = std::make_unique<RouteSocketWatch>(io, fd, std::move(changed));
    if (auto begun = watch->begin(); !begun)
        return tl::make_unexpected(begun.error());
    return watch;
}

} // namespace understudy::speaker
