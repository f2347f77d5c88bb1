#include "core/bird/show_route.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/reply_codes.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;

tl::unexpected<base::Error> unreadableRoutes(std::string_view what, std::string_view text) {
    return failure(fmt::format("`show route` shows {}: \"{}\"", what, base::sanitized(text, 120)));
}

/// The next word of `text`, which it is taken off.
std::string_view takeWord(std::string_view& text) {
    text = text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
    const auto word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

/// The interface of `dev NAME ...`; empty for anything else.
std::string interfaceIn(std::string_view nextHop) {
    if (takeWord(nextHop) != "dev")
        return {};
    return base::sanitized(takeWord(nextHop), 64);
}

/// `65500 {1 2} (3 4) 5`: see pathAtNeighbor() for what becomes of sets and confederations.
std::optional<std::vector<AsNumber>> parsePath(std::string_view text) {
    std::vector<AsNumber> path;
    bool inSet = false;
    bool setCounted = false;
    bool inConfederation = false;
    while (!text.empty()) {
        const char c = text.front();
        if (c == ' ') {
            text.remove_prefix(1);
        } else if (c == '{' || c == '}') {
            if (inSet == (c == '{') || (c == '}' && !setCounted))
                return std::nullopt;
            inSet = c == '{';
            setCounted = false;
            text.remove_prefix(1);
        } else if (c == '(' || c == ')') {
            if (inSet || inConfederation == (c == '('))
                return std::nullopt;
            inConfederation = c == '(';
            text.remove_prefix(1);
        } else {
            const auto word = text.substr(0, text.find_first_of(" {}()"));
            const auto number = base::toNumber<AsNumber>(word);
            if (!number)
                return std::nullopt;
            if (!inConfederation && !(inSet && setCounted))
                path.push_back(*number);
            setCounted = inSet;
            text.remove_prefix(word.size());
        }
    }
    if (inSet || inConfederation)
        return std::nullopt;
    return path;
}

class RoutesParser {
public:
    Result<void> take(const ReplyLine& line) {
        const std::string_view text = line.text;
        switch (line.code) {
        case codeRoute:
            return takeRouteLine(text);
        case codeRouteType:
        case codeAttributes:
            return takeDetail(text);
        default:
            return {};
        }
    }

    /// Whether every route had a line of details.
    bool detailed() const { return m_routes.empty() || (m_allDetailed && m_lastDetailed); }
    std::vector<Route> routes() && { return std::move(m_routes); }

private:
    Result<void> takeRouteLine(std::string_view text) {
        if (text.empty() || (text.starts_with("Table ") && text.ends_with(':')))
            return {};
        if (text.starts_with('\t'))
            return takeNextHop(text);
        return takeRoute(text);
    }

    /// 1.6 `PREFIX dev dummy1 [direct1 19:03:59] * (240)`; 2 and 3 `PREFIX unicast [direct1 19:03:59.300] *
    /// (240)` with the next hops in lines of their own. A further route to the same network has blanks for
    /// PREFIX.
    Result<void> takeRoute(std::string_view text) {
        Route route;
        auto rest = text;
        if (text.starts_with(' ')) {
            if (m_routes.empty())
                return unreadableRoutes("a route without a network", text);
            route.prefix = m_routes.back().prefix;
        } else {
            const auto word = takeWord(rest);
            const auto prefix = base::Prefix::parse(word);
            if (!prefix || word.find('/') == std::string_view::npos)
                return unreadableRoutes("a network that is none", text);
            route.prefix = *prefix;
        }
        const auto open = rest.find(" [");
        const auto close = rest.find(']', std::min(open, rest.size()));
        if (open == std::string_view::npos || close == std::string_view::npos)
            return unreadableRoutes("a route without its source", text);
        auto source = rest.substr(open + 2, close - open - 2);
        route.interface = interfaceIn(rest.substr(0, open));
        route.protocol = base::sanitized(takeWord(source), 64);
        if (route.protocol.empty())
            return unreadableRoutes("a route without its source", text);
        m_allDetailed = m_allDetailed && (m_routes.empty() || m_lastDetailed);
        m_lastDetailed = false;
        m_hasPath = false;
        m_routes.push_back(std::move(route));
        return {};
    }

    Result<void> takeNextHop(std::string_view text) {
        if (m_routes.empty())
            return unreadableRoutes("a next hop without a route", text);
        if (m_routes.back().interface.empty())
            m_routes.back().interface = interfaceIn(text);
        return {};
    }

    /// `BGP.as_path: 65500` in BIRD 1.6 and 2, `bgp_path: 65500` in BIRD 3. Lists that need more lines go on
    /// in lines with a second tab.
    Result<void> takeDetail(std::string_view text) {
        if (m_routes.empty() || !text.starts_with('\t'))
            return unreadableRoutes("an attribute without a route", text);
        m_lastDetailed = true;
        text.remove_prefix(1);
        const auto colon = text.find(':');
        const auto key = text.substr(0, colon);
        if (key != "BGP.as_path" && key != "bgp_path")
            return {};
        if (colon == std::string_view::npos || m_hasPath)
            return unreadableRoutes("an attribute that is none", text);
        auto path = parsePath(text.substr(colon + 1));
        if (!path)
            return unreadableRoutes("an AS path that is none", text);
        m_hasPath = true;
        m_routes.back().asPath = std::move(*path);
        return {};
    }

    std::vector<Route> m_routes;
    bool m_hasPath = false;
    bool m_lastDetailed = false;
    bool m_allDetailed = true;
};

/// Whether the reply says that the protocol is not up, so that nothing is exported to it.
bool saysProtocolIsDown(const Reply& reply) {
    if (!reply.lines.empty())
        return false;
    return (reply.code == 8005 && reply.text == "Protocol is down") ||
           (reply.code == 9001 && (reply.text == "No valid tables" ||
                                   reply.text == "Requested 'show route export' to protocols which aren't "
                                                 "accepting exports at all."));
}

Result<RoutesParser> parseLines(const Reply& reply) {
    if (auto error = refusal(reply))
        return tl::make_unexpected(*error);
    if (reply.code != 0)
        return unreadableRoutes("no routes", reply.text);
    RoutesParser parser;
    for (const auto& line : reply.lines) {
        if (auto taken = parser.take(line); !taken)
            return tl::make_unexpected(taken.error());
    }
    return parser;
}

/// `1 of 1 routes for 1 networks ...`
std::optional<std::uint64_t> parseCountLine(std::string_view text) {
    const auto count = base::toNumber<std::uint64_t>(takeWord(text));
    if (!count || !text.starts_with(" of ") || text.find(" routes for ") == std::string_view::npos)
        return std::nullopt;
    return count;
}

} // namespace

