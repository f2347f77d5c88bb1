// A cluster of three for tests: primary, backup1, backup2, tiers 0 to 2, one IPv4 and one IPv6 floating
// address.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "core/cluster/reduce.h"
#include "core/cluster/snapshot.h"

namespace understudy::cluster::test {

using namespace std::chrono_literals;

inline constexpr bird::AsNumber ownAs = 65500;
inline const base::SteadyTime start{1h};

inline base::Prefix prefix(const std::string& text) {
    return *base::Prefix::parse(text);
}

inline std::shared_ptr<const Cluster> smallCluster() {
    Cluster cluster;
    cluster.name = "test";
    cluster.cloud.neighbor4 = *base::IpAddress::parse("169.254.169.254");
    cluster.cloud.neighbor6 = *base::IpAddress::parse("2001:19f0:ffff::1");
    cluster.floating = {{"192.0.2.2/32", prefix("192.0.2.2/32")},
                        {"2001:db8:2222::1/64", prefix("2001:db8:2222::1/64")}};
    for (const auto* name : {"primary", "backup1", "backup2"}) {
        Instance instance;
        instance.name = InstanceName{name};
        instance.tier = static_cast<int>(cluster.instances.size());
        instance.ssh.host = name;
        instance.protocol4 = "vultr";
        instance.protocol6 = "vultr6";
        cluster.instances.push_back(instance);
    }
    return std::make_shared<const Cluster>(cluster);
}

/// An Established session that exports `prefixes` with this many prepends.
inline Session session(base::Family family, int prepends, const std::vector<std::string>& prefixes) {
    Session session;
    session.family = family;
    session.protocol.name = family == base::Family::V4 ? "vultr" : "vultr6";
    session.protocol.enabled = true;
    session.protocol.state = bird::BgpState::Established;
    session.protocol.holdTime = 240s;
    for (const auto& text : prefixes)
        session.exported.push_back(
            {prefix(text), std::vector<bird::AsNumber>(static_cast<std::size_t>(prepends) + 1, ownAs)});
    return session;
}

inline std::shared_ptr<SpeakerState> speaker(int prepends) {
    auto state = std::make_shared<SpeakerState>();
    state->version = "2.0.12";
    state->sessions = {session(base::Family::V4, prepends, {"192.0.2.2/32"}),
                       session(base::Family::V6, prepends, {"2001:db8:2222::/64"})};
    return state;
}

inline std::shared_ptr<InterfaceState> interface(bool up = true) {
    return std::make_shared<InterfaceState>(
        InterfaceState{"dummy1", true, up, {prefix("192.0.2.2/32"), prefix("2001:db8:2222::1/64")}});
}

/// Feeds observations of one node, a moment apart.
class Observer {
public:
    explicit Observer(Snapshot& snapshot) : m_snapshot(snapshot) {}

    std::vector<Event> see(const std::string& node, decltype(Observation::what) what) {
        m_now += 1ms;
        return reduce(m_snapshot, {InstanceName{node}, ++m_sequence, m_now,
                                   base::WallTime{m_now.time_since_epoch()}, std::move(what)});
    }
    void pass(std::chrono::nanoseconds time) { m_now += time; }
    base::SteadyTime now() const { return m_now; }

private:
    Snapshot& m_snapshot;
    base::SteadyTime m_now = start;
    std::uint64_t m_sequence = 0;
};

/// All three instances connected, announcing with their tiers, and the probe answered.
inline Snapshot healthySnapshot() {
    auto snapshot = emptySnapshot(smallCluster());
    Observer observer{snapshot};
    int prepends = 0;
    for (const auto* name : {"primary", "backup1", "backup2"}) {
        observer.see(name, LinkSeen{LinkState::Connected, std::nullopt, "Debian"});
        observer.see(name, InterfaceSeen{interface()});
        observer.see(name, SpeakerSeen{speaker(prepends++)});
    }
    for (auto& target : snapshot.targets)
        target.reachable = true;
    return snapshot;
}

} // namespace understudy::cluster::test
