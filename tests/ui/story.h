// What the window is shown with when somebody wants to look at it: a day of samples, a failover some minutes
// ago.
#pragma once

#include <vector>

#include "core/ops/events.h"
#include "core/ops/sample_ring.h"

namespace understudy::test {

struct Story {
    std::vector<cluster::Snapshot> snapshots; ///< in order of time
    std::vector<ops::Event> events;
    std::vector<ops::CommandRecord> commands;
    std::vector<ops::SampleRing> samples;
};

/// primary was taken down 4 min 42 s ago, backup1 took over; backup3's IPv6 session never comes up.
Story failoverStory(const base::Clock& clock);
/// Nothing but good news.
Story calmStory(const base::Clock& clock);
/// backup2 cannot be asked, nobody announces IPv6, 192.0.2.2 is not reachable.
Story troubleStory(const base::Clock& clock);

} // namespace understudy::test