Result<std::vector<Route>> parseRoutes(const Reply& reply) {
    auto parser = parseLines(reply);
    if (!parser)
        return tl::make_unexpected(parser.error());
    return std::move(*parser).routes();
}

Result<std::vector<Route>> parseExported(const Reply& reply) {
    if (saysProtocolIsDown(reply))
        return std::vector<Route>{};
    auto parser = parseLines(reply);
    if (!parser)
        return tl::make_unexpected(parser.error());
    if (!parser->detailed())
        return failure("`show route export` shows a route without its attributes");
    return std::move(*parser).routes();
}

Result<std::uint64_t> parseRouteCount(const Reply& reply) {
    if (saysProtocolIsDown(reply))
        return std::uint64_t{0};
    if (auto error = refusal(reply))
        return tl::make_unexpected(*error);
    constexpr std::string_view total = "Total: ";
    std::string_view line = reply.text;
    if (line.starts_with(total))
        line.remove_prefix(total.size());
    else if (reply.code == 0 && reply.lines.size() == 1 && reply.lines.front().code == codeRoute)
        line = reply.lines.front().text;
    const auto count = parseCountLine(line);
    if (!count || (reply.code != codeCount && reply.code != 0))
        return unreadableRoutes("no count of routes", line);
    return *count;
}

std::vector<AsNumber> pathAtNeighbor(const std::vector<AsNumber>& printed, const Greeting& speaker,
                                     AsNumber localAs) {
    if (speaker.kind == SpeakerKind::Understudyd || speaker.version.starts_with("1."))
        return printed;
    std::vector<AsNumber> path{localAs};
    path.insert(path.end(), printed.begin(), printed.end());
    return path;
}

} // namespace understudy::bird
