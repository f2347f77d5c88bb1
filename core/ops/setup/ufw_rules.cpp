#include "core/ops/setup/ufw_rules.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

#include "core/base/text.h"
#include "core/ops/setup/first_match.h"
#include "core/ops/setup/ports.h"

namespace understudy::ops {
namespace {

using UfwWords = std::vector<std::string_view>;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), word) != names.end();
}

Concern both(Concern one, Concern other) {
    return std::min(one, other);
}

/// `179/tcp`, `22,100:200/tcp`, `179`, `Anywhere/tcp`, or the name of an application.
Concern ofPorts(std::string_view text) {
    const auto slash = text.find('/');
    if (slash != std::string_view::npos && text.substr(slash + 1) != "tcp")
        return isOneOf(text.substr(slash + 1), {"udp", "esp", "ah", "gre", "igmp", "ipv6"})
                   ? Concern::None
                   : Concern::Perhaps;
    auto ports = text.substr(0, slash);
    if (ports == "Anywhere")
        return Concern::Certain;
    if (ports.empty())
        return Concern::Perhaps;
    while (!ports.empty()) {
        const auto comma = ports.find(',');
        const auto takes = takesBgp(ports.substr(0, comma), ':');
        if (!takes)
            return Concern::Perhaps;
        if (*takes)
            return Concern::Certain;
        ports = comma == std::string_view::npos ? "" : ports.substr(comma + 1);
    }
    return Concern::None;
}

/// Without what stands in brackets: that it is of IPv6, is logged, or which application's port it is.
UfwWords withoutRemarks(UfwWords::const_iterator word, UfwWords::const_iterator end) {
    UfwWords kept;
    std::ptrdiff_t depth = 0;
    for (; word != end; ++word) {
        const auto opened = std::count(word->begin(), word->end(), '(');
        if (depth == 0 && opened == 0)
            kept.push_back(*word);
        depth += opened - std::count(word->begin(), word->end(), ')');
    }
    return kept;
}

/// `179/tcp`, `Anywhere`, `192.0.2.111 179/tcp`, `179/tcp on eth0`.
Concern ofDestination(const UfwWords& words) {
    if (words.size() == 1)
        return base::Prefix::parse(words[0]) ? Concern::Perhaps : ofPorts(words[0]);
    if (words.size() == 2 && base::Prefix::parse(words[0]))
        return both(ofPorts(words[1]), Concern::Perhaps);
    return words.empty() ? Concern::Perhaps : both(ofPorts(words[0]), Concern::Perhaps);
}

/// `Anywhere`, `169.254.169.254`, `10.0.0.0/8 1024/tcp`, `Anywhere on eth0`, `2001:db8::/32/tcp`.
Concern ofSource(const UfwWords& words, const base::IpAddress& neighbor, bool ruleIsV6) {
    if (words.empty())
        return Concern::Perhaps;
    auto address = words[0];
    if (address.ends_with("/tcp"))
        address.remove_suffix(4);
    const auto prefix = base::Prefix::parse(address);
    if (prefix ? !prefix->contains(neighbor) : ruleIsV6 != (neighbor.family() == base::Family::V6))
        return Concern::None;
    return (prefix || address == "Anywhere") && words.size() == 1 ? Concern::Certain : Concern::Perhaps;
}

void judgeUfw(FirstMatch& judgement, std::string_view line, const base::IpAddress& neighbor) {
    const auto all = base::words(line.substr(0, line.find(" # ")));
    for (std::size_t at = 0; at + 1 < all.size(); ++at) {
        if (!isOneOf(all[at], {"ALLOW", "DENY", "REJECT", "LIMIT"}) ||
            !isOneOf(all[at + 1], {"IN", "OUT", "FWD"}))
            continue;
        if (all[at + 1] != "IN")
            return;
        const bool isV6 = std::any_of(all.begin(), all.end(),
                                      [](std::string_view word) { return word.starts_with("(v6)"); });
        const auto action = all.begin() + static_cast<std::ptrdiff_t>(at);
        auto concern = both(ofDestination(withoutRemarks(all.begin(), action)),
                            ofSource(withoutRemarks(action + 2, all.end()), neighbor, isV6));
        // A limit lets only so many in.
        if (all[at] == "LIMIT")
            concern = both(concern, Concern::Perhaps);
        judgement.add(concern, isOneOf(all[at], {"ALLOW", "LIMIT"}) ? Passage::Open : Passage::Closed);
        return;
    }
    judgement.add(base::trimmed(line).empty() ? Concern::None : Concern::Perhaps, Passage::Unknown);
}

} // namespace

Passage ufwPassage(std::string_view status, const base::IpAddress& neighbor) {
    auto otherwise = Passage::Unknown;
    FirstMatch judgement;
    bool inRules = false;
    for (const auto line : base::lines(status)) {
        const auto words = base::words(line);
        if (inRules)
            judgeUfw(judgement, line, neighbor);
        else if (words.size() > 2 && words[0] == "Default:" && words[2].starts_with("(incoming)"))
            otherwise = words[1] == "allow"                     ? Passage::Open
                        : isOneOf(words[1], {"deny", "reject"}) ? Passage::Closed
                                                                : Passage::Unknown;
        inRules = inRules || (!words.empty() && words[0].starts_with("--"));
    }
    return judgement.end(otherwise);
}

} // namespace understudy::ops
