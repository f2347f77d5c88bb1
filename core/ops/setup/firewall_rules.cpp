#include "core/ops/setup/firewall_rules.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/setup/firewalld_zones.h"
#include "core/ops/setup/first_match.h"
#include "core/ops/setup/pf_rules.h"
#include "core/ops/setup/ports.h"
#include "core/ops/setup/ufw_rules.h"

namespace understudy::ops {
namespace {

using Words = std::vector<std::string_view>;

bool has(const Words& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
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

/// Whether the ports named behind a `dport`, one or a set of them, hold BGP's; nullopt where they are not
/// told in numbers.
std::optional<bool> portsTakeBgp(const Words& words, std::size_t dport) {
    auto at = dport + 1;
    if (at == words.size())
        return std::nullopt;
    if (words[at] != "{")
        return takesBgp(words[at]);
    bool any = false;
    for (++at; at < words.size() && words[at] != "}"; ++at) {
        auto port = words[at];
        if (port.ends_with(','))
            port.remove_suffix(1);
        const auto takes = takesBgp(port);
        if (!takes)
            return std::nullopt;
        any = any || *takes;
    }
    return any;
}

Concern concernOf(std::string_view rule, const base::IpAddress& neighbor) {
    const auto words = base::words(rule);
    bool exact = false;
    bool sourceIsKnown = true;
    for (std::size_t at = 0; at + 1 < words.size(); ++at) {
        if (words[at] == "dport") {
            const auto takes = portsTakeBgp(words, at);
            if ((takes && !*takes) || (at > 0 && words[at - 1] == "udp"))
                return Concern::None;
            exact = takes.value_or(false);
        }
        if (words[at] == "saddr") {
            const auto source = base::Prefix::parse(words[at + 1]);
            if (source && !source->contains(neighbor))
                return Concern::None;
            sourceIsKnown = source.has_value();
        }
        if ((words[at] == "iif" || words[at] == "iifname") &&
            (words[at + 1] == "\"lo\"" || words[at + 1] == "lo"))
            return Concern::None;
        if (words[at] == "state" && !contains(rule, "new"))
            return Concern::None;
        if (words[at] == "l4proto" && words[at + 1] == "udp")
            return Concern::None;
    }
    if (contains(rule, "icmp") && !contains(rule, "tcp"))
        return Concern::None;
    return exact && sourceIsKnown ? Concern::Certain : Concern::Perhaps;
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
            const auto concern = concernOf(rule, neighbor);
            if (concern == Concern::None)
                continue;
            const auto words = base::words(rule);
            const bool exact = concern == Concern::Certain;
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

} // namespace

Passage passageOf(FirewallKind kind, std::string_view rules, const base::IpAddress& neighbor,
                  std::string_view device) {
    switch (kind) {
    case FirewallKind::None:
        return Passage::Open;
    case FirewallKind::Ufw:
        return ufwPassage(rules, neighbor);
    case FirewallKind::Firewalld:
        return firewalldPassage(rules, neighbor, device);
    case FirewallKind::Pf:
        return pfPassage(rules, neighbor, device);
    case FirewallKind::Iptables:
    case FirewallKind::Ipfw:
        return Passage::Unknown;
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
