// Reading firewalld's zones. What is not understood is Unknown, never Open.
#pragma once

#include <string>
#include <string_view>

#include "core/base/ip.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// `default ZONE`, and then what `firewall-cmd --list-all-zones` prints. A neighbor's zone is that of its
/// address, else that of the interface `device` that its packets come from, else the default one. "" where
/// none or more than one may be meant.
std::string firewalldZoneOf(std::string_view zones, const base::IpAddress& neighbor, std::string_view device);

/// Whether the neighbor's connection to TCP port 179 gets through.
Passage firewalldPassage(std::string_view zones, const base::IpAddress& neighbor, std::string_view device);

} // namespace understudy::ops
