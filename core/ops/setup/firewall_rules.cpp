#include "core/ops/setup/firewall_rules.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::ops {
namespace {

using Words = std::vector<std::string_view>;

bool has(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

bool isFrom(std::string_view text, const base::IpAddress& neighbor) {
    const auto prefix = base::Prefix::parse(text);
    return prefix && prefix->contains(neighbor);
}

/// `179/tcp  ALLOW IN  169.254.169.254`.
Passage ufw(std::string_view rules, const base::IpAddress& neighbor) {
    const bool v6 = neighbor.family() == base::Family::V6;
    bool open = contains(rules, "allow (incoming)");
    for (const auto line : base::lines(rules)) {
        const auto words = base::words(line);
        if (words.empty() || (words[0] != "179/tcp" && words[0] != "179" && words[0] != "Anywhere"))
            continue;
        const bool forV6 = contains(line, "(v6)");
        const bool anyone =
            std::count(words.begin(), words.end(), "Anywhere") > (words[0] == "Anywhere" ? 1 : 0);
        const bool matches = (anyone && forV6 == v6) ||
                             std::any_of(words.begin(), words.end(),
                                         [&](std::string_view word) { return isFrom(word, neighbor); });
        if (!matches)
            continue;
        // The first rule that matches decides.
        return has(words, "ALLOW") ? Passage::Open : Passage::Closed;
    }
    return open ? Passage::Open : Passage::Closed;
}

Passage firewalld(std::string_view rules, const base::IpAddress& neighbor) {
    for (const auto line : base::lines(rules)) {
        const auto words = base::words(line);
        if (words.empty())
            continue;
        if ((words[0] == "target:" && has(words, "ACCEPT")) ||
            (words[0] == "ports:" && has(words, "179/tcp")) || (words[0] == "services:" && has(words, "bgp")))
            return Passage::Open;
        if (words[0] == "rule" && contains(line, "\"179\"") && contains(line, "accept") &&
            (!contains(line, "source") || contains(line, fmt::format("\"{}\"", neighbor.toString()))))
            return Passage::Open;
    }
    return Passage::Closed;
}

struct Chain {
    std::string name; ///< FAMILY TABLE CHAIN
    bool input = false;
    bool drops = false; ///< by its policy
    std::vector<std::string_view> rules;
};

std::vector<Chain> chainsOf(std::string_view ruleset) {
    std::vector<Chain> chains;
    std::string table;
    bool inChain = false;
    for (const auto line : base::lines(ruleset)) {
        const auto words = base::words(line);
        if (words.size() == 4 && words[0] == "table" && words[3] == "{") {
            table = fmt::format("{} {}", words[1], words[2]);
        } else if (words.size() == 3 && words[0] == "chain" && words[2] == "{") {
            chains.push_back({fmt::format("{} {}", table, words[1]), false, false, {}});
            inChain = true;
        } else if (inChain && words.size() == 1 && words[0] == "}") {
            inChain = false;
        } else if (inChain && has(words, "hook")) {
            chains.back().input = has(words, "input");
            chains.back().drops = contains(line, "policy drop");
        } else if (inChain && !words.empty()) {
            chains.back().rules.push_back(line);
        }
    }
    return chains;
}

/// Whether a rule can concern a connection from the neighbor to port 179: only what certainly does not is
/// left out.
bool concerns(std::string_view rule, const base::IpAddress& neighbor) {
    const auto words = base::words(rule);
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        const auto port = base::toNumber<int>(words[at + 1]);
        if (words[at] == "dport" && ((port && *port != 179) || (at > 0 && words[at - 1] == "udp")))
            return false;
        if (words[at] == "saddr") {
            const auto source = base::Prefix::parse(words[at + 1]);
            if (source && !source->contains(neighbor))
                return false;
        }
        if ((words[at] == "iif" || words[at] == "iifname") &&
            (words[at + 1] == "\"lo\"" || words[at + 1] == "lo"))
            return false;
        if (words[at] == "state" && !contains(rule, "new"))
            return false;
        if (words[at] == "protocol" && (contains(words[at + 1], "icmp")))
            return false;
    }
    return !contains(rule, "icmp");
}

Passage nftables(std::string_view ruleset, const base::IpAddress& neighbor) {
    const bool v4 = neighbor.family() == base::Family::V4;
    auto passage = Passage::Open;
    for (const auto& chain : chainsOf(ruleset)) {
        const bool sees = chain.name.starts_with("inet ") || chain.name.starts_with(v4 ? "ip " : "ip6 ");
        if (!chain.input || !sees)
            continue;
        std::optional<Passage> decided;
        for (const auto rule : chain.rules) {
            if (!concerns(rule, neighbor))
                continue;
            const auto words = base::words(rule);
            const bool exact = contains(rule, "dport 179");
            if (has(words, "accept") && exact)
                decided = Passage::Open;
            else if ((has(words, "drop") || has(words, "reject")) && (exact || words.size() <= 3))
                decided = Passage::Closed;
            else if (has(words, "accept") || has(words, "drop") || has(words, "reject") ||
                     has(words, "jump") || has(words, "goto") || has(words, "vmap"))
                decided = Passage::Unknown;
            if (decided)
                break;
        }
        const auto here = decided.value_or(chain.drops ? Passage::Closed : Passage::Open);
        if (here == Passage::Closed)
            return here;
        if (here == Passage::Unknown)
            passage = here;
    }
    return passage;
}

Passage pf(std::string_view rules) {
    bool blocks = false;
    for (const auto line : base::lines(rules)) {
        const auto words = base::words(line);
        if (words.empty())
            continue;
        if (words[0] == "pass" && (contains(line, "port = 179") || contains(line, "port = bgp")))
            return Passage::Open;
        blocks = blocks || words[0] == "block";
        if (words[0] == "pass" && (has(words, "all") && !has(words, "out")))
            return blocks ? Passage::Unknown : Passage::Open;
    }
    return blocks ? Passage::Closed : Passage::Open;
}

} // namespace

Passage passageOf(FirewallKind kind, std::string_view rules, const base::IpAddress& neighbor) {
    switch (kind) {
    case FirewallKind::None:
        return Passage::Open;
    case FirewallKind::Ufw:
        return ufw(rules, neighbor);
    case FirewallKind::Firewalld:
        return firewalld(rules, neighbor);
    case FirewallKind::Pf:
        return pf(rules);
    case FirewallKind::Nftables:
        break;
    }
    return nftables(rules, neighbor);
}

std::vector<std::string> inputChainsOf(std::string_view ruleset) {
    std::vector<std::string> names;
    for (const auto& chain : chainsOf(ruleset)) {
        const bool ours = chain.name.starts_with("inet ") || chain.name.starts_with("ip ") ||
                          chain.name.starts_with("ip6 ");
        const bool plain = chain.name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                        "0123456789_- ") == std::string::npos;
        if (chain.input && ours && plain)
            names.push_back(chain.name);
    }
    return names;
}

} // namespace understudy::ops
