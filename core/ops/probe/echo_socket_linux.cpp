#include "core/ops/probe/echo_socket.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <span>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/errqueue.h>
#include <linux/icmp.h>
#include <linux/net_tstamp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace understudy::ops {
namespace {

using base::failure;
using base::Family;
using base::IpAddress;

constexpr int mostMessagesAtOnce = 512;

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

SocketAddress toSocketAddress(const IpAddress& address) {
    SocketAddress result;
    if (address.family() == Family::V4) {
        sockaddr_in v4{};
        v4.sin_family = AF_INET;
        std::memcpy(&v4.sin_addr, address.bytes().data(), sizeof v4.sin_addr);
        std::memcpy(&result.storage, &v4, sizeof v4);
        result.size = sizeof v4;
    } else {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        std::memcpy(&v6.sin6_addr, address.bytes().data(), sizeof v6.sin6_addr);
        std::memcpy(&result.storage, &v6, sizeof v6);
        result.size = sizeof v6;
    }
    return result;
}

std::optional<IpAddress> toIpAddress(const void* socketAddress) {
    sa_family_t family = AF_UNSPEC;
    std::memcpy(&family, socketAddress, sizeof family);
    if (family == AF_INET) {
        sockaddr_in v4{};
        std::memcpy(&v4, socketAddress, sizeof v4);
        std::array<std::uint8_t, 4> bytes{};
        std::memcpy(bytes.data(), &v4.sin_addr, bytes.size());
        return IpAddress::v4(bytes);
    }
    if (family == AF_INET6) {
        sockaddr_in6 v6{};
        std::memcpy(&v6, socketAddress, sizeof v6);
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
        return IpAddress::v6(bytes);
    }
    return std::nullopt;
}

std::string errorText(int error) {
    return std::system_category().message(error);
}

template <typename Value>
bool setOption(int descriptor, int level, int name, const Value& value) {
    return ::setsockopt(descriptor, level, name, &value, sizeof value) == 0;
}

/// One message with its ancillary data.
class Message {
public:
    /// Whether there was one; false with errno otherwise.
    bool receive(int descriptor, int flags) {
        m_part = {.iov_base = m_data.data(), .iov_len = m_data.size()};
        m_header = {};
        m_header.msg_name = &m_from;
        m_header.msg_namelen = sizeof m_from;
        m_header.msg_iov = &m_part;
        m_header.msg_iovlen = 1;
        m_header.msg_control = m_control.data();
        m_header.msg_controllen = m_control.size();
        const auto size = ::recvmsg(descriptor, &m_header, flags);
        m_size = size < 0 ? 0 : static_cast<std::size_t>(size);
        return size >= 0;
    }

    std::span<const std::uint8_t> data() const { return std::span(m_data).first(m_size); }

    std::optional<IpAddress> address() const {
        return m_header.msg_namelen == 0 ? std::nullopt : toIpAddress(&m_from);
    }

    std::optional<EchoSocket::KernelTime> timestamp() const {
        const auto* data = control(SOL_SOCKET, SCM_TIMESTAMPING, sizeof(scm_timestamping));
        if (data == nullptr)
            return std::nullopt;
        scm_timestamping stamps{};
        std::memcpy(&stamps, data, sizeof stamps);
        const timespec& software = stamps.ts[0];
        if (software.tv_sec == 0)
            return std::nullopt;
        return std::chrono::seconds{software.tv_sec} + std::chrono::nanoseconds{software.tv_nsec};
    }

    struct ExtendedError {
        sock_extended_err error{};
        std::optional<IpAddress> offender;
    };

    std::optional<ExtendedError> extendedError(Family family) const {
        const bool v4 = family == Family::V4;
        const std::size_t addressSize = v4 ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        const auto* data = control(v4 ? SOL_IP : SOL_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR,
                                   sizeof(sock_extended_err) + addressSize);
        if (data == nullptr)
            return std::nullopt;
        ExtendedError result;
        std::memcpy(&result.error, data, sizeof result.error);
        result.offender = toIpAddress(data + sizeof result.error);
        return result;
    }

private:
    const unsigned char* control(int level, int type, std::size_t size) const {
        auto* header = const_cast<msghdr*>(&m_header);
        for (auto* item = CMSG_FIRSTHDR(header); item != nullptr; item = CMSG_NXTHDR(header, item)) {
            if (item->cmsg_level == level && item->cmsg_type == type && item->cmsg_len >= CMSG_LEN(size))
                return CMSG_DATA(item);
        }
        return nullptr;
    }

