#include "core/ops/setup/firewalld_zones.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/text.h"
#include "core/ops/setup/first_match.h"
#include "core/ops/setup/ports.h"

namespace understudy::ops {
namespace {

using RuleWords = std::vector<std::string_view>;

struct Zone {
    std::string_view name;
    std::string_view target;
    RuleWords interfaces;
    RuleWords sources;
    RuleWords services;
    RuleWords ports;
    RuleWords protocols;
    bool forwards = false; ///< some ports, to elsewhere
    std::vector<std::string_view> rules;
};

bool hasWord(const RuleWords& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool isZoneName(std::string_view text) {
    return !text.empty() && text.front() != '-' &&
           text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") ==
               std::string_view::npos;
}

/// The first line, `default ZONE`, and all behind it.
std::pair<std::string_view, std::string_view> splitDefault(std::string_view text) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = base::words(text.substr(0, end));
    return {words.size() == 2 && words[0] == "default" ? words[1] : "", text.substr(end)};
}

/// A zone's name stands at the beginning of its line, what it holds is indented.
std::vector<Zone> zonesOf(std::string_view text) {
    std::vector<Zone> zones;
    for (const auto line : base::lines(text)) {
        auto words = base::words(line);
        if (words.empty())
            continue;
        const auto key = words[0];
        if (line.front() != ' ' && line.front() != '\t') {
            zones.emplace_back();
            zones.back().name = key;
            continue;
        }
        if (zones.empty())
            continue;
        auto& zone = zones.back();
        words.erase(words.begin());
        if (key == "target:" && words.size() == 1)
            zone.target = words[0];
        else if (key == "interfaces:")
            zone.interfaces = words;
        else if (key == "sources:")
            zone.sources = words;
        else if (key == "services:")
            zone.services = words;
        else if (key == "ports:")
            zone.ports = words;
        else if (key == "protocols:")
            zone.protocols = words;
        else if (key == "rule")
            zone.rules.push_back(line);
        else if (key.starts_with("port=") || (key == "forward-ports:" && !words.empty()))
            zone.forwards = true;
    }
    return zones;
}

/// nullptr where none or more than one may be meant.
const Zone* findZone(const std::vector<Zone>& zones, std::string_view byDefault,
                     const base::IpAddress& neighbor, std::string_view device) {
    if (device.empty())
        return nullptr;
    std::vector<const Zone*> bySource;
    const Zone* byInterface = nullptr;
    const Zone* rest = nullptr;
    for (const auto& zone : zones) {
        for (const auto source : zone.sources) {
            const auto prefix = base::Prefix::parse(source);
            // Sets of addresses, and those of network cards, are not told.
            if (!prefix)
                return nullptr;
            if (prefix->contains(neighbor))
                bySource.push_back(&zone);
        }
        for (const auto interface : zone.interfaces) {
            if (interface.ends_with('+') && device.starts_with(interface.substr(0, interface.size() - 1)))
                return nullptr;
            if (interface == device)
                byInterface = &zone;
        }
        if (zone.name == byDefault)
            rest = &zone;
    }
    const auto* found = byInterface != nullptr ? byInterface : rest;
    if (!bySource.empty())
        found = bySource.size() == 1 ? bySource.front() : nullptr;
    return found != nullptr && isZoneName(found->name) ? found : nullptr;
}

/// The value of `NAME="VALUE"` behind the word `element`.
std::optional<std::string_view> attribute(const RuleWords& words, std::string_view element,
                                          std::string_view name) {
    bool inside = false;
    for (const auto word : words) {
        const auto equals = word.find("=\"");
        if (equals == std::string_view::npos) {
            inside = word == element || (inside && word == "NOT");
        } else if (inside && word.substr(0, equals) == name && word.ends_with('"') &&
                   word.size() > equals + 2) {
            return word.substr(equals + 2, word.size() - equals - 3);
        }
    }
    return std::nullopt;
}

struct RichRule {
    int priority = 0;
    Passage verdict = Passage::Unknown;
    Concern concern = Concern::None;
};

Concern concernOfRich(const RuleWords& words, const base::IpAddress& neighbor) {
    const auto family = attribute(words, "rule", "family");
    if (family && *family != (neighbor.family() == base::Family::V4 ? "ipv4" : "ipv6"))
        return Concern::None;
    auto concern = Concern::Certain;
    if (hasWord(words, "source")) {
        const auto address = attribute(words, "source", "address");
        const auto prefix = base::Prefix::parse(address.value_or(""));
        if (!prefix || hasWord(words, "NOT"))
            concern = Concern::Perhaps;
        else if (!prefix->contains(neighbor))
            return Concern::None;
    }
    if (hasWord(words, "port")) {
        const auto protocol = attribute(words, "port", "protocol");
        const auto takes = takesBgp(attribute(words, "port", "port").value_or(""));
        if ((protocol && *protocol != "tcp") || (takes && !*takes))
            return Concern::None;
        if (!protocol || !takes)
            concern = Concern::Perhaps;
    } else if (hasWord(words, "service")) {
        if (attribute(words, "service", "name") != "bgp")
            concern = Concern::Perhaps;
    } else if (hasWord(words, "icmp-type") || hasWord(words, "icmp-block") || hasWord(words, "masquerade")) {
        return Concern::None;
    } else if (hasWord(words, "protocol") || hasWord(words, "source-port") ||
               hasWord(words, "forward-port")) {
        concern = Concern::Perhaps;
    }
    if (hasWord(words, "destination") || hasWord(words, "limit"))
        concern = Concern::Perhaps;
    return concern;
}

RichRule richRule(std::string_view line, const base::IpAddress& neighbor) {
    const auto words = base::words(line);
    RichRule rule;
    rule.concern = concernOfRich(words, neighbor);
    // A quoted text of several words may hold any of them.
    if (std::any_of(words.begin(), words.end(),
                    [](std::string_view word) { return std::count(word.begin(), word.end(), '"') % 2 != 0; }))
        return {0, Passage::Unknown, Concern::Perhaps};
    if (const auto text = attribute(words, "rule", "priority")) {
        const auto priority = base::toNumber<int>(*text);
        if (!priority)
            return {0, Passage::Unknown, Concern::Perhaps};
        rule.priority = *priority;
    }
    if (hasWord(words, "accept"))
        rule.verdict = Passage::Open;
    else if (hasWord(words, "drop") || hasWord(words, "reject") || hasWord(words, "forward-port"))
        rule.verdict = Passage::Closed;
    else if (hasWord(words, "log") || hasWord(words, "audit") || hasWord(words, "nflog"))
        rule.concern = Concern::None;
    return rule;
}

/// Ports, services and protocols that the zone lets in, in the place of rules of priority 0.
RichRule listed(const Zone& zone) {
    const bool takes = std::any_of(zone.ports.begin(), zone.ports.end(), [](std::string_view port) {
        const auto slash = port.find('/');
        return slash != std::string_view::npos && port.substr(slash) == "/tcp" &&
               takesBgp(port.substr(0, slash)).value_or(false);
    });
    const bool lets = takes || hasWord(zone.services, "bgp") || hasWord(zone.protocols, "tcp");
    return {0, Passage::Open, lets ? Concern::Certain : Concern::None};
}

Passage passageOfZone(const Zone& zone, const base::IpAddress& neighbor) {
    std::vector<RichRule> rules{listed(zone)};
    for (const auto line : zone.rules)
        rules.push_back(richRule(line, neighbor));
    // A port that is forwarded goes elsewhere, which is not asked for here.
    if (zone.forwards)
        rules.push_back({0, Passage::Unknown, Concern::Perhaps});
    // Of the same priority those that deny come first.
    std::stable_sort(rules.begin(), rules.end(), [](const RichRule& one, const RichRule& other) {
        if (one.priority != other.priority)
            return one.priority < other.priority;
        return one.verdict != Passage::Open && other.verdict == Passage::Open;
    });
    FirstMatch judgement;
    for (const auto& rule : rules)
        judgement.add(rule.concern, rule.verdict);
    if (zone.target == "ACCEPT")
        return judgement.end(Passage::Open);
    const bool closes = zone.target == "default" || zone.target == "DROP" || zone.target == "REJECT" ||
                        zone.target == "%%REJECT%%";
    return judgement.end(closes ? Passage::Closed : Passage::Unknown);
}

} // namespace

std::string firewalldZoneOf(std::string_view zones, const base::IpAddress& neighbor,
                            std::string_view device) {
    const auto [byDefault, text] = splitDefault(zones);
    const auto all = zonesOf(text);
    const auto* zone = findZone(all, byDefault, neighbor, device);
    return zone == nullptr ? std::string{} : std::string{zone->name};
}

Passage firewalldPassage(std::string_view zones, const base::IpAddress& neighbor, std::string_view device) {
    const auto [byDefault, text] = splitDefault(zones);
    const auto all = zonesOf(text);
    const auto* zone = findZone(all, byDefault, neighbor, device);
    return zone == nullptr ? Passage::Unknown : passageOfZone(*zone, neighbor);
}

} // namespace understudy::ops
