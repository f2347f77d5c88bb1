#include "tests/support/example_cluster.h"

#include <random>

namespace understudy::test {

using namespace std::chrono_literals;

namespace {

base::IpAddress ip(const std::string& text) {
    return *base::IpAddress::parse(text);
}

cluster::FloatingAddress floatingAddress(const std::string& text) {
    return {text, *base::Prefix::parse(text)};
}

/// A copy of the present value, changed and put back.
template <typename T, typename Change>
void edit(cluster::Known<T>& known, Change change) {
    auto value = std::make_shared<T>(*known.last());
    change(*value);
    known.succeed(value, known.seenAt(), known.seenAtWall());
}

cluster::Session establishedSession(const cluster::Cluster& cluster, const cluster::Instance& instance,
                                    base::Family family, base::WallTime since) {
    const bool v4 = family == base::Family::V4;
    cluster::Session session;
    session.family = family;
    session.since = since;
    auto& protocol = session.protocol;
    protocol.name = v4 ? "vultr" : "vultr6";
    protocol.enabled = true;
    protocol.state = bird::BgpState::Established;
    protocol.neighbor = v4 ? cluster.cloud.neighbor4 : cluster.cloud.neighbor6;
    protocol.neighborAs = cluster.cloud.neighborAs;
    protocol.localAs = cluster.cloud.localAs;
    protocol.sourceAddress = v4 ? instance.address4 : instance.address6;
    protocol.holdTime = 9s;
    protocol.holdTimeLeft = 7s;
    protocol.keepaliveTime = 3s;
    protocol.keepaliveLeft = 2s;
    protocol.gracefulRestart = false;
    for (const auto& floating : cluster.floating) {
        if (floating.prefix.family() == family)
            session.exported.push_back({floating.announced(), std::vector<bird::AsNumber>(
                                                                  static_cast<std::size_t>(instance.tier) + 1,
                                                                  cluster.cloud.localAs)});
    }
    return session;
}

} // namespace

cluster::Cluster exampleCluster() {
    cluster::Cluster cluster;
    cluster.name = "web-ams";
    cluster.cloud.neighbor4 = ip("169.254.169.254");
    cluster.cloud.neighbor6 = ip("2001:19f0:ffff::1");
    cluster.floating = {floatingAddress("192.0.2.2/32"), floatingAddress("2001:db8:2222::1/64")};
    const std::string names[] = {"primary", "backup1", "backup2", "backup3"};
    for (int i = 0; i < 4; ++i) {
        cluster::Instance instance;
        instance.name = cluster::InstanceName{names[i]};
        instance.tier = i;
        instance.ssh.host = "192.0.2." + std::to_string(111 + i);
        instance.address4 = ip(instance.ssh.host);
        instance.address6 = ip("2001:db8:1111::" + std::to_string(i + 1));
        cluster.instances.push_back(instance);
    }
    return cluster;
}

cluster::Snapshot healthySnapshot(const base::Clock& clock) {
    const auto cluster = std::make_shared<const cluster::Cluster>(exampleCluster());
    cluster::Snapshot snapshot;
    snapshot.revision = 1;
    snapshot.cluster = cluster;
    snapshot.at = clock.steady();
    snapshot.atWall = clock.wall();
    const auto seen = clock.steady() - 200ms;
    const auto seenWall = clock.wall() - 200ms;
    for (const auto& instance : cluster->instances) {
        cluster::NodeState node;
        node.name = instance.name;
        node.link = cluster::LinkState::Connected;
        node.linkSince = clock.steady() - 3h;
        node.system = "Debian GNU/Linux 12";
        auto speaker = std::make_shared<cluster::SpeakerState>();
        speaker->version = "2.0.12";
        speaker->overControlSocket = true;
        for (const auto family : {base::Family::V4, base::Family::V6})
            speaker->sessions.push_back(
                establishedSession(*cluster, instance, family, clock.wall() - 3h - 11min));
        node.speaker.succeed(speaker, seen, seenWall);
        auto interface = std::make_shared<cluster::InterfaceState>();
        interface->name = instance.interface;
        interface->exists = true;
        interface->up = true;
        for (const auto& floating : cluster->floating)
            interface->addresses.push_back(floating.prefix);
        node.interface.succeed(interface, seen, seenWall);
        node.echo.succeed(std::make_shared<cluster::EchoCounters>(), seen, seenWall);
        node.serving.assign(cluster->floating.size(), 0);
        snapshot.nodes.push_back(std::move(node));
    }
    for (std::size_t i = 0; i < cluster->floating.size(); ++i) {
        cluster::TargetState target;
        target.reachable = true;
        target.since = clock.steady() - 3h;
        target.medianRtt = std::chrono::microseconds{80 + 30 * i};
        target.lost10min = 0.0;
        snapshot.targets.push_back(target);
    }
    setServing(snapshot, 0);
    return snapshot;
}

void takeInterfaceDown(cluster::Snapshot& snapshot, std::size_t node) {
    auto& state = snapshot.nodes[node];
    edit(state.interface, [](cluster::InterfaceState& interface) { interface.up = false; });
    edit(state.speaker, [](cluster::SpeakerState& speaker) {
        for (auto& session : speaker.sessions)
            session.exported.clear();
    });
    state.serving.assign(state.serving.size(), 0);
}

void setSessionState(cluster::Snapshot& snapshot, std::size_t node, base::Family family, bird::BgpState state,
                     const std::string& lastError) {
    edit(snapshot.nodes[node].speaker, [&](cluster::SpeakerState& speaker) {
        for (auto& session : speaker.sessions) {
            if (session.family != family)
                continue;
            session.protocol.state = state;
            session.protocol.holdTime.reset();
            session.protocol.keepaliveTime.reset();
            session.exported.clear();
            if (!lastError.empty())
                session.protocol.lastError = lastError;
        }
    });
}

void loseNode(cluster::Snapshot& snapshot, std::size_t node, base::SteadyTime since, const std::string& why) {
    auto& state = snapshot.nodes[node];
    state.link = cluster::LinkState::Lost;
    state.linkError = why;
    state.linkSince = since;
    state.speaker.fail(why, since);
    state.interface.fail(why, since);
    state.echo.fail(why, since);
}

void setHoldTime(cluster::Snapshot& snapshot, std::chrono::seconds hold) {
    for (auto& node : snapshot.nodes) {
        edit(node.speaker, [&](cluster::SpeakerState& speaker) {
            for (auto& session : speaker.sessions) {
                if (session.protocol.holdTime)
                    session.protocol.holdTime = hold;
                session.protocol.gracefulRestart = true;
                session.protocol.restartTime = 120s;
            }
        });
    }
}

void setServing(cluster::Snapshot& snapshot, std::size_t node) {
    for (std::size_t i = 0; i < snapshot.nodes.size(); ++i)
        snapshot.nodes[i].serving.assign(snapshot.targets.size(), i == node ? 1.0 : 0.0);
}

void fillWithSamples(ops::SampleRing& ring, base::SteadyTime now, double rttMs, base::SteadyTime lostFrom,
                     base::SteadyTime lostTo) {
    constexpr std::uint64_t count = 24 * 60 * 60 * 10;
    std::mt19937 random{7};
    std::uniform_real_distribution<double> jitter{0, 0.02};
    std::uniform_real_distribution<double> chance{0, 1};
    for (std::uint64_t i = 0; i < count; ++i) {
        cluster::Sample sample;
        sample.sequence = i;
        sample.sentAt = now - (count - i) * 100ms;
        const bool lost = sample.sentAt >= lostFrom && sample.sentAt < lostTo;
        sample.kind = lost ? cluster::SampleKind::Lost : cluster::SampleKind::Answered;
        const double level = sample.sentAt < lostFrom ? rttMs : rttMs * 1.15;
        const double spike = chance(random) < 0.002 ? rttMs * chance(random) : 0;
        sample.rtt = std::chrono::nanoseconds{static_cast<long>((level + jitter(random) + spike) * 1e6)};
        ring.put(sample);
    }
}

} // namespace understudy::test
