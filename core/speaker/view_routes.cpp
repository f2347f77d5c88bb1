#include "core/speaker/view.h"

namespace understudy::speaker {
namespace {

const char* tableOf(const base::Prefix& prefix) {
    return prefix.family() == base::Family::V4 ? "master4" : "master6";
}

bird::RouteView::Attributes attributesOf(const bgp::PathAttributes& attributes) {
    bird::RouteView::Attributes view;
    view.origin = static_cast<bird::BgpOrigin>(attributes.origin);
    view.path = attributes.asPath;
    view.nextHop = attributes.nextHop;
    view.linkLocalNextHop = attributes.linkLocalNextHop;
    view.med = attributes.med;
    for (const auto& community : attributes.communities)
        view.communities.push_back(community.value);
    for (const auto& community : attributes.extendedCommunities)
        view.extendedCommunities.push_back(community.value);
    for (const auto& large : attributes.largeCommunities)
        view.largeCommunities.push_back({large.global, large.local1, large.local2});
    return view;
}

bool covers(const base::Prefix& wider, const base::Prefix& narrower) {
    return wider.length() <= narrower.length() && wider.contains(narrower.address());
}

/// What `for NETWORK` picks: the longest that covers it.
const bird::OutboundRoute* longestMatch(const OwnRoutes& routes, const base::Prefix& net) {
    const bird::OutboundRoute* longest = nullptr;
    for (const auto& [prefix, route] : routes) {
        if (covers(prefix, net) && (longest == nullptr || prefix.length() > longest->net.length()))
            longest = &route;
    }
    return longest;
}

} // namespace

bird::RouteView Viewer::viewOf(const bird::OutboundRoute& route) const {
    bird::RouteView view;
    view.net = route.net;
    view.table = tableOf(route.net);
    view.kind = route.interface.empty() ? bird::RouteView::Kind::Blackhole : bird::RouteView::Kind::Unicast;
    view.interface = route.interface;
    view.protocol = route.protocol;
    view.since = m_speaker.routesSince();
    view.source = route.fromStatic ? bird::RouteView::Source::Static : bird::RouteView::Source::Device;
    view.preference = route.fromStatic ? 200 : 240;
    return view;
}

std::vector<bird::RouteView> Viewer::routes(const bird::ShowRoute& which) const {
    const auto& own = m_speaker.routes();
    const Neighbor* neighbor = nullptr;
    if (which.exportTo)
        neighbor = m_speaker.neighbors().at(*which.exportTo).get();
    const auto* longest =
        which.match == bird::ShowRoute::Match::Longest ? longestMatch(own, *which.net) : nullptr;
    std::vector<bird::RouteView> views;
    for (const auto& [prefix, route] : own) {
        if ((which.match == bird::ShowRoute::Match::Exact && prefix != *which.net) ||
            (which.match == bird::ShowRoute::Match::Longest && &route != longest) ||
            (which.protocol && route.protocol != *which.protocol) ||
            (which.table && *which.table != tableOf(prefix)))
            continue;
        auto view = viewOf(route);
        if (neighbor != nullptr) {
            const auto& sent = neighbor->peer().announcer().sent();
            const auto announced = sent.find(prefix);
            if (announced == sent.end())
                continue;
            view.bgp = attributesOf(announced->second);
        }
        views.push_back(std::move(view));
    }
    return views;
}

std::vector<bird::RouteCount> Viewer::routeCounts(const bird::ShowRoute& which) const {
    const auto shown = routes(which);
    std::vector<bird::RouteCount> counts;
    for (const auto family : bgp::allFamilies) {
        const std::string table = family == base::Family::V4 ? "master4" : "master6";
        if (which.table && *which.table != table)
            continue;
        bird::RouteCount count{table, 0, 0, 0};
        for (const auto& view : shown)
            count.shown += view.table == table ? 1 : 0;
        for (const auto& [prefix, route] : m_speaker.routes())
            count.routes += prefix.family() == family ? 1 : 0;
        count.networks = count.routes;
        counts.push_back(std::move(count));
    }
    return counts;
}

} // namespace understudy::speaker
