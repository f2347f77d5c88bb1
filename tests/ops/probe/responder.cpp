#include "tests/ops/probe/responder.h"

#include <array>
#include <cstring>
#include <map>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/ops/probe/icmp_codec.h"

namespace understudy::test {
namespace {

using std::chrono::steady_clock;

constexpr std::uint8_t echoReply = 0;
constexpr std::uint8_t echoRequest = 8;

sockaddr_in socketAddress(const base::IpAddress& address) {
    sockaddr_in result{};
    result.sin_family = AF_INET;
    std::memcpy(&result.sin_addr, address.bytes().data(), sizeof result.sin_addr);
    return result;
}

void send(const EchoReply& reply) {
    const int socket = ::socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_ICMP);
    const auto from = socketAddress(reply.from);
    const auto to = socketAddress(base::IpAddress::v4({127, 0, 0, 1}));
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from), 0);
    EXPECT_EQ(::sendto(socket, reply.bytes.data(), reply.bytes.size(), 0,
                       reinterpret_cast<const sockaddr*>(&to), sizeof to),
              static_cast<ssize_t>(reply.bytes.size()));
    ::close(socket);
}

} // namespace

IcmpBytes withChecksum(IcmpBytes bytes) {
    bytes[2] = bytes[3] = 0;
    const auto sum = ops::internetChecksum(bytes);
    bytes[2] = static_cast<std::uint8_t>(sum >> 8);
    bytes[3] = static_cast<std::uint8_t>(sum & 0xff);
    return bytes;
}

IcmpBytes EchoRequest::replied() const {
    auto reply = bytes;
    reply[0] = echoReply;
    return withChecksum(reply);
}

Responder::Responder(Behaviour behaviour)
    : m_behaviour(std::move(behaviour)),
      m_socket(::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP)),
      m_thread([this] { run(); }) {
    EXPECT_GE(m_socket, 0);
}

Responder::~Responder() {
    m_stopped = true;
    m_thread.join();
    ::close(m_socket);
}

void Responder::run() {
    std::multimap<steady_clock::time_point, EchoReply> due;
    while (!m_stopped) {
        pollfd readable{.fd = m_socket, .events = POLLIN, .revents = 0};
        ::poll(&readable, 1, 5);
        std::array<std::uint8_t, 2048> buffer{};
        const auto size = ::recv(m_socket, buffer.data(), buffer.size(), 0);
        const auto now = steady_clock::now();
        const auto packet =
            size < 0 ? std::span<const std::uint8_t>{}
                     : ops::withoutIpv4Header(std::span(buffer).first(static_cast<std::size_t>(size)));
        if (!packet.empty() && packet[0] == echoRequest) {
            for (auto& reply : m_behaviour({.bytes = {packet.begin(), packet.end()}}))
                due.emplace(now + reply.delay, std::move(reply));
        }
        while (!due.empty() && due.begin()->first <= now) {
            send(due.begin()->second);
            due.erase(due.begin());
        }
    }
}

} // namespace understudy::test
