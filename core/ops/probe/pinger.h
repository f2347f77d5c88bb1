// One way to ask one target, driven by the probe's loop.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/cluster/cluster.h"
#include "core/cluster/samples.h"
#include "core/ops/probe/echo_socket.h"

namespace understudy::ops {

/// What to do when nothing is permitted.
inline constexpr const char* permitPing =
    "Permit it with: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\"";

/// A sample that is new or has changed.
struct Observed {
    cluster::Sample sample;
    std::string detail; ///< of Unreachable and NotSent: the reason; otherwise empty
};

class Pinger {
public:
    Pinger() = default;
    Pinger(const Pinger&) = delete;
    Pinger& operator=(const Pinger&) = delete;
    virtual ~Pinger() = default;

    virtual ProbeMethod method() const = 0;
    /// To be polled for input; -1: none at present.
    virtual int descriptor() const = 0;
    /// The next request's sequence.
    virtual std::uint64_t nextSequence() const = 0;
    /// This method turned out not to be permitted; error() says how to permit it.
    virtual bool isForbidden() const { return false; }
    /// A request is due now.
    virtual void request() = 0;
    /// The descriptor is ready.
    virtual void receive() = 0;
    /// Settles the requests that time out up to `now`.
    virtual void expire(base::SteadyTime now) = 0;
    /// When expire() has something to do; nullopt: nothing pending.
    virtual std::optional<base::SteadyTime> nextExpiry() const = 0;
    virtual void setInterval(std::chrono::milliseconds interval) = 0;
    /// No request is due any more; those pending may still be answered.
    virtual void finish() = 0;
    /// Why no requests can be sent at present; nullopt while they can.
    const std::optional<std::string>& error() const { return m_error; }

    /// What was observed since the last call.
    std::vector<Observed> take() { return std::exchange(m_observed, {}); }

protected:
    void observe(const cluster::Sample& sample, std::string detail = {}) {
        m_observed.push_back({sample, std::move(detail)});
    }
    void observe(const std::optional<cluster::Sample>& sample, std::string detail = {}) {
        if (sample)
            observe(*sample, std::move(detail));
    }
    void setError(std::optional<std::string> error) { m_error = std::move(error); }

private:
    std::vector<Observed> m_observed;
    std::optional<std::string> m_error;
};

/// The first of the methods that this machine permits; the error names what to permit.
base::Result<std::unique_ptr<Pinger>> openPinger(const std::vector<ProbeMethod>& methods,
                                                 const base::IpAddress& target,
                                                 const cluster::ProbeSettings& settings,
                                                 std::uint64_t firstSequence, const base::Clock& clock);

} // namespace understudy::ops
