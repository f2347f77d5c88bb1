// Asks through an EchoSocket.
#pragma once

#include <map>

#include "core/ops/probe/ledger.h"
#include "core/ops/probe/pinger.h"

namespace understudy::ops {

/// RTTs are the time from the kernel's handing the request to the device to its taking the reply from one, as
/// far as it tells them.
class SocketPinger final : public Pinger {
public:
    SocketPinger(EchoSocket socket, ProbeMethod method, Ledger ledger, const base::Clock& clock);

    ProbeMethod method() const override { return m_method; }
    int descriptor() const override { return m_socket.descriptor(); }
    std::uint64_t nextSequence() const override { return m_ledger.nextSequence(); }
    void request() override;
    void receive() override;
    void expire(base::SteadyTime now) override;
    std::optional<base::SteadyTime> nextExpiry() const override { return m_ledger.nextExpiry(); }
    void setInterval(std::chrono::milliseconds) override {}
    void finish() override {}

private:
    std::chrono::nanoseconds roundTrip(const EchoSocket::Reply& reply, base::SteadyTime sentAt) const;

    EchoSocket m_socket;
    ProbeMethod m_method;
    Ledger m_ledger;
    const base::Clock& m_clock;
    /// When unanswered requests left, as far as known: by this process's clock, then by the kernel.
    std::map<std::uint64_t, EchoSocket::KernelTime> m_sendTimes;
};

} // namespace understudy::ops
