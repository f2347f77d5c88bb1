// Asks all floating IPs of a cluster at a steady pace, on one thread of its own. No Qt.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/clock.h"
#include "core/base/ip.h"
#include "core/cluster/cluster.h"
#include "core/cluster/samples.h"
#include "core/ops/probe/echo_socket.h"

namespace understudy::ops {

/// A sample that is new (pending, or not sent) or has changed: settled, answered late, or its loss explained.
struct ProbeResult {
    std::size_t target = 0; ///< index of the address given to start()
    cluster::Sample sample;
    std::string detail; ///< of Unreachable and NotSent: the reason; otherwise empty
};

/// How a target is asked, told whenever it changes.
struct ProbeStatus {
    std::size_t target = 0;
    std::optional<ProbeMethod> method; ///< nullopt: there is no way, so no samples; `error` says why
    std::optional<std::string> error;  ///< why no requests can be sent at present

    friend bool operator==(const ProbeStatus&, const ProbeStatus&) = default;
};

/// Called on the probe's thread; must return soon.
struct ProbeSinks {
    std::function<void(std::vector<ProbeResult>)> results;
    std::function<void(const ProbeStatus&)> status;
    /// No more requests are due and none is pending; once.
    std::function<void()> finished;
};

/// All there are, the least privilege first.
std::vector<ProbeMethod> everyProbeMethod();

struct ProbeOptions {
    cluster::ProbeSettings settings;
    std::optional<std::uint64_t> count; ///< requests to each target; nullopt: until finish() or stop()
    /// Tried in this order.
    std::vector<ProbeMethod> methods = everyProbeMethod();
};

/// Keeps its pace by absolute times, so that it does not drift; requests that the machine was too busy or
/// asleep for are left out, not made up for. Loss of routes, interfaces or addresses does not end it.
class Probe {
public:
    explicit Probe(const base::Clock& clock = base::systemClock());
    Probe(const Probe&) = delete;
    Probe& operator=(const Probe&) = delete;
    ~Probe();

    /// Starts with the first request to each target. Ends a probe that is running. Every target counts its
    /// requests from 0. The methods are tried again every 5 s while none is permitted.
    void start(const std::vector<base::IpAddress>& targets, ProbeOptions options, ProbeSinks sinks);

    /// From the next request on; 1 ms to 60 s.
    void setInterval(std::chrono::milliseconds interval);

    /// Sends no more requests; those pending still settle.
    void finish();

    /// Ends the thread; the sinks are not called any more. Pending samples stay pending.
    void stop();

private:
    class Loop;

    const base::Clock& m_clock;
    std::unique_ptr<Loop> m_loop;
    std::thread m_thread;
};

} // namespace understudy::ops
