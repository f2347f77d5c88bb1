#include "core/ops/probe/probe_service.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <utility>

namespace understudy::ops {
namespace {

constexpr std::chrono::milliseconds batchEvery{20};

} // namespace

/// What the probe's thread has put and the main thread has not taken yet.
struct ProbeService::Inbox {
    std::mutex mutex;
    std::vector<ProbeResult> results;
    std::vector<ProbeStatus> statuses;
    bool finished = false;
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

void ProbeService::start(const std::vector<base::IpAddress>& targets, ProbeOptions options) {
    stop();
    const auto put = [this, inbox = m_inbox](const auto& change) {
        if (inbox->add([&] { change(*inbox); }))
            QMetaObject::invokeMethod(
                this, [this] { m_timer.start(); }, Qt::QueuedConnection);
    };
    m_probe.start(targets, std::move(options),
                  {.results =
                       [put](std::vector<ProbeResult> results) {
                           put([&results](Inbox& inbox) {
                               std::ranges::move(results, std::back_inserter(inbox.results));
                           });
                       },
                   .status =
                       [put](const ProbeStatus& status) {
                           put([&status](Inbox& inbox) { inbox.statuses.push_back(status); });
                       },
                   .finished =
                       [put] {
                           put([](Inbox& inbox) { inbox.finished = true; });
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
    bool isFinished = false;
    {
        const std::lock_guard lock(m_inbox->mutex);
        results.swap(m_inbox->results);
        statuses.swap(m_inbox->statuses);
        isFinished = std::exchange(m_inbox->finished, false);
        m_inbox->announced = false;
    }
    for (const auto& status : statuses)
        emit statusChanged(status);
    if (!results.empty())
        emit resultsArrived(results);
    if (isFinished)
        emit finished();
}

} // namespace understudy::ops
