#include "core/cluster/reduce.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"
#include "core/cluster/serving.h"

namespace understudy::cluster {
namespace {

/// Collects what happened to one node at one moment.
class Story {
public:
    Story(const InstanceName& node, base::SteadyTime at, base::WallTime wall)
        : m_node(node), m_at(at), m_wall(wall) {}

    Event& add(EventKind kind) {
        Event event;
        event.at = m_wall;
        event.steady = m_at;
        event.kind = kind;
        event.instance = m_node;
        m_events.push_back(std::move(event));
        return m_events.back();
    }
    void add(EventKind kind, std::string from, std::string to) {
        auto& event = add(kind);
        event.from = std::move(from);
        event.to = std::move(to);
    }

    std::vector<Event> events() && { return std::move(m_events); }

private:
    InstanceName m_node;
    base::SteadyTime m_at;
    base::WallTime m_wall;
    std::vector<Event> m_events;
};

std::string joined(const std::vector<base::Prefix>& prefixes) {
    std::string text;
    for (const auto& prefix : prefixes)
        text += (text.empty() ? "" : " ") + prefix.toString();
    return text;
}

std::string numberOrEmpty(const std::optional<int>& number) {
    return number ? fmt::format("{}", *number) : std::string{};
}

const Session* findSession(const SpeakerState* speaker, const Session& like) {
    if (speaker == nullptr)
        return nullptr;
    const auto found =
        std::find_if(speaker->sessions.begin(), speaker->sessions.end(), [&](const Session& session) {
            return session.family == like.family && session.protocol.name == like.protocol.name;
        });
    return found == speaker->sessions.end() ? nullptr : &*found;
}

void tellSession(Story& story, const Session& session, std::string_view from, std::string_view to) {
    auto& event = story.add(EventKind::SessionChanged);
    event.family = session.family;
    event.from = from;
    event.to = to;
    event.detail = session.protocol.lastError.value_or("");
}

void tellSessions(Story& story, const SpeakerState* was, const SpeakerState& now) {
    for (const auto& session : now.sessions) {
        const auto* before = findSession(was, session);
        const auto state = session.protocol.state;
        if (before == nullptr || before->protocol.state != state)
            tellSession(story, session, before == nullptr ? "" : nameOf(before->protocol.state),
                        nameOf(state));
        if (before != nullptr && before->exported.size() != session.exported.size())
            story.add(EventKind::ExportsChanged, fmt::format("{}", before->exported.size()),
                      fmt::format("{}", session.exported.size()));
    }
    if (was == nullptr)
        return;
    for (const auto& session : was->sessions) {
        if (findSession(&now, session) == nullptr)
            tellSession(story, session, nameOf(session.protocol.state), "");
    }
}

void tellInterface(Story& story, const InterfaceState* was, const InterfaceState& now) {
    const bool existed = was != nullptr && was->exists;
    if (!now.exists) {
        if (was == nullptr || was->exists)
            story.add(EventKind::InterfaceGone);
        return;
    }
    if (!existed || was->up != now.up)
        story.add(now.up ? EventKind::InterfaceUp : EventKind::InterfaceDown);
    if (existed && was->addresses != now.addresses)
        story.add(EventKind::AddressesChanged, joined(was->addresses), joined(now.addresses));
}

/// Notes whether a kind of poll began to fail, or recovered.
template <typename T>
void tellPoll(Story& story, const Known<T>& known, const std::optional<std::string>& error) {
    if (error && !known.pollFailed())
        story.add(EventKind::PollFailed).detail = *error;
    if (!error && known.pollFailed())
        story.add(EventKind::PollRecovered);
}

void loseEcho(NodeState& node, const std::string& why, base::SteadyTime at) {
    node.echo.lose(why, at);
    node.echoBase.reset();
    std::fill(node.serving.begin(), node.serving.end(), 0.0);
}

void apply(Snapshot&, NodeState& node, const LinkSeen& seen, const Observation& observation, Story& story) {
    if (!seen.system.empty())
        node.system = seen.system;
    if (node.link != seen.state) {
        node.linkSince = observation.at;
        if (seen.state == LinkState::Connected)
            story.add(EventKind::NodeConnected);
        if (seen.state == LinkState::Lost)
            story.add(EventKind::NodeLost).detail = seen.error.value_or("");
        if (seen.state == LinkState::Refused)
            story.add(EventKind::NodeRefused).detail = seen.error.value_or("");
    }
    node.link = seen.state;
    node.linkError = seen.error;
    if (seen.state == LinkState::Connected)
        return;
    // Without a connection nothing about the node is current, whatever the last poll said.
    const auto why = seen.error.value_or("not connected");
    node.speaker.lose(why, observation.at);
    node.interface.lose(why, observation.at);
    loseEcho(node, why, observation.at);
}

void apply(Snapshot& snapshot, NodeState& node, const SpeakerSeen& seen, const Observation& observation,
           Story& story) {
    if (!seen.reading) {
        tellPoll(story, node.speaker, seen.reading.error().what);
        node.speaker.fail(seen.reading.error().what, observation.at);
        return;
    }
    tellPoll(story, node.speaker, std::nullopt);
    const auto tierBefore = observedTier(snapshot, node);
    tellSessions(story, node.speaker.last(), **seen.reading);
    node.speaker.succeed(*seen.reading, observation.at, observation.wall);
    const auto tierNow = observedTier(snapshot, node);
    if (tierBefore && tierNow && tierBefore != tierNow)
        story.add(EventKind::TierChanged, numberOrEmpty(tierBefore), numberOrEmpty(tierNow));
}

void apply(Snapshot&, NodeState& node, const InterfaceSeen& seen, const Observation& observation,
           Story& story) {
    if (!seen.reading) {
        tellPoll(story, node.interface, seen.reading.error().what);
        node.interface.fail(seen.reading.error().what, observation.at);
        return;
    }
    tellPoll(story, node.interface, std::nullopt);
    tellInterface(story, node.interface.last(), **seen.reading);
    node.interface.succeed(*seen.reading, observation.at, observation.wall);
}

/// The traffic is told to have moved when somebody else serves, not in the moment between the two.
void tellServing(Snapshot& snapshot, Story& story) {
    for (std::size_t i = 0; i < snapshot.targets.size(); ++i) {
        const auto server = servedBy(snapshot, i);
        if (!server)
            continue;
        const auto& name = snapshot.nodes[*server].name;
        auto& last = snapshot.targets[i].lastServer;
        if (last == name)
            continue;
        auto& event = story.add(EventKind::ServingMoved);
        event.instance = name;
        event.address = snapshot.cluster->floating[i].text;
        event.from = last ? last->value() : "";
        event.to = name.value();
        last = name;
    }
}

void apply(Snapshot& snapshot, NodeState& node, const EchoSeen& seen, const Observation& observation,
           Story& story) {
    if (!seen.reading)
        return loseEcho(node, seen.reading.error().what, observation.at);
    node.echo.succeed(std::make_shared<const EchoCounters>(*seen.reading), observation.at, observation.wall);
    if (!node.echoBase) {
        node.echoBase = EchoBase{*seen.reading, observation.at};
        return;
    }
    const auto elapsed = observation.at - node.echoBase->at;
    if (elapsed < servingWindow(snapshot.probeInterval))
        return;
    node.serving = servingShares(snapshot, node, node.echoBase->counters, *seen.reading, elapsed);
    node.echoBase = EchoBase{*seen.reading, observation.at};
    tellServing(snapshot, story);
}

void apply(Snapshot&, NodeState& node, const DeadManSeen& seen, const Observation& observation,
           Story& story) {
    if (seen.deadMan && !node.deadMan)
        story.add(EventKind::DeadManArmed).detail = fmt::format(
            "{}",
            std::chrono::round<std::chrono::seconds>(seen.deadMan->restoresAt - observation.at).count());
    if (!seen.deadMan && node.deadMan)
        story.add(seen.fired ? EventKind::DeadManFired : EventKind::DeadManDisarmed);
    node.deadMan = seen.deadMan;
}

NodeState emptyNode(const Cluster& cluster, const Instance& instance) {
    NodeState node;
    node.name = instance.name;
    node.serving.assign(cluster.floating.size(), 0.0);
    return node;
}

} // namespace

Snapshot emptySnapshot(std::shared_ptr<const Cluster> cluster) {
    Snapshot snapshot;
    snapshot.cluster = std::move(cluster);
    snapshot.probeInterval = snapshot.cluster->probe.interval;
    for (const auto& instance : snapshot.cluster->instances)
        snapshot.nodes.push_back(emptyNode(*snapshot.cluster, instance));
    snapshot.targets.resize(snapshot.cluster->floating.size());
    return snapshot;
}

Snapshot withCluster(const Snapshot& snapshot, std::shared_ptr<const Cluster> cluster) {
    auto next = emptySnapshot(std::move(cluster));
    next.revision = snapshot.revision;
    if (next.cluster->probe == snapshot.cluster->probe)
        next.probeInterval = snapshot.probeInterval;
    next.at = snapshot.at;
    next.atWall = snapshot.atWall;
    const bool sameTargets = next.cluster->floating == snapshot.cluster->floating;
    if (sameTargets)
        next.targets = snapshot.targets;
    for (std::size_t i = 0; i < next.nodes.size(); ++i) {
        const auto* before = snapshot.cluster->find(next.nodes[i].name);
        const auto* node = snapshot.find(next.nodes[i].name);
        if (before == nullptr || node == nullptr || before->ssh != next.cluster->instances[i].ssh)
            continue;
        auto serving = std::move(next.nodes[i].serving);
        next.nodes[i] = *node;
        if (!sameTargets)
            next.nodes[i].serving = std::move(serving);
    }
    return next;
}

std::vector<Event> reduce(Snapshot& snapshot, const Observation& observation) {
    const auto node =
        std::find_if(snapshot.nodes.begin(), snapshot.nodes.end(),
                     [&](const NodeState& candidate) { return candidate.name == observation.node; });
    if (node == snapshot.nodes.end())
        return {};
    snapshot.at = observation.at;
    snapshot.atWall = observation.wall;
    Story story{observation.node, observation.at, observation.wall};
    std::visit([&](const auto& seen) { apply(snapshot, *node, seen, observation, story); }, observation.what);
    return std::move(story).events();
}

void setProbeInterval(Snapshot& snapshot, std::chrono::milliseconds interval) {
    snapshot.probeInterval = interval;
    for (auto& node : snapshot.nodes)
        node.echoBase.reset();
}

std::vector<Event> expire(Snapshot& snapshot, base::SteadyTime now, base::WallTime wall,
                          std::chrono::nanoseconds maxAge) {
    std::vector<Event> events;
    for (auto& node : snapshot.nodes) {
        Story story{node.name, now, wall};
        const auto check = [&](auto& known) {
            if (known.current() == nullptr || now - known.seenAt() <= maxAge)
                return;
            const auto why = fmt::format(
                "no answer for {} s", std::chrono::floor<std::chrono::seconds>(now - known.seenAt()).count());
            tellPoll(story, known, why);
            known.fail(why, now);
        };
        check(node.speaker);
        check(node.interface);
        if (node.echo.current() != nullptr && now - node.echo.seenAt() > maxAge)
            loseEcho(node, "no answer", now);
        auto told = std::move(story).events();
        std::move(told.begin(), told.end(), std::back_inserter(events));
    }
    return events;
}

const NodeState* Snapshot::find(const InstanceName& instance) const {
    const auto found = std::find_if(nodes.begin(), nodes.end(),
                                    [&](const NodeState& node) { return node.name == instance; });
    return found == nodes.end() ? nullptr : &*found;
}

} // namespace understudy::cluster