    alignas(cmsghdr) std::array<char, 512> m_control{};
    std::array<std::uint8_t, 2048> m_data{};
    sockaddr_storage m_from{};
    iovec m_part{};
    msghdr m_header{};
    std::size_t m_size = 0;
};

std::string_view unreachableText(Family family, std::uint8_t type, std::uint8_t code) {
    const bool v4 = family == Family::V4;
    if (type == (v4 ? ICMP_TIME_EXCEEDED : ICMP6_TIME_EXCEEDED))
        return "time to live exceeded";
    if (type != (v4 ? ICMP_DEST_UNREACH : ICMP6_DST_UNREACH))
        return "request not deliverable";
    if (v4) {
        switch (code) {
        case ICMP_NET_UNREACH:
            return "network unreachable";
        case ICMP_HOST_UNREACH:
            return "host unreachable";
        case ICMP_NET_ANO:
        case ICMP_HOST_ANO:
        case ICMP_PKT_FILTERED:
            return "administratively prohibited";
        default:
            return "destination unreachable";
        }
    }
    switch (code) {
    case ICMP6_DST_UNREACH_NOROUTE:
        return "no route";
    case ICMP6_DST_UNREACH_ADMIN:
        return "administratively prohibited";
    case ICMP6_DST_UNREACH_ADDR:
        return "host unreachable";
    default:
        return "destination unreachable";
    }
}

bool meansUnreachable(const sock_extended_err& error) {
    if (error.ee_origin == SO_EE_ORIGIN_ICMP)
        return error.ee_type == ICMP_DEST_UNREACH || error.ee_type == ICMP_TIME_EXCEEDED ||
               error.ee_type == ICMP_PARAMETERPROB;
    if (error.ee_origin == SO_EE_ORIGIN_ICMP6)
        return error.ee_type == ICMP6_DST_UNREACH || error.ee_type == ICMP6_TIME_EXCEEDED ||
               error.ee_type == ICMP6_PARAM_PROB;
    return false;
}

/// A raw socket hears every ICMP message of the machine unless told what to pass.
bool passEchoRepliesOnly(int descriptor, Family family) {
    if (family == Family::V4)
        return setOption(descriptor, SOL_RAW, ICMP_FILTER, icmp_filter{.data = ~(1U << ICMP_ECHOREPLY)});
    icmp6_filter filter{};
    ICMP6_FILTER_SETBLOCKALL(&filter);
    ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
    return setOption(descriptor, IPPROTO_ICMPV6, ICMP6_FILTER, filter);
}

bool reportErrorsAndTimes(int descriptor, Family family) {
    const bool v4 = family == Family::V4;
    const int stamps =
        SOF_TIMESTAMPING_TX_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    return setOption(descriptor, v4 ? SOL_IP : SOL_IPV6, v4 ? IP_RECVERR : IPV6_RECVERR, 1) &&
           setOption(descriptor, SOL_SOCKET, SO_TIMESTAMPING, stamps);
}

/// The kernel chooses a ping socket's identifier when it is bound.
std::optional<std::uint16_t> bindForIdentifier(int descriptor, Family family) {
    const SocketAddress any = toSocketAddress(family == Family::V4 ? IpAddress::v4({}) : IpAddress::v6({}));
    if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&any.storage), any.size) != 0)
        return std::nullopt;
    SocketAddress own;
    own.size = sizeof own.storage;
    if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own.storage), &own.size) != 0)
        return std::nullopt;
    // sin_port and sin6_port are at the same place.
    return ntohs(reinterpret_cast<const sockaddr_in*>(&own.storage)->sin_port);
}

} // namespace

