// What happened, as sentences for the operator.
#pragma once

#include <QString>

#include "core/cluster/guards.h"
#include "core/cluster/judgement.h"
#include "core/ops/events.h"

namespace understudy::ui {

/// Whom the event is about: the instance, else the address.
QString subject(const ops::Event& event);
/// What happened, without the subject.
QString sentence(const ops::Event& event);
/// Which shape the event is shown with.
cluster::Health healthOf(const ops::Event& event);

/// "Taking down dummy1 on primary"
QString takingDown(const cluster::Cluster& cluster, const cluster::InstanceName& instance);
QString bringingUp(const cluster::Cluster& cluster, const cluster::InstanceName& instance);

/// The answer to what the operator wanted, in the words of takingDown() or bringingUp().
QString sentence(const ops::IntentResult& result, const QString& wanted);

/// Heading of an objection; its `why` follows.
QString title(cluster::GuardId guard);

/// What the forecast of one floating IP says, e.g. "backup1 takes over, < 0.1 s without replies".
QString sentence(const cluster::Snapshot& snapshot, const cluster::TakeDownEffect& effect);

} // namespace understudy::ui
