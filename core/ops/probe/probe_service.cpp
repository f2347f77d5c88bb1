#include "core/ops/probe/probe_service.h"

#include <iterator>
#include <mutex>

namespace understudy::ops {
namespace {

constexpr std::chrono::milliseconds batchEvery{20};

} // namespace

/// What the probe's thread has put and the main thread has not taken yet.
struct ProbeService::Inbox {
    std::mutex mutex;
    std::vector<ProbeResult> results;
    std::vector<ProbeStatus> statuses;
    bool announced = false;

    /// Runs `put` under the lock; returns whether the main thread has to be told.
    template <typename Put>
    bool add(Put put) {
        const std::lock_guard lock(mutex);
        put();
        return !std::exchange(announced, true);
    }
};

ProbeService::ProbeService(QObject* parent) : QObject(parent), m_inbox(std::make_shared<Inbox>()) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.setInterval(batchEvery);
    connect(&m_timer, &QTimer::timeout, this, &ProbeService::deliver);
}

ProbeService::~ProbeService() = default;

void ProbeService::start(std::vector<base::IpAddress> targets, const cluster::ProbeSettings& settings) {
    stop();
    const auto announce = [this] {
        QMetaObject::invokeMethod(this, [this] { m_timer.start(); }, Qt::QueuedConnection);
    };
    const auto inbox = m_inbox;
    m_probe.start(
        std::move(targets), settings,
        {.results =
             [inbox, announce](std::vector<ProbeResult> results) {
                 if (inbox->add([&] {
                         std::move(results.begin(), results.end(), std::back_inserter(inbox->results));
                     }))
                     announce();
             },
         .status =
             [inbox, announce](const ProbeStatus& status) {
                 if (inbox->add([&] { inbox->statuses.push_back(status); }))
                     announce();
             }});
}

void ProbeService::stop() {
    m_probe.stop();
    m_inbox = std::make_shared<Inbox>();
    m_timer.stop();
}

void ProbeService::deliver() {
    std::vector<ProbeResult> results;
    std::vector<ProbeStatus> statuses;
    {
        const std::lock_guard lock(m_inbox->mutex);
        results.swap(m_inbox->results);
        statuses.swap(m_inbox->statuses);
        m_inbox->announced = false;
    }
    for (const auto& status : statuses)
        emit statusChanged(status);
    if (!results.empty())
        emit resultsArrived(results);
}

} // namespace understudy::ops
