#include "tests/ui/story.h"

#include "tests/support/example_cluster.h"

namespace understudy::test {

using namespace std::chrono_literals;
using cluster::InstanceName;
using ops::EventKind;

namespace {

constexpr std::size_t dayOfSamples = 864'000;

/// The snapshot as it was `ago`.
cluster::Snapshot at(cluster::Snapshot snapshot, const base::Clock& clock, std::chrono::nanoseconds ago) {
    snapshot.at = clock.steady() - ago;
    snapshot.atWall = clock.wall() - ago;
    return snapshot;
}

ops::Event event(const base::Clock& clock, std::chrono::nanoseconds ago, EventKind kind,
                 const std::string& instance, const std::string& detail = {}) {
    ops::Event result;
    result.at = clock.wall() - ago;
    result.steady = clock.steady() - ago;
    result.kind = kind;
    if (!instance.empty())
        result.instance = InstanceName{instance};
    result.detail = detail;
    return result;
}

ops::Event addressEvent(const base::Clock& clock, std::chrono::nanoseconds ago, EventKind kind,
                        const std::string& detail, const std::string& from, const std::string& to) {
    auto result = event(clock, ago, kind, {}, detail);
    result.address = "192.0.2.2/32";
    result.from = from;
    result.to = to;
    return result;
}

void addSamples(Story& story, const base::Clock& clock, base::SteadyTime lostFrom, base::SteadyTime lostTo) {
    story.samples.reserve(2);
    for (const double rtt : {0.075, 0.11}) {
        story.samples.emplace_back(dayOfSamples);
        fillWithSamples(story.samples.back(), clock.steady(), rtt, lostFrom, lostTo);
    }
}

} // namespace

Story calmStory(const base::Clock& clock) {
    Story story;
    story.snapshots = {at(healthySnapshot(clock), clock, 25min), healthySnapshot(clock)};
    for (const auto* name : {"primary", "backup1", "backup2", "backup3"})
        story.events.push_back(event(clock, 25min, EventKind::NodeConnected, name));
    addSamples(story, clock, clock.steady() + 1h, clock.steady() + 1h);
    return story;
}

Story failoverStory(const base::Clock& clock) {
    Story story;
    auto before = healthySnapshot(clock);
    setHoldTime(before, 240s);
    auto waiting = before;
    setSessionState(waiting, 3, base::Family::V6, bird::BgpState::Connect);
    auto down = waiting;
    takeInterfaceDown(down, 0);
    down.nodes[0].deadMan = cluster::DeadMan{clock.steady() + 78s};
    setServing(down, 99);
    auto after = down;
    setServing(after, 1);
    after.targets[0].lost10min = after.targets[1].lost10min = 0.004;
    after.revision = 2;
    story.snapshots = {at(before, clock, 25min), at(waiting, clock, 9min), at(down, clock, 282s),
                       at(after, clock, 281s), after};

    story.events = {event(clock, 25min, EventKind::NodeConnected, "primary"),
                    event(clock, 9min, EventKind::SessionChanged, "backup3", "Hold timer expired"),
                    event(clock, 283s, EventKind::DeadManArmed, "primary", "360"),
                    event(clock, 282s, EventKind::InterfaceDown, "primary"),
                    addressEvent(clock, 281900ms, EventKind::Unreachable, {}, {}, {}),
                    addressEvent(clock, 281s, EventKind::ReachableAgain, "900 100", {}, {}),
                    addressEvent(clock, 280900ms, EventKind::ServingMoved, {}, "primary", "backup1")};
    story.events[1].family = base::Family::V6;
    story.events[1].from = "Established";
    story.events[1].to = "Connect";
    story.commands = {
        {clock.wall() - 283s, InstanceName{"primary"}, "ip -json address show dev dummy1", 0, 41ms},
        {clock.wall() - 282s, InstanceName{"primary"}, "ip link set dev dummy1 down", 0, 12ms}};
    addSamples(story, clock, clock.steady() - 282s, clock.steady() - 281s);
    return story;
}

Story troubleStory(const base::Clock& clock) {
    Story story;
    auto trouble = healthySnapshot(clock);
    loseNode(trouble, 2, clock.steady() - 72s, "no answer from 192.0.2.113:22 within 5 s");
    for (const std::size_t node : {0U, 1U, 3U})
        setSessionState(trouble, node, base::Family::V6, bird::BgpState::Active, "Received: Bad peer AS");
    takeInterfaceDown(trouble, 0);
    takeInterfaceDown(trouble, 3);
    setServing(trouble, 99);
    trouble.targets[0].reachable = false;
    trouble.targets[0].since = clock.steady() - 40s;
    trouble.targets[0].lost10min = 0.066;
    trouble.targets[1].reachable.reset();
    trouble.targets[1].error = "The kernel does not permit ping: set net.ipv4.ping_group_range";
    trouble.targets[1].lost10min.reset();
    trouble.targets[1].medianRtt.reset();
    story.snapshots = {at(healthySnapshot(clock), clock, 8min), at(trouble, clock, 40s), trouble};
    story.events = {event(clock, 72s, EventKind::NodeLost, "backup2", "no answer within 5 s"),
                    event(clock, 41s, EventKind::InterfaceGone, "primary"),
                    addressEvent(clock, 40s, EventKind::Unreachable, {}, {}, {})};
    addSamples(story, clock, clock.steady() - 40s, clock.steady());
    return story;
}

} // namespace understudy::test