base::Result<EchoSocket> EchoSocket::open(ProbeMethod method, const IpAddress& target, std::uint64_t cookie) {
    const bool v4 = target.family() == Family::V4;
    const bool raw = method == ProbeMethod::RawSocket;
    const int descriptor =
        ::socket(v4 ? AF_INET : AF_INET6, (raw ? SOCK_RAW : SOCK_DGRAM) | SOCK_NONBLOCK | SOCK_CLOEXEC,
                 v4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6));
    if (descriptor < 0)
        return failure(fmt::format("{}: {}",
                                   raw ? "raw socket (needs CAP_NET_RAW)"
                                       : "ping socket (needs the sysctl net.ipv4.ping_group_range)",
                                   errorText(errno)));

    EchoSocket socket(descriptor, method, target, cookie);
    if (!raw) {
        const auto identifier = bindForIdentifier(descriptor, target.family());
        if (!identifier)
            return failure(fmt::format("ping socket: {}", errorText(errno)));
        socket.m_identity.identifier = *identifier;
    } else if (!passEchoRepliesOnly(descriptor, target.family())) {
        return failure(fmt::format("raw socket: {}", errorText(errno)));
    }
    if (!reportErrorsAndTimes(descriptor, target.family()))
        return failure(fmt::format("socket options for ICMP: {}", errorText(errno)));
    return socket;
}

EchoSocket::EchoSocket(int descriptor, ProbeMethod method, const IpAddress& target, std::uint64_t cookie)
    : m_descriptor(descriptor), m_method(method),
      m_target(target), m_identity{.cookie = cookie, .identifier = static_cast<std::uint16_t>(cookie >> 48)} {
}

EchoSocket::EchoSocket(EchoSocket&& other) noexcept
    : m_descriptor(std::exchange(other.m_descriptor, -1)), m_method(other.m_method), m_target(other.m_target),
      m_identity(other.m_identity), m_kept(std::move(other.m_kept)) {}

EchoSocket::~EchoSocket() {
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

base::Result<void> EchoSocket::send(std::uint64_t sequence) {
    if (sendOnce(sequence))
        return {};
    // The error may be an earlier request's, which the kernel reports at the next call whatever that is.
    receiveErrors(m_kept);
    if (sendOnce(sequence))
        return {};
    return failure(errorText(errno));
}

EchoSocket::Received EchoSocket::receive() {
    Received received = std::exchange(m_kept, {});
    // In this order: the time of sending is queued before the reply can come.
    receiveReplies(received);
    receiveErrors(received);
    return received;
}

bool EchoSocket::sendOnce(std::uint64_t sequence) const {
    const EchoPacket packet = echoRequest(m_target.family(), m_identity, sequence);
    const SocketAddress to = toSocketAddress(m_target);
    return ::sendto(m_descriptor, packet.data(), packet.size(), 0,
                    reinterpret_cast<const sockaddr*>(&to.storage), to.size) >= 0;
}

void EchoSocket::receiveReplies(Received& received) const {
    const bool hasIpHeader = m_method == ProbeMethod::RawSocket && m_target.family() == Family::V4;
    Message message;
    for (int i = 0; i < mostMessagesAtOnce; ++i) {
        if (!message.receive(m_descriptor, 0)) {
            if (errno == EAGAIN)
                return;
            continue; // an ICMP error's, which the error queue tells in full
        }
        if (message.address() != m_target)
            continue;
        const auto packet = hasIpHeader ? withoutIpv4Header(message.data()) : message.data();
        if (const auto sequence = sequenceOfReply(m_target.family(), packet, m_identity))
            received.replies.push_back({.sequence = *sequence, .receivedAt = message.timestamp()});
    }
}

void EchoSocket::receiveErrors(Received& received) const {
    Message message;
    for (int i = 0; i < mostMessagesAtOnce && message.receive(m_descriptor, MSG_ERRQUEUE); ++i) {
        const auto about = message.extendedError(m_target.family());
        if (!about)
            continue;
        if (about->error.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
            const auto sequence = sequenceOfSentFrame(message.data(), m_identity.cookie);
            const auto sentAt = message.timestamp();
            if (sequence && sentAt)
                received.sendTimes.push_back({.sequence = *sequence, .sentAt = *sentAt});
        } else if (meansUnreachable(about->error) && message.address() == m_target) {
            const auto request = quotedRequest(m_target.family(), message.data(), m_identity);
            if (!request)
                continue;
            const auto what = unreachableText(m_target.family(), about->error.ee_type, about->error.ee_code);
            received.refusals.push_back(
                {.request = *request,
                 .what = about->offender ? fmt::format("{}, says {}", what, about->offender->toString())
                                         : std::string(what)});
        }
    }
}

} // namespace understudy::ops
