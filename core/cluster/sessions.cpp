#include "core/cluster/sessions.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace understudy::cluster {
namespace {

using base::Family;
using bird::BgpProtocol;

bool carries(const BgpProtocol& protocol, Family family) {
    return std::any_of(protocol.channels.begin(), protocol.channels.end(),
                       [&](const bird::Channel& channel) { return channel.family == family; });
}

std::string familyName(Family family) {
    return family == Family::V4 ? "IPv4" : "IPv6";
}

base::Result<const BgpProtocol*> select(const std::optional<std::string>& name,
                                        const base::IpAddress& neighbor, Family family,
                                        const std::vector<BgpProtocol>& protocols) {
    const auto found = std::find_if(protocols.begin(), protocols.end(), [&](const BgpProtocol& protocol) {
        return name ? protocol.name == *name && carries(protocol, family)
                    : protocol.neighbor == neighbor && carries(protocol, family);
    });
    if (found != protocols.end())
        return &*found;
    if (name)
        return base::failure(
            fmt::format("the loaded configuration has no BGP protocol \"{}\" for {}: check its name in "
                        "bird.conf and in the cluster file, and that BIRD was reconfigured",
                        *name, familyName(family)));
    return nullptr;
}

} // namespace

base::Result<std::vector<Session>> cloudSessions(const Instance& instance, const Cloud& cloud,
                                                 const std::vector<BgpProtocol>& protocols) {
    std::vector<Session> sessions;
    for (const auto family : {Family::V4, Family::V6}) {
        const bool v4 = family == Family::V4;
        const auto protocol = select(v4 ? instance.protocol4 : instance.protocol6,
                                     v4 ? cloud.neighbor4 : cloud.neighbor6, family, protocols);
        if (!protocol)
            return tl::make_unexpected(protocol.error());
        if (*protocol == nullptr)
            continue;
        Session session;
        session.family = family;
        session.protocol = **protocol;
        sessions.push_back(std::move(session));
    }
    if (sessions.empty())
        return base::failure(
            fmt::format("no BGP protocol with the neighbor {} or {}: name the protocol in the cluster "
                        "file, or correct the cloud's addresses there",
                        cloud.neighbor4.toString(), cloud.neighbor6.toString()));
    return sessions;
}

SpeakerState notRunning(const Instance& instance, const SpeakerState* before, const std::string& why) {
    SpeakerState state;
    if (before != nullptr)
        state = *before;
    state.running = false;
    for (const auto family : {Family::V4, Family::V6}) {
        const auto& name = family == Family::V4 ? instance.protocol4 : instance.protocol6;
        const bool there = std::any_of(state.sessions.begin(), state.sessions.end(),
                                       [&](const Session& session) { return session.family == family; });
        if (there || !name)
            continue;
        Session session;
        session.family = family;
        session.protocol.name = *name;
        state.sessions.push_back(std::move(session));
    }
    for (auto& session : state.sessions) {
        BgpProtocol down;
        down.name = session.protocol.name;
        down.enabled = session.protocol.enabled;
        down.neighbor = session.protocol.neighbor;
        down.neighborAs = session.protocol.neighborAs;
        down.localAs = session.protocol.localAs;
        down.lastError = why;
        session.protocol = std::move(down);
        session.since.reset();
        session.exported.clear();
    }
    return state;
}

} // namespace understudy::cluster
