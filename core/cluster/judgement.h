// What follows from a snapshot: who announces, who is preferred, who serves, what a failure would cost.
// Judged only by what is current: a node that could not be asked announces nothing as far as anyone knows.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/cluster/snapshot.h"

namespace understudy::cluster {

/// Share of the probe's requests above which a node counts as serving.
constexpr double servingShare = 0.5;

/// Whether the node's speaker and interface were both answered by the last poll.
bool isCurrent(const NodeState& node);

/// The session of this family, nullptr when there is none or it is not current.
const Session* currentSession(const NodeState& node, base::Family family);

/// Whether the instance is meant to announce addresses of this family: the file names a protocol or an
/// address of the family for it, or its speaker has a session of the family with the cloud.
bool takesPart(const Snapshot& snapshot, const NodeState& node, base::Family family);

/// AS path with which the node announces this prefix over an Established session; nullptr when it does not,
/// as far as is known now.
const std::vector<bird::AsNumber>* announcedPath(const NodeState& node, const base::Prefix& announced);

/// Observed number of prepends: length of the longest path of the floating prefixes announced, minus one.
std::optional<int> observedTier(const Snapshot& snapshot, const NodeState& node);

/// Indices into Snapshot::nodes, in order of preference (shorter path first, then the file's order).
std::vector<std::size_t> announcers(const Snapshot& snapshot, const FloatingAddress& floating);

/// The announcers with the shortest path; several share the traffic (ECMP).
std::vector<std::size_t> preferred(const Snapshot& snapshot, const FloatingAddress& floating);

/// Who would be preferred if these nodes did not announce; empty when nobody else does.
std::vector<std::size_t> preferredWithout(const Snapshot& snapshot, const FloatingAddress& floating,
                                          const std::vector<std::size_t>& without);

/// The node that receives the probe's requests, by the echo counters; nullopt when none or not known.
std::optional<std::size_t> servedBy(const Snapshot& snapshot, std::size_t floatingIndex);

/// How long the address can stay dark when the serving instance dies without a word: the longest hold time
/// among the preferred. nullopt when nobody announces or a hold time is unknown.
std::optional<std::chrono::milliseconds> worstCaseFailover(const Snapshot& snapshot,
                                                           const FloatingAddress& floating);

/// Up: reachable, all as the file wants. Degraded: reachable, but something is not. Down: not reachable, or
/// nobody announces. Unknown: nothing current to judge by.
enum class Health : std::uint8_t { Up, Degraded, Down, Unknown };

Health healthOf(const Snapshot& snapshot, std::size_t floatingIndex);
/// Up: interface up with the addresses, every floating IP it takes part in announced over an Established
/// session, tier as intended. Degraded: some of that. Down: nothing announced. Unknown: not current.
Health healthOf(const Snapshot& snapshot, const NodeState& node);
/// Up: Established. Down: disabled, or not running. Degraded: on its way.
Health healthOf(const bird::BgpProtocol& protocol);

} // namespace understudy::cluster
