// A cluster of four instances as the operator's window meets it, made by hand: healthy at first, and bent
// into whatever a test or a look at the window needs.
#pragma once

#include "core/cluster/snapshot.h"
#include "core/ops/sample_ring.h"

namespace understudy::test {

/// Time that stands still until it is moved.
class StillClock final : public base::Clock {
public:
    base::WallTime wall() const override { return m_wall; }
    base::SteadyTime steady() const override { return m_steady; }
    void advance(std::chrono::nanoseconds by) {
        m_wall += by;
        m_steady += by;
    }

private:
    base::WallTime m_wall{std::chrono::hours{24 * 365 * 50}};
    base::SteadyTime m_steady{std::chrono::hours{1000}};
};

/// web-ams: primary, backup1, backup2, backup3 in tiers 0 to 3, one IPv4 and one IPv6 floating IP.
cluster::Cluster exampleCluster();

/// All four announce both addresses in their tiers, primary serves, a hold time of 9 s. Seen 0.2 s ago.
cluster::Snapshot healthySnapshot(const base::Clock& clock);

/// What follows changes one node of a snapshot.
void takeInterfaceDown(cluster::Snapshot& snapshot, std::size_t node);
void setSessionState(cluster::Snapshot& snapshot, std::size_t node, base::Family family, bird::BgpState state,
                     const std::string& lastError = {});
void loseNode(cluster::Snapshot& snapshot, std::size_t node, base::SteadyTime since, const std::string& why);
void setHoldTime(cluster::Snapshot& snapshot, std::chrono::seconds hold);
/// The node that receives all of the probe's requests; nobody when it is past the last one.
void setServing(cluster::Snapshot& snapshot, std::size_t node);

/// A day of samples, ten a second, up to now; without replies between `lostFrom` and `lostTo`.
void fillWithSamples(ops::SampleRing& ring, base::SteadyTime now, double rttMs, base::SteadyTime lostFrom,
                     base::SteadyTime lostTo);

} // namespace understudy::test
