// Reading a node's firewall: whether the neighbor's connection to TCP port 179 gets through. What is not
// understood is Unknown, never Open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/ip.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// `rules` is what the survey's script prints: `ufw status verbose`, firewalld's default zone and
/// `firewall-cmd --list-all-zones`, `nft list ruleset`, or `pfctl -s rules`. `device` is the interface that
/// the neighbor's packets come from; firewalld and pf judge by it.
Passage passageOf(FirewallKind kind, std::string_view rules, const base::IpAddress& neighbor,
                  std::string_view device);

/// The chains of nftables that see incoming packets, as `FAMILY TABLE CHAIN`.
std::vector<std::string> inputChainsOf(std::string_view ruleset);

} // namespace understudy::ops
