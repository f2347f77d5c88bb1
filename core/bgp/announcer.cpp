#include "core/bgp/announcer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "core/bgp/message.h"
#include "core/bgp/update_writer.h"

namespace understudy::bgp {
namespace {

std::vector<base::Prefix> firstOf(const std::set<base::Prefix>& prefixes) {
    const auto count = std::min(prefixes.size(), maxPrefixesPerUpdate);
    return {prefixes.begin(), std::next(prefixes.begin(), static_cast<std::ptrdiff_t>(count))};
}

/// Those of `offered` that were taken off `rest`.
std::span<const base::Prefix> taken(const std::vector<base::Prefix>& offered,
                                    std::span<const base::Prefix> rest) {
    return std::span<const base::Prefix>{offered}.first(offered.size() - rest.size());
}

base::Bytes refreshMark(base::Family family, RouteRefresh::Subtype subtype) {
    return encode(RouteRefresh{family, subtype});
}

} // namespace

void Announcer::begin(const Session& session) {
    end();
    m_session = session;
    m_up = true;
    for (const auto family : allFamilies)
        pendingOf(family).endOfRib = session.families.has(family);
    for (const auto& [prefix, attributes] : m_wanted)
        place(prefix);
}

void Announcer::end() {
    m_up = false;
    m_sent.clear();
    m_placed.clear();
    m_pending4 = {};
    m_pending6 = {};
}

std::vector<base::Prefix> Announcer::setRoutes(Routes routes) {
    std::vector<base::Prefix> refused;
    std::optional<PathAttributes> known; // that fit: neighbors in the map mostly share theirs
    std::erase_if(routes, [&](const auto& route) {
        if (known == route.second)
            return false;
        if (attributesFit(route.second)) {
            known = route.second;
            return false;
        }
        refused.push_back(route.first);
        return true;
    });
    const auto before = std::exchange(m_wanted, std::move(routes));
    for (const auto& [prefix, attributes] : before) {
        if (m_wanted.count(prefix) == 0)
            place(prefix);
    }
    for (const auto& [prefix, attributes] : m_wanted) {
        const auto old = before.find(prefix);
        if (old == before.end() || old->second != attributes)
            place(prefix);
    }
    return refused;
}

void Announcer::refresh(base::Family family) {
    if (m_up && m_session.families.has(family))
        pendingOf(family).refreshAsked = true;
}

FamilySet Announcer::wantedFamilies() const {
    FamilySet families;
    for (const auto& [prefix, attributes] : m_wanted)
        families.insert(prefix.family());
    return families;
}

/// Puts the prefix where what is wanted of it and what was sent of it say.
void Announcer::place(const base::Prefix& prefix) {
    if (!m_up || !m_session.families.has(prefix.family()))
        return;
    auto& pending = pendingOf(prefix.family());
    unplace(pending, prefix);
    const auto wanted = m_wanted.find(prefix);
    const auto sent = m_sent.find(prefix);
    if (wanted == m_wanted.end()) {
        pending.repeats.erase(prefix);
        if (sent != m_sent.end())
            pending.withdraws.insert(prefix);
        return;
    }
    const bool has = sent != m_sent.end() && sent->second == wanted->second;
    if (has && pending.repeats.count(prefix) == 0)
        return;
    pending.announces[wanted->second].insert(prefix);
    m_placed[prefix] = wanted->second;
}

void Announcer::unplace(Pending& pending, const base::Prefix& prefix) {
    pending.withdraws.erase(prefix);
    const auto placed = m_placed.find(prefix);
    if (placed == m_placed.end())
        return;
    const auto group = pending.announces.find(placed->second);
    group->second.erase(prefix);
    if (group->second.empty())
        pending.announces.erase(group);
    m_placed.erase(placed);
}

base::Bytes Announcer::next() {
    if (!m_up)
        return {};
    for (const auto family : allFamilies) {
        if (!pendingOf(family).withdraws.empty())
            return takeWithdraw(pendingOf(family));
    }
    for (const auto family : allFamilies) {
        if (auto message = nextOf(family); !message.empty())
            return message;
    }
    return {};
}

base::Bytes Announcer::nextOf(base::Family family) {
    auto& pending = pendingOf(family);
    if (!pending.announces.empty())
        return takeAnnounce(pending);
    if (std::exchange(pending.endOfRib, false))
        return encodeEndOfRib(family);
    if (std::exchange(pending.refreshing, false) && m_session.enhancedRouteRefresh)
        return refreshMark(family, RouteRefresh::Subtype::End);
    if (std::exchange(pending.refreshAsked, false))
        return beginRefresh(family, pending);
    return {};
}

base::Bytes Announcer::beginRefresh(base::Family family, Pending& pending) {
    pending.refreshing = true;
    for (const auto& [prefix, attributes] : m_wanted) {
        if (prefix.family() != family)
            continue;
        pending.repeats.insert(prefix);
        place(prefix);
    }
    return m_session.enhancedRouteRefresh ? refreshMark(family, RouteRefresh::Subtype::Begin)
                                          : nextOf(family);
}

base::Bytes Announcer::takeWithdraw(Pending& pending) {
    const auto offered = firstOf(pending.withdraws);
    std::span<const base::Prefix> rest{offered};
    auto message = encodeWithdraw(rest);
    for (const auto& prefix : taken(offered, rest)) {
        pending.withdraws.erase(prefix);
        m_sent.erase(prefix);
    }
    return message;
}

base::Bytes Announcer::takeAnnounce(Pending& pending) {
    const auto group = pending.announces.begin();
    const auto attributes = group->first;
    const auto offered = firstOf(group->second);
    std::span<const base::Prefix> rest{offered};
    auto message = encodeAnnounce(rest, attributes, m_session.fourOctetAs);
    for (const auto& prefix : taken(offered, rest)) {
        unplace(pending, prefix);
        pending.repeats.erase(prefix);
        m_sent[prefix] = attributes;
    }
    return message;
}

} // namespace understudy::bgp
