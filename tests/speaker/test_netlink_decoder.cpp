#include "core/speaker/netlink_decoder.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <cstring>

#include <gmock/gmock.h>

namespace understudy::speaker {
namespace {

/// Builds messages as the kernel does, aligned to four octets.
class Message {
public:
    template <typename Body>
    Message(std::uint16_t type, const Body& body) {
        append(nlmsghdr{0, type, 0, 0, 0});
        append(body);
    }

    template <typename Value>
    Message& with(std::uint16_t type, const Value& value) {
        return with(type, base::ByteView{reinterpret_cast<const std::uint8_t*>(&value), sizeof value});
    }
    Message& with(std::uint16_t type, base::ByteView value) {
        append(rtattr{static_cast<std::uint16_t>(sizeof(rtattr) + value.size()), type});
        m_bytes.insert(m_bytes.end(), value.begin(), value.end());
        m_bytes.resize((m_bytes.size() + 3) / 4 * 4);
        return *this;
    }

    base::Bytes bytes() const {
        auto result = m_bytes;
        const auto length = static_cast<std::uint32_t>(result.size());
        std::memcpy(result.data(), &length, sizeof length);
        return result;
    }

private:
    template <typename Part>
    void append(const Part& part) {
        const auto* begin = reinterpret_cast<const std::uint8_t*>(&part);
        m_bytes.insert(m_bytes.end(), begin, begin + sizeof part);
    }

    base::Bytes m_bytes;
};

base::Bytes link(std::uint16_t type, unsigned flags, std::uint8_t family = AF_UNSPEC) {
    ifinfomsg body{};
    body.ifi_family = family;
    body.ifi_index = 7;
    body.ifi_flags = flags;
    const std::uint8_t name[] = {'d', 'u', 'm', 'm', 'y', '1', 0};
    return Message(type, body)
        .with(IFLA_IFNAME, base::ByteView(name))
        .with(IFLA_MTU, std::uint32_t{1500})
        .bytes();
}

base::Bytes address6(std::uint16_t type, std::uint32_t flags) {
    ifaddrmsg body{};
    body.ifa_family = AF_INET6;
    body.ifa_prefixlen = 64;
    body.ifa_index = 7;
    const auto address = base::IpAddress::parse("2001:db8:2222::1").value().bytes();
    return Message(type, body).with(IFA_ADDRESS, base::ByteView(address)).with(IFA_FLAGS, flags).bytes();
}

base::Bytes address4(std::uint16_t type, const char* local, const char* other, std::uint8_t length) {
    ifaddrmsg body{};
    body.ifa_family = AF_INET;
    body.ifa_prefixlen = length;
    body.ifa_index = 7;
    const auto first = base::IpAddress::parse(local).value().bytes();
    const auto second = base::IpAddress::parse(other).value().bytes();
    return Message(type, body)
        .with(IFA_LOCAL, base::ByteView(first).first(4))
        .with(IFA_ADDRESS, base::ByteView(second).first(4))
        .bytes();
}

class NetlinkDecoder : public testing::Test {
protected:
    bool apply(const base::Bytes& bytes) { return applyNetlink(bytes, table).changed; }

    InterfaceTable table;
};

TEST_F(NetlinkDecoder, LearnsALinkAndItsChanges) {
    EXPECT_TRUE(apply(link(RTM_NEWLINK, IFF_UP | IFF_LOWER_UP)));
    ASSERT_TRUE(table.contains(7));
    EXPECT_EQ(table[7].name, "dummy1");
    EXPECT_EQ(table[7].mtu, 1500u);
    EXPECT_TRUE(table[7].up);
    EXPECT_FALSE(apply(link(RTM_NEWLINK, IFF_UP | IFF_LOWER_UP))) << "the same again is no change";
    EXPECT_TRUE(apply(link(RTM_NEWLINK, 0)));
    EXPECT_FALSE(table[7].up);
    EXPECT_TRUE(apply(link(RTM_DELLINK, 0)));
    EXPECT_TRUE(table.empty());
}

TEST_F(NetlinkDecoder, PassesOverWhatOtherFamiliesTellOfALink) {
    apply(link(RTM_NEWLINK, IFF_UP));
    EXPECT_FALSE(apply(link(RTM_DELLINK, 0, AF_BRIDGE))) << "it left a bridge, and is still there";
    EXPECT_TRUE(table.contains(7));
}

TEST_F(NetlinkDecoder, TakesAnIpv6AddressOnlyAfterDuplicateAddressDetection) {
    apply(link(RTM_NEWLINK, IFF_UP));
    EXPECT_TRUE(apply(address6(RTM_NEWADDR, IFA_F_TENTATIVE)));
    ASSERT_EQ(table[7].addresses.size(), 1u);
    EXPECT_FALSE(table[7].addresses.begin()->second.usable);
    EXPECT_TRUE(apply(address6(RTM_NEWADDR, 0)));
    EXPECT_TRUE(table[7].addresses.begin()->second.usable);
    EXPECT_TRUE(apply(address6(RTM_NEWADDR, IFA_F_DADFAILED)));
    EXPECT_FALSE(table[7].addresses.begin()->second.usable);
    EXPECT_TRUE(apply(address6(RTM_DELADDR, 0)));
    EXPECT_TRUE(table[7].addresses.empty());
}

TEST_F(NetlinkDecoder, TakesTheOtherEndOfAPointToPointLinkAsItsNetwork) {
    apply(link(RTM_NEWLINK, IFF_UP | IFF_POINTOPOINT));
    EXPECT_TRUE(apply(address4(RTM_NEWADDR, "192.0.2.1", "198.51.100.9", 32)));
    EXPECT_EQ(table[7].addresses.begin()->first.toString(), "192.0.2.1/32");
    EXPECT_EQ(table[7].addresses.begin()->second.network.toString(), "198.51.100.9/32");
}

TEST_F(NetlinkDecoder, PassesOverAddressesOfUnknownLinksAndImpossibleLengths) {
    EXPECT_FALSE(apply(address4(RTM_NEWADDR, "192.0.2.1", "192.0.2.1", 24)));
    apply(link(RTM_NEWLINK, IFF_UP));
    EXPECT_FALSE(apply(address4(RTM_NEWADDR, "192.0.2.1", "192.0.2.1", 33)));
}

TEST_F(NetlinkDecoder, SurvivesEveryTruncation) {
    apply(link(RTM_NEWLINK, IFF_UP));
    auto both = link(RTM_NEWLINK, IFF_UP);
    const auto second = address6(RTM_NEWADDR, 0);
    both.insert(both.end(), second.begin(), second.end());
    for (std::size_t length = 0; length < both.size(); ++length) {
        auto copy = table;
        applyNetlink(base::ByteView(both).first(length), copy);
        EXPECT_TRUE(copy[7].addresses.empty()) << length;
    }
    EXPECT_TRUE(apply(both));
}

} // namespace
} // namespace understudy::speaker
