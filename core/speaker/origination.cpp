#include "core/speaker/origination.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/speaker/addresses.h"

namespace understudy::speaker {
namespace {

bool matches(const std::vector<bird::InterfacePattern>& patterns, const std::string& name) {
    if (patterns.empty())
        return true;
    for (const auto& pattern : patterns) {
        if (base::fitsPattern(name, pattern.glob))
            return !pattern.excluded;
    }
    return false;
}

bool reachesOthers(const base::IpAddress& address) {
    const auto& bytes = address.bytes();
    if (isLinkLocal(address))
        return false;
    if (address.family() == base::Family::V4)
        return bytes[0] != 127 && bytes[0] != 0 && bytes[0] < 224;
    const bool smallest = std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; });
    return bytes[0] != 0xff && !(smallest && bytes[15] <= 1);
}

void originate(const bird::DirectProtocol& direct, const InterfaceTable& interfaces, OwnRoutes& routes) {
    for (const auto& [index, interface] : interfaces) {
        if (!interface.up || (direct.checkLink && !interface.carrier) ||
            !matches(direct.interfaces, interface.name))
            continue;
        for (const auto& [own, each] : interface.addresses) {
            const bool wanted = own.family() == base::Family::V4 ? direct.ipv4 : direct.ipv6;
            if (!wanted || !each.usable || !reachesOthers(own.address()))
                continue;
            bird::OutboundRoute route;
            route.net = each.network;
            route.protocol = direct.name;
            route.interface = interface.name;
            routes.try_emplace(each.network, std::move(route));
        }
    }
}

bool isUp(const InterfaceTable& interfaces, const std::string& name) {
    return std::any_of(interfaces.begin(), interfaces.end(),
                       [&](const auto& entry) { return entry.second.up && entry.second.name == name; });
}

void originate(const bird::StaticProtocol& statics, const InterfaceTable& interfaces, OwnRoutes& routes) {
    for (const auto& from : statics.routes) {
        if (from.interface && !isUp(interfaces, *from.interface))
            continue;
        bird::OutboundRoute route;
        route.net = from.prefix;
        route.protocol = statics.name;
        route.fromStatic = true;
        route.interface = from.interface.value_or("");
        routes.try_emplace(from.prefix, std::move(route));
    }
}

bgp::PathAttributes attributesOf(const bird::OutboundRoute& route, std::optional<std::uint32_t> defaultMed,
                                 const AnnouncedFrom& from, const Demotion& demotion) {
    bgp::PathAttributes attributes;
    attributes.origin = static_cast<bgp::Origin>(route.origin);
    attributes.asPath.assign(1 + demotion.prepend, from.localAs);
    attributes.asPath.insert(attributes.asPath.end(), route.path.begin(), route.path.end());
    attributes.nextHop = from.nextHop;
    attributes.med = route.med ? route.med : defaultMed;
    for (const auto community : route.communities)
        attributes.communities.push_back({community});
    if (demotion.gracefulShutdown)
        attributes.communities.push_back(bgp::gracefulShutdown);
    std::sort(attributes.communities.begin(), attributes.communities.end());
    const auto repeated = std::unique(attributes.communities.begin(), attributes.communities.end());
    attributes.communities.erase(repeated, attributes.communities.end());
    for (const auto community : route.extendedCommunities)
        attributes.extendedCommunities.push_back({community});
    for (const auto& large : route.largeCommunities)
        attributes.largeCommunities.push_back({large.global, large.local1, large.local2});
    return attributes;
}

} // namespace

OwnRoutes originate(const bird::Config& config, const InterfaceTable& interfaces,
                    const IsEnabled& isEnabled) {
    OwnRoutes routes;
    for (const auto& direct : config.directs) {
        if (isEnabled(direct.name))
            originate(direct, interfaces, routes);
    }
    for (const auto& statics : config.statics) {
        if (isEnabled(statics.name))
            originate(statics, interfaces, routes);
    }
    return routes;
}

bgp::Routes announced(const OwnRoutes& routes, const bird::BgpChannel& channel,
                      std::optional<std::uint32_t> defaultMed, const AnnouncedFrom& from,
                      const Demotion& demotion, std::vector<std::string>& printed) {
    bgp::Routes result;
    if (!channel.exportFilter || demotion.withdraw)
        return result;
    for (const auto& [prefix, route] : routes) {
        if (prefix.family() != channel.family)
            continue;
        auto filtered = bird::run(*channel.exportFilter, route);
        printed.insert(printed.end(), filtered.printed.begin(), filtered.printed.end());
        if (filtered.accepted)
            result.emplace(prefix, attributesOf(filtered.route, defaultMed, from, demotion));
    }
    return result;
}

} // namespace understudy::speaker
