// The packet filter pf, as `pfctl -s rules` prints what is loaded (pf.conf(5) of FreeBSD).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// Whether a connection from the neighbor, which comes in by `device` ("" when that is not known), reaches
/// port 179.
Passage pfPassage(std::string_view rules, const base::IpAddress& neighbor, std::string_view device);

/// The text of a pf.conf with rules ahead of all that filter, which pf wants behind tables, options and
/// translation.
std::string withPfRules(std::string_view conf, const std::vector<std::string>& rules);

} // namespace understudy::ops
