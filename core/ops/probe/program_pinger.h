// Asks through /usr/bin/ping, for users who may not open ICMP sockets.
#pragma once

#include <string>

#include <sys/types.h>

#include "core/ops/probe/ledger.h"
#include "core/ops/probe/ping_output.h"
#include "core/ops/probe/pinger.h"

namespace understudy::ops {

/// Runs `ping -n -O -i INTERVAL ADDRESS` (iputils) without a shell, and starts it again when it ends or falls
/// silent; requests due meanwhile count as not sent. The times of sending come from when a line was read, so
/// they are exact to the time between two threads' turns; RTTs are what ping prints.
class ProgramPinger final : public Pinger {
public:
    ProgramPinger(const base::IpAddress& target, std::chrono::milliseconds interval, Ledger ledger,
                  const base::Clock& clock);
    ~ProgramPinger() override;

    /// Whether the program is there.
    static base::Result<void> check();

    ProbeMethod method() const override { return ProbeMethod::PingProgram; }
    int descriptor() const override { return m_output; }
    std::uint64_t nextSequence() const override { return m_ledger.nextSequence(); }
    bool isForbidden() const override { return m_forbidden; }
    void request() override;
    void receive() override;
    void expire(base::SteadyTime now) override;
    std::optional<base::SteadyTime> nextExpiry() const override { return m_ledger.nextExpiry(); }
    void setInterval(std::chrono::milliseconds interval) override;
    void finish() override { m_finishing = true; }

private:
    void startProgram(base::SteadyTime now);
    void endProgram();
    void complain(const std::string& what, bool forbidden);
    void handle(const PingLine& line, base::SteadyTime now);
    void recordUpTo(std::uint64_t sequence, base::SteadyTime sentAt);
    std::optional<std::uint64_t> sequenceOf(std::uint16_t printed) const;

    base::IpAddress m_target;
    std::chrono::milliseconds m_interval;
    Ledger m_ledger;
    const base::Clock& m_clock;
    pid_t m_process = -1;
    int m_output = -1;
    std::string m_unread;               ///< the beginning of a line
    std::uint64_t m_firstOfProcess = 0; ///< the sequence that this process calls 1
    base::SteadyTime m_lastSentAt{};
    base::SteadyTime m_lastHeard{};
    base::SteadyTime m_startAgainAt{};
    bool m_forbidden = false;
    bool m_finishing = false; ///< new requests of the process do not count any more
    bool m_refusing = false;  ///< the last request was refused by the local machine
};

} // namespace understudy::ops
