#include "core/speaker/netlink_decoder.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace understudy::speaker {
namespace {

/// Copied out, for the octets need not be aligned.
template <typename Struct>
std::optional<Struct> front(base::ByteView bytes) {
    if (bytes.size() < sizeof(Struct))
        return std::nullopt;
    Struct value{};
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

base::ByteView behind(base::ByteView bytes, std::size_t count) {
    return bytes.subspan(std::min(bytes.size(), count));
}

/// Calls `visit(type, payload)` for each attribute.
template <typename Visit>
void forEachAttribute(base::ByteView bytes, Visit visit) {
    while (const auto header = front<rtattr>(bytes)) {
        if (header->rta_len < sizeof(rtattr) || header->rta_len > bytes.size())
            return;
        visit(header->rta_type, bytes.first(header->rta_len).subspan(sizeof(rtattr)));
        bytes = behind(bytes, RTA_ALIGN(header->rta_len));
    }
}

std::optional<base::IpAddress> addressOf(base::ByteView bytes) {
    if (bytes.size() == 4) {
        std::array<std::uint8_t, 4> v4{};
        std::copy(bytes.begin(), bytes.end(), v4.begin());
        return base::IpAddress::v4(v4);
    }
    if (bytes.size() == 16) {
        std::array<std::uint8_t, 16> v6{};
        std::copy(bytes.begin(), bytes.end(), v6.begin());
        return base::IpAddress::v6(v6);
    }
    return std::nullopt;
}

bool applyLink(bool gone, base::ByteView payload, InterfaceTable& table) {
    const auto message = front<ifinfomsg>(payload);
    // Of another family it tells of one protocol's view of the link, e.g. that it left a bridge.
    if (!message || message->ifi_family != AF_UNSPEC || message->ifi_index <= 0)
        return false;
    const auto index = static_cast<std::uint32_t>(message->ifi_index);
    if (gone)
        return table.erase(index) != 0;
    Link& link = table[index];
    const Link before = link;
    link.up = (message->ifi_flags & IFF_UP) != 0;
    link.carrier = (message->ifi_flags & IFF_LOWER_UP) != 0;
    link.loopback = (message->ifi_flags & IFF_LOOPBACK) != 0;
    link.broadcast = (message->ifi_flags & IFF_BROADCAST) != 0;
    link.multicast = (message->ifi_flags & IFF_MULTICAST) != 0;
    link.pointToPoint = (message->ifi_flags & IFF_POINTOPOINT) != 0;
    forEachAttribute(behind(payload, NLMSG_ALIGN(sizeof(ifinfomsg))), [&](int type, base::ByteView value) {
        if (type == IFLA_IFNAME) {
            const auto end = std::find(value.begin(), value.end(), 0);
            link.name.assign(value.begin(), end);
        } else if (type == IFLA_MTU) {
            link.mtu = front<std::uint32_t>(value).value_or(0);
        }
    });
    return link != before;
}

bool applyAddress(bool gone, base::ByteView payload, InterfaceTable& table) {
    const auto message = front<ifaddrmsg>(payload);
    if (!message)
        return false;
    std::uint32_t flags = message->ifa_flags;
    std::optional<base::IpAddress> local;
    std::optional<base::IpAddress> other;
    forEachAttribute(behind(payload, NLMSG_ALIGN(sizeof(ifaddrmsg))), [&](int type, base::ByteView value) {
        if (type == IFA_LOCAL)
            local = addressOf(value);
        else if (type == IFA_ADDRESS)
            other = addressOf(value);
        else if (type == IFA_FLAGS)
            flags = front<std::uint32_t>(value).value_or(flags);
    });
    // Only IPv4 and point-to-point links have both.
    if (!local)
        local = other;
    const auto interface = table.find(message->ifa_index);
    if (!local || interface == table.end() || message->ifa_prefixlen > addressBits(local->family()))
        return false;
    const base::Prefix own(*local, message->ifa_prefixlen);
    InterfaceAddress address;
    address.network = base::Prefix(other.value_or(*local), message->ifa_prefixlen).network();
    address.usable = (flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)) == 0 || (flags & IFA_F_OPTIMISTIC) != 0;
    // For IPv6 this flag means "temporary".
    address.secondary = local->family() == base::Family::V4 && (flags & IFA_F_SECONDARY) != 0;
    if (other && *other != *local)
        address.opposite = other;

    auto& addresses = interface->second.addresses;
    if (gone)
        return addresses.erase(own) != 0;
    const auto [place, isNew] = addresses.try_emplace(own, address);
    return isNew || std::exchange(place->second, address) != address;
}

} // namespace

NetlinkOutcome applyNetlink(base::ByteView datagram, InterfaceTable& table) {
    NetlinkOutcome outcome;
    while (const auto header = front<nlmsghdr>(datagram)) {
        if (header->nlmsg_len < sizeof(nlmsghdr) || header->nlmsg_len > datagram.size())
            return outcome;
        const auto payload = datagram.first(header->nlmsg_len).subspan(sizeof(nlmsghdr));
        switch (header->nlmsg_type) {
        case RTM_NEWLINK:
        case RTM_DELLINK:
            outcome.changed |= applyLink(header->nlmsg_type == RTM_DELLINK, payload, table);
            break;
        case RTM_NEWADDR:
        case RTM_DELADDR:
            outcome.changed |= applyAddress(header->nlmsg_type == RTM_DELADDR, payload, table);
            break;
        case NLMSG_DONE:
            outcome.done = true;
            break;
        case NLMSG_ERROR:
            if (const auto error = front<nlmsgerr>(payload))
                outcome.error = -error->error;
            break;
        default:
            break;
        }
        datagram = behind(datagram, NLMSG_ALIGN(header->nlmsg_len));
    }
    return outcome;
}

} // namespace understudy::speaker
