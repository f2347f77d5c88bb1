// What keeps a snapshot from being all green.
#pragma once

#include <QStringList>

#include "core/cluster/snapshot.h"

namespace understudy {

/// A line for each floating IP and each instance that is not up; one line when there is no floating IP.
QStringList unhealthy(const cluster::Snapshot& snapshot);

} // namespace understudy
