// Status and findings as people read them on a terminal.
#pragma once

#include <string>
#include <vector>

#include "core/cluster/event.h"
#include "core/cluster/findings.h"
#include "core/cluster/snapshot.h"

namespace understudy::ctl {

/// Two tables, floating IPs and instances, and the findings below them.
std::string statusText(const cluster::Snapshot& snapshot);

/// One paragraph a finding; a sentence that says so when there is none.
std::string findingsText(const std::vector<cluster::Finding>& findings);

/// One line.
std::string eventText(const cluster::Event& event);

} // namespace understudy::ctl
