// The probe as the main thread sees it.
#pragma once

#include <memory>
#include <vector>

#include <QObject>
#include <QTimer>

#include "core/ops/probe/probe.h"

namespace understudy::ops {

/// Brings the probe's results to the thread it lives on, in batches at most every 20 ms.
class ProbeService : public QObject {
    Q_OBJECT

public:
    explicit ProbeService(QObject* parent = nullptr);
    ~ProbeService() override;

    /// These are Probe's.
    void start(const std::vector<base::IpAddress>& targets, ProbeOptions options);
    void setInterval(std::chrono::milliseconds interval) { m_probe.setInterval(interval); }
    void finish() { m_probe.finish(); }
    /// What has not been signalled yet is dropped.
    void stop();

signals:
    /// In order of what happened; of a target by its index in start().
    void resultsArrived(const std::vector<understudy::ops::ProbeResult>& results);
    void statusChanged(const understudy::ops::ProbeStatus& status);
    /// No more requests are due and none is pending; after the last results.
    void finished();

private:
    struct Inbox;

    void deliver();

    std::shared_ptr<Inbox> m_inbox;
    QTimer m_timer;
    Probe m_probe;
};

} // namespace understudy::ops

Q_DECLARE_METATYPE(understudy::ops::ProbeStatus)
Q_DECLARE_METATYPE(std::vector<understudy::ops::ProbeResult>)
