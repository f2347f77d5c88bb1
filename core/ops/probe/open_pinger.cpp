
#include <fmt/format.h>

#include "core/base/random.h"
#include "core/ops/probe/pinger.h"
#include "core/ops/probe/program_pinger.h"
#include "core/ops/probe/socket_pinger.h"

namespace understudy::ops {
namespace {

base::Result<std::unique_ptr<Pinger>> open(ProbeMethod method, const base::IpAddress& target,
                                           const cluster::ProbeSettings& settings,
                                           std::uint64_t firstSequence, const base::Clock& clock) {
    Ledger ledger(settings.timeout, firstSequence);
    if (method == ProbeMethod::PingProgram) {
        if (auto missing = ProgramPinger::check(); !missing)
            return base::failure(missing.error().what);
        return std::make_unique<ProgramPinger>(target, settings.interval, std::move(ledger), clock);
    }
    auto socket = EchoSocket::open(method, target, base::randomNumber());
    if (!socket)
        return base::failure(socket.error().what);
    return std::make_unique<SocketPinger>(std::move(*socket), method, std::move(ledger), clock);
}

} // namespace

base::Result<std::unique_ptr<Pinger>> openPinger(const std::vector<ProbeMethod>& methods,
                                                 const base::IpAddress& target,
                                                 const cluster::ProbeSettings& settings,
                                                 std::uint64_t firstSequence, const base::Clock& clock) {
    std::string reasons;
    for (const auto method : methods) {
        auto pinger = open(method, target, settings, firstSequence, clock);
        if (pinger)
            return pinger;
        reasons += (reasons.empty() ? "" : "; ") + pinger.error().what;
    }
    return base::failure(fmt::format("ping is not permitted here ({}). {}", reasons, permitPing));
}

} // namespace understudy::ops
