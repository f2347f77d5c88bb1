// A socket that sends ICMP echo requests to one address and hears what comes back.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/ops/probe/icmp_codec.h"

namespace understudy::ops {

enum class ProbeMethod : std::uint8_t {
    PingSocket,  ///< SOCK_DGRAM; allowed by the sysctl net.ipv4.ping_group_range, of both families
    RawSocket,   ///< SOCK_RAW; needs CAP_NET_RAW
    PingProgram, ///< /usr/bin/ping, which has that capability
};

/// Not connected, so that it survives the loss of routes and local addresses. Never blocks.
class EchoSocket {
public:
    /// Nanoseconds of the kernel's wall clock: good only for differences over a short time.
    using KernelTime = std::chrono::nanoseconds;

    struct Reply {
        std::uint64_t sequence = 0;
        std::optional<KernelTime> receivedAt;
    };
    struct SendTime {
        std::uint64_t sequence = 0;
        KernelTime sentAt{};
    };
    struct Refusal {
        QuotedEcho request;
        std::string what; ///< which ICMP error, and from whom
    };
    struct Received {
        std::vector<Reply> replies;
        std::vector<SendTime> sendTimes;
        std::vector<Refusal> refusals;
    };

    /// `method` is PingSocket or RawSocket; `cookie` is unguessable. The error says which permission is
    /// missing.
    static base::Result<EchoSocket> open(ProbeMethod method, const base::IpAddress& target,
                                         std::uint64_t cookie);

    EchoSocket(EchoSocket&& other) noexcept;
    EchoSocket& operator=(EchoSocket&&) = delete;
    ~EchoSocket();

    int descriptor() const { return m_descriptor; }

    /// The error says why the local machine did not send.
    base::Result<void> send(std::uint64_t sequence);

    /// What came since the last call: replies of the target to this socket's requests, when requests left
    /// this machine, and ICMP errors about them. Everything else is dropped.
    Received receive();

private:
    EchoSocket(int descriptor, ProbeMethod method, const base::IpAddress& target, std::uint64_t cookie);

    bool sendOnce(std::uint64_t sequence) const;
    void receiveReplies(Received& received) const;
    void receiveErrors(Received& received) const;

    int m_descriptor;
    ProbeMethod m_method;
    base::IpAddress m_target;
    EchoIdentity m_identity;
    Received m_kept; ///< heard while sending
};

} // namespace understudy::ops
