// Answers echo requests in the kernel's stead, as well or as badly as a test wants.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <thread>
#include <vector>

#include "core/base/ip.h"

namespace understudy::test {

using IcmpBytes = std::vector<std::uint8_t>;

/// With the ICMPv4 checksum that its other bytes call for.
IcmpBytes withChecksum(IcmpBytes bytes);

struct EchoRequest {
    IcmpBytes bytes; ///< from the ICMP header on

    /// What an honest target answers.
    IcmpBytes replied() const;
};

struct EchoReply {
    IcmpBytes bytes;
    base::IpAddress from;
    std::chrono::milliseconds delay{0};
};

/// On 127.0.0.1 of the namespace it is made in, where net.ipv4.icmp_echo_ignore_all must be 1.
class Responder {
public:
    using Behaviour = std::function<std::vector<EchoReply>(const EchoRequest&)>;

    explicit Responder(Behaviour behaviour);
    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;
    ~Responder();

private:
    void run();

    Behaviour m_behaviour;
    int m_socket;
    std::atomic<bool> m_stopped = false;
    std::thread m_thread;
};

} // namespace understudy::test
