#include "core/ops/setup/pf_rules.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"
#include "core/ops/setup/first_match.h"
#include "core/ops/setup/ports.h"

namespace understudy::ops {
namespace {

using Words = std::vector<std::string_view>;

/// Conditions that nothing here can judge.
bool isBeyond(std::string_view word) {
    constexpr std::array<std::string_view, 8> conditions{"user",        "group",       "os", "tagged",
                                                         "received-on", "probability", "!",  "max-src-conn"};
    return std::find(conditions.begin(), conditions.end(), word) != conditions.end();
}

/// `port = bgp`, `port 100:200`, `port != ssh`...; `at` is behind the word `port`.
Concern concernOfPort(const Words& words, std::size_t at) {
    if (at == words.size())
        return Concern::Perhaps;
    const bool equals = words[at] == "=";
    if (equals && at + 1 == words.size())
        return Concern::Perhaps;
    const auto port = words[equals ? at + 1 : at];
    if (const auto takes = takesBgp(port, ':'))
        return *takes ? Concern::Certain : Concern::None;
    if (!equals)
        return Concern::Perhaps;
    return port == "bgp" ? Concern::Certain : Concern::None;
}

/// Of what stands behind `from`.
Concern concernOfSource(std::string_view source, const base::IpAddress& neighbor) {
    if (source == "any")
        return Concern::Certain;
    const auto prefix = base::Prefix::parse(source);
    if (!prefix)
        return Concern::Perhaps;
    return prefix->contains(neighbor) ? Concern::Certain : Concern::None;
}

/// Of what stands behind `on`: an interface, whose name ends with a number, or a group of them.
Concern concernOfInterface(std::string_view name, std::string_view device) {
    if (name == device)
        return Concern::Certain;
    const bool isOne = !name.empty() && name.back() >= '0' && name.back() <= '9';
    return isOne && (!device.empty() || name == "lo0") ? Concern::None : Concern::Perhaps;
}

/// Of a rule that passes or blocks.
Concern concernOf(const Words& words, const base::IpAddress& neighbor, std::string_view device) {
    const bool v4 = neighbor.family() == base::Family::V4;
    auto concern = Concern::Certain;
    const auto limit = [&](Concern part) {
        if (concern != Concern::None && part != Concern::Certain)
            concern = part;
    };
    bool behindTo = false;
    for (std::size_t at = 1; at < words.size(); ++at) {
        const auto word = words[at];
        const auto next = at + 1 < words.size() ? words[at + 1] : std::string_view{};
        behindTo = behindTo || word == "to";
        if (word == "out" || word == (v4 ? "inet6" : "inet") || (word == "proto" && next != "tcp"))
            return Concern::None;
        if (isBeyond(word))
            limit(Concern::Perhaps);
        else if (word == "on")
            limit(concernOfInterface(next, device));
        else if (word == "from")
            limit(concernOfSource(next, neighbor));
        else if (word == "to" && next != "any")
            limit(Concern::Perhaps);
        else if (word == "port")
            limit(behindTo ? concernOfPort(words, at + 1) : Concern::Perhaps);
    }
    return concern;
}

/// What may come of a connection; both, when it is not certain.
struct Outcomes {
    bool open = false;
    bool closed = false;

    void add(const Outcomes& other) {
        open = open || other.open;
        closed = closed || other.closed;
    }
};

bool filters(std::string_view word) {
    return word == "pass" || word == "block" || word == "anchor" || word == "match";
}

} // namespace

/// The last rule that matches decides, unless one that is `quick` did before.
Passage pfPassage(std::string_view rules, const base::IpAddress& neighbor, std::string_view device) {
    Outcomes decided;
    Outcomes sofar{true, false};
    for (const auto line : base::lines(rules)) {
        const auto words = base::words(line);
        if (words.empty() || !filters(words[0]) || words[0] == "match")
            continue;
        if (words[0] == "anchor") {
            sofar = {true, true};
            continue;
        }
        const auto concern = concernOf(words, neighbor, device);
        if (concern == Concern::None)
            continue;
        const Outcomes outcome{words[0] == "pass", words[0] == "block"};
        const bool quick = std::find(words.begin(), words.end(), "quick") != words.end();
        if (quick)
            decided.add(outcome);
        else if (concern == Concern::Certain)
            sofar = outcome;
        else
            sofar.add(outcome);
        if (quick && concern == Concern::Certain) {
            sofar = {};
            break;
        }
    }
    decided.add(sofar);
    if (decided.open && decided.closed)
        return Passage::Unknown;
    return decided.open ? Passage::Open : Passage::Closed;
}

std::string withPfRules(std::string_view conf, const std::vector<std::string>& rules) {
    std::string added;
    for (const auto& rule : rules)
        added += rule + '\n';
    std::string text;
    bool continued = false;
    bool placed = false;
    for (const auto line : base::lines(conf)) {
        const auto words = base::words(line);
        if (!placed && !continued && !words.empty() && filters(words[0])) {
            text += added;
            placed = true;
        }
        continued = line.ends_with('\\');
        text += line;
        text += '\n';
    }
    return placed ? text : text + added;
}

} // namespace understudy::ops
