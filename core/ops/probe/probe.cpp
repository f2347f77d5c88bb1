#include "core/ops/probe/probe.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <ctime>

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/ops/probe/pinger.h"

namespace understudy::ops {
namespace {

using base::SteadyTime;
using std::chrono::milliseconds;

constexpr std::chrono::seconds openAgainAfter{5};

milliseconds allowed(milliseconds interval) {
    return std::clamp(interval, milliseconds{1}, milliseconds{60'000});
}

void waitUntil(std::vector<pollfd>& descriptors, std::optional<SteadyTime> deadline, SteadyTime now) {
    timespec timeout{};
    if (deadline && *deadline > now) {
        const auto left = *deadline - now;
        const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
        timeout.tv_sec = seconds.count();
        timeout.tv_nsec = (left - seconds).count();
    }
    ::ppoll(descriptors.data(), descriptors.size(), deadline ? &timeout : nullptr, nullptr);
}

} // namespace

class Probe::Loop {
public:
    Loop(const std::vector<base::IpAddress>& targets, ProbeOptions options, ProbeSinks sinks,
         const base::Clock& clock);
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;
    ~Loop() { ::close(m_wake); }

    /// Until stop().
    void run();

    // From any thread.
    void setInterval(milliseconds interval) {
        m_interval = allowed(interval);
        wake();
    }
    void finish() {
        m_finished = true;
        wake();
    }
    void stop() {
        m_stopped = true;
        wake();
    }

private:
    struct Target {
        base::IpAddress address;
        std::unique_ptr<Pinger> pinger;
        SteadyTime openAgainAt{};
        std::uint64_t nextSequence = 0; ///< of the next pinger
        ProbeStatus status;
    };

    bool isDone(const Target& target) const {
        return m_options.count && target.pinger && target.pinger->nextSequence() >= *m_options.count;
    }
    void wake() const { ::eventfd_write(m_wake, 1); }
    void openWhereDue(SteadyTime now);
    void applyRequests();
    void requestWhereDue(SteadyTime now);
    void reportFinish();
    void waitForNews();
    void deliver();
    std::optional<SteadyTime> nextDeadline() const;
    void setStatus(std::size_t index, std::optional<ProbeMethod> method, std::optional<std::string> error);

    std::vector<Target> m_targets;
    ProbeOptions m_options;
    ProbeSinks m_sinks;
    const base::Clock& m_clock;
    int m_wake = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    std::atomic<milliseconds> m_interval;
    std::atomic<bool> m_finished = false;
    std::atomic<bool> m_stopped = false;
    bool m_requesting = true;
    bool m_finishReported = false;
    SteadyTime m_nextRequest{};
};

Probe::Loop::Loop(const std::vector<base::IpAddress>& targets, ProbeOptions options, ProbeSinks sinks,
                  const base::Clock& clock)
    : m_options(std::move(options)), m_sinks(std::move(sinks)), m_clock(clock),
      m_interval(allowed(m_options.settings.interval)) {
    m_options.settings.interval = m_interval;
    for (const auto& address : targets) {
        m_targets.push_back({});
        m_targets.back().address = address;
        m_targets.back().status.target = m_targets.size() - 1;
    }
}

void Probe::Loop::run() {
    m_nextRequest = m_clock.steady();
    while (!m_stopped) {
        const auto now = m_clock.steady();
        applyRequests();
        openWhereDue(now);
        requestWhereDue(now);
        for (auto& target : m_targets) {
            if (target.pinger)
                target.pinger->expire(now);
        }
        deliver();
        reportFinish();
        waitForNews();
    }
}

void Probe::Loop::applyRequests() {
    if (const milliseconds interval = m_interval; interval != m_options.settings.interval) {
        m_nextRequest = std::min(m_nextRequest, m_clock.steady() + interval);
        m_options.settings.interval = interval;
        for (auto& target : m_targets) {
            if (target.pinger)
                target.pinger->setInterval(interval);
        }
    }
    const bool allDone = !m_targets.empty() && std::ranges::all_of(m_targets, [this](const Target& target) {
        return isDone(target);
    });
    if ((m_finished || allDone) && m_requesting) {
        m_requesting = false;
        for (auto& target : m_targets) {
            if (target.pinger)
                target.pinger->finish();
        }
    }
}

void Probe::Loop::openWhereDue(SteadyTime now) {
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        auto& target = m_targets[i];
        if (target.pinger || now < target.openAgainAt || !m_requesting)
            continue;
        auto opened =
            openPinger(m_options.methods, target.address, m_options.settings, target.nextSequence, m_clock);
        if (opened) {
            target.pinger = std::move(*opened);
        } else {
            target.openAgainAt = now + openAgainAfter;
            setStatus(i, std::nullopt, opened.error().what);
        }
    }
}

void Probe::Loop::requestWhereDue(SteadyTime now) {
    if (!m_requesting || now < m_nextRequest)
        return;
    for (auto& target : m_targets) {
        if (target.pinger && !isDone(target))
            target.pinger->request();
    }
    const auto missed = (now - m_nextRequest) / m_options.settings.interval;
    m_nextRequest += m_options.settings.interval * (missed + 1);
}

void Probe::Loop::waitForNews() {
    std::vector<pollfd> descriptors{{.fd = m_wake, .events = POLLIN, .revents = 0}};
    for (const auto& target : m_targets)
        descriptors.push_back(
            {.fd = target.pinger ? target.pinger->descriptor() : -1, .events = POLLIN, .revents = 0});

    waitUntil(descriptors, nextDeadline(), m_clock.steady());

    eventfd_t ignored = 0;
    ::eventfd_read(m_wake, &ignored);
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        if (descriptors[i + 1].revents != 0)
            m_targets[i].pinger->receive();
    }
}

void Probe::Loop::deliver() {
    std::vector<ProbeResult> results;
    for (std::size_t i = 0; i < m_targets.size(); ++i) {
        auto& [address, pinger, openAgainAt, nextSequence, status] = m_targets[i];
        if (!pinger)
            continue;
        for (auto& [sample, detail] : pinger->take())
            results.push_back({.target = i, .sample = sample, .detail = std::move(detail)});
        if (!pinger->isForbidden()) {
            setStatus(i, pinger->method(), pinger->error());
            continue;
        }
        setStatus(i, std::nullopt, pinger->error());
        openAgainAt = m_clock.steady() + openAgainAfter;
        nextSequence = pinger->nextSequence();
        pinger.reset();
    }
    if (!results.empty())
        m_sinks.results(std::move(results));
}

void Probe::Loop::reportFinish() {
    const auto isPending = [](const Target& target) {
        return target.pinger && target.pinger->nextExpiry();
    };
    if (m_requesting || m_finishReported || std::ranges::any_of(m_targets, isPending))
        return;
    m_finishReported = true;
    m_sinks.finished();
}

std::optional<SteadyTime> Probe::Loop::nextDeadline() const {
    std::optional<SteadyTime> earliest;
    const auto consider = [&earliest](std::optional<SteadyTime> time) {
        if (time && (!earliest || *time < *earliest))
            earliest = time;
    };
    if (m_requesting)
        consider(m_nextRequest);
    for (const auto& target : m_targets)
        consider(target.pinger ? target.pinger->nextExpiry() : std::nullopt);
    return earliest;
}

void Probe::Loop::setStatus(std::size_t index, std::optional<ProbeMethod> method,
                            std::optional<std::string> error) {
    ProbeStatus status{.target = index, .method = method, .error = std::move(error)};
    if (status == m_targets[index].status)
        return;
    m_targets[index].status = status;
    m_sinks.status(status);
}

std::vector<ProbeMethod> everyProbeMethod() {
    return {ProbeMethod::PingSocket, ProbeMethod::RawSocket, ProbeMethod::PingProgram};
}

Probe::Probe(const base::Clock& clock) : m_clock(clock) {}

Probe::~Probe() {
    stop();
}

void Probe::start(const std::vector<base::IpAddress>& targets, ProbeOptions options, ProbeSinks sinks) {
    stop();
    m_loop = std::make_unique<Loop>(targets, std::move(options), std::move(sinks), m_clock);
    m_thread = std::thread([loop = m_loop.get()] { loop->run(); });
    ::pthread_setname_np(m_thread.native_handle(), "probe");
}

void Probe::setInterval(milliseconds interval) {
    if (m_loop)
        m_loop->setInterval(interval);
}

void Probe::finish() {
    if (m_loop)
        m_loop->finish();
}

void Probe::stop() {
    if (!m_loop)
        return;
    m_loop->stop();
    m_thread.join();
    m_loop.reset();
}

} // namespace understudy::ops
