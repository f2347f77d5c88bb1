#include "core/bird/route_writer.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

std::string_view text(RouteView::Kind kind) {
    switch (kind) {
    case RouteView::Kind::Unicast:
        return "unicast";
    case RouteView::Kind::Blackhole:
        return "blackhole";
    case RouteView::Kind::Unreachable:
        return "unreachable";
    case RouteView::Kind::Prohibited:
        return "prohibited";
    }
    return {};
}

std::string_view text(RouteView::Source source) {
    switch (source) {
    case RouteView::Source::Device:
        return "device";
    case RouteView::Source::Static:
        return "static";
    case RouteView::Source::Bgp:
        return "BGP";
    }
    return {};
}

std::string_view text(BgpOrigin origin) {
    switch (origin) {
    case BgpOrigin::Igp:
        return "IGP";
    case BgpOrigin::Egp:
        return "EGP";
    case BgpOrigin::Incomplete:
        return "Incomplete";
    }
    return {};
}

std::string communityText(std::uint32_t community) {
    return fmt::format("({},{})", community >> 16U, community & 0xffffU);
}

std::string communityText(const LargeCommunity& community) {
    return fmt::format("({}, {}, {})", community.global, community.local1, community.local2);
}

/// Route targets and route origins with their parts (RFC 4360, RFC 5668), others as two numbers. The first
/// two bytes are type and subtype.
std::string communityText(std::uint64_t community) {
    constexpr std::uint64_t twoOctetAs = 0x00;
    constexpr std::uint64_t address = 0x01;
    constexpr std::uint64_t fourOctetAs = 0x02;
    constexpr std::uint64_t target = 0x02;
    constexpr std::uint64_t origin = 0x03;
    const auto type = community >> 56U;
    const auto subtype = (community >> 48U) & 0xffU;
    if (type > fourOctetAs || (subtype != target && subtype != origin))
        return fmt::format("(generic, {:#x}, {:#x})", community >> 32U, community & 0xffffffffU);
    const auto name = subtype == target ? "rt" : "ro";
    if (type == twoOctetAs)
        return fmt::format("({}, {}, {})", name, (community >> 32U) & 0xffffU, community & 0xffffffffU);
    const auto key = (community >> 16U) & 0xffffffffU;
    const auto value = community & 0xffffU;
    if (type == address)
        return fmt::format("({}, {}.{}.{}.{}, {})", name, key >> 24U, (key >> 16U) & 0xffU,
                           (key >> 8U) & 0xffU, key & 0xffU, value);
    return fmt::format("({}, {}, {})", name, key, value);
}

/// `\tNAME: a b c`, gone on with in lines of two tabs where it is long.
void writeList(ReplyWriter& writer, std::string_view name, const std::vector<std::string>& items) {
    constexpr std::size_t longest = 1000;
    if (items.empty())
        return;
    auto line = fmt::format("\t{}:", name);
    for (const auto& item : items) {
        if (line.size() + 1 + item.size() > longest) {
            writer.line(codeAttributes, line);
            line = "\t";
        }
        line += line == "\t" ? "\t" : " ";
        line += item;
    }
    writer.line(codeAttributes, line);
}

template <typename Community>
std::vector<std::string> communityTexts(const std::vector<Community>& communities) {
    std::vector<std::string> texts;
    texts.reserve(communities.size());
    for (const auto& community : communities)
        texts.push_back(communityText(community));
    return texts;
}

std::string nextHopText(const RouteView::Attributes& attributes) {
    auto shown = attributes.nextHop->toString();
    if (attributes.linkLocalNextHop)
        shown += ' ' + attributes.linkLocalNextHop->toString();
    return shown;
}

std::string countText(std::uint64_t shown, std::uint64_t routes, std::uint64_t networks) {
    return fmt::format("{} of {} routes for {} networks", shown, routes, networks);
}

} // namespace

RouteWriter::RouteWriter(ReplyWriter& writer, bool all, base::WallTime now, TimeFormat format)
    : m_writer(writer), m_all(all), m_now(now), m_format(std::move(format)) {}

void RouteWriter::add(const RouteView& route) {
    const bool newTable = !m_started || route.table != m_table;
    if (newTable && m_started)
        m_writer.line(codeRoute, {});
    if (newTable)
        m_writer.line(codeRoute, fmt::format("Table {}:", route.table));
    const bool sameNet = !newTable && route.net == m_net;
    m_started = true;
    m_table = route.table;
    m_net = route.net;
    m_writer.line(codeRoute,
                  fmt::format("{:<20} {} [{} {}]{} ({})", sameNet ? std::string{} : route.net.toString(),
                              text(route.kind), route.protocol, formatTime(route.since, m_now, m_format),
                              route.primary ? " *" : "", route.preference));
    if (route.kind == RouteView::Kind::Unicast && !route.interface.empty())
        m_writer.line(codeRoute, fmt::format("\tdev {}", route.interface));
    if (m_all)
        writeAttributes(route);
}

void RouteWriter::writeAttributes(const RouteView& route) {
    m_writer.line(codeRouteType, fmt::format("\tType: {} univ", text(route.source)));
    if (!route.bgp)
        return;
    const auto& bgp = *route.bgp;
    const auto attribute = [&](std::string_view name, std::string_view value) {
        m_writer.line(codeAttributes, fmt::format("\tBGP.{}: {}", name, value));
    };
    attribute("origin", text(bgp.origin));
    attribute("as_path", fmt::format("{}", fmt::join(bgp.path, " ")));
    if (bgp.nextHop)
        attribute("next_hop", nextHopText(bgp));
    if (bgp.med)
        attribute("med", fmt::format("{}", *bgp.med));
    writeList(m_writer, "BGP.community", communityTexts(bgp.communities));
    writeList(m_writer, "BGP.ext_community", communityTexts(bgp.extendedCommunities));
    writeList(m_writer, "BGP.large_community", communityTexts(bgp.largeCommunities));
}

void RouteWriter::finish() {
    m_writer.end();
}

void writeRoutes(ReplyWriter& writer, std::span<const RouteView> routes, bool all, base::WallTime now,
                 const TimeFormat& format) {
    RouteWriter routeWriter(writer, all, now, format);
    for (const auto& route : routes)
        routeWriter.add(route);
    routeWriter.finish();
}

void writeRouteCounts(ReplyWriter& writer, std::span<const RouteCount> counts) {
    RouteCount total;
    for (const auto& count : counts) {
        writer.line(
            codeRoute,
            fmt::format("{} in table {}", countText(count.shown, count.routes, count.networks), count.table));
        total.shown += count.shown;
        total.routes += count.routes;
        total.networks += count.networks;
    }
    if (counts.size() == 1)
        return writer.end();
    writer.last(codeCount, fmt::format("Total: {} in {} tables",
                                       countText(total.shown, total.routes, total.networks), counts.size()));
}

} // namespace understudy::bird
