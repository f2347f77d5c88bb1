#include "core/ops/node/look.h"

#include <algorithm>
#include <bit>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/text.h"
#include "core/ops/node/dead_man.h"
#include "core/ops/node/shell_functions.h"

namespace understudy::ops {
namespace {

using base::failure;
using base::Prefix;
using base::Result;
using cluster::InterfaceState;

/// An interface with 1,000 addresses takes about 300 kB in `ip`'s JSON.
constexpr std::size_t maxLook = 4u << 20;

constexpr const char* preamble = "PATH=$PATH:/usr/sbin:/sbin\nexport PATH\nLC_ALL=C\nexport LC_ALL\n";

std::string lookFunction(const std::string& interface, const std::string& mark) {
    return secondsFunction + std::string{runsFunction} +
           fmt::format(R"(look() {{
    echo '{1} begin'
    if command -v ip >/dev/null 2>&1; then
        ip -j addr show dev {0} 2>&1
        echo "
{1} ip $?"
    else
        ifconfig {0} 2>&1
        echo "{1} ifconfig $?"
    fi
    grep '^Icmp: ' /proc/net/snmp 2>/dev/null
    grep '^Icmp6InEchos' /proc/net/snmp6 2>/dev/null
    echo '{1} echo'
    if [ -r {2}/restore-{0}.state ]; then
        read -r how id due <{2}/restore-{0}.state
        there=no
        case $how in
        systemd) systemctl is-active --quiet "$id.timer" && there=yes ;;
        process) runs "$id" && there=yes ;;
        esac
        echo "$((due - $(seconds))) $there"
    fi
    echo '{1} end'
}}
)",
                       interface, mark, restoreFolder);
}

/// Takes the text up to the line that starts with `mark`, and that line's remainder.
struct Section {
    std::string_view text;
    std::string_view label;
};

std::optional<Section> takeSection(std::string_view& rest, const std::string& mark) {
    auto at = rest.starts_with(mark) ? 0 : rest.find("\n" + mark);
    if (at == std::string_view::npos)
        return std::nullopt;
    const auto text = rest.substr(0, at);
    at += rest[at] == '\n' ? 1 : 0;
    const auto end = rest.find('\n', at);
    if (end == std::string_view::npos)
        return std::nullopt;
    const auto label = base::trimmed(rest.substr(at + mark.size(), end - at - mark.size()));
    rest.remove_prefix(end + 1);
    return Section{text, label};
}

Result<std::optional<PendingRestore>> parseRestore(std::string_view text) {
    const auto parts = base::words(text);
    if (parts.empty())
        return std::nullopt;
    const auto left = base::toNumber<std::int64_t>(parts.front());
    if (parts.size() != 2 || !left)
        return failure(
            fmt::format("the waiting restore's state is unreadable: \"{}\"", base::sanitized(text, 80)));
    return PendingRestore{std::chrono::seconds{std::clamp<std::int64_t>(*left, 0, 1'000'000)},
                          parts[1] == "yes"};
}

Result<Look> parseLook(std::string_view text, const std::string& interface, const std::string& mark) {
    const auto interfacePart = takeSection(text, mark);
    const auto echoPart = takeSection(text, mark);
    const auto restorePart = takeSection(text, mark);
    if (!interfacePart || !echoPart || !restorePart)
        return failure("the node's answer has a part missing");
    const auto label = base::words(interfacePart->label);
    const auto exit = label.size() == 2 ? base::toNumber<int>(label[1]) : std::nullopt;
    if (!exit)
        return failure("the node's answer does not say how its command ended");
    const auto state = label[0] == "ip" ? parseIpAddress(interfacePart->text, *exit, interface)
                                        : parseIfconfig(interfacePart->text, *exit, interface);
    if (!state)
        return tl::make_unexpected(state.error());
    const auto restore = parseRestore(restorePart->text);
    if (!restore)
        return tl::make_unexpected(restore.error());
    return Look{*state, parseEchoCounters(echoPart->text), *restore};
}

std::string said(std::string_view output) {
    return base::sanitized(base::trimmed(output), 200);
}

bool isMissing(std::string_view output) {
    return output.find("does not exist") != std::string_view::npos ||
           output.find("Cannot find device") != std::string_view::npos;
}

/// A global address of `ip`'s addr_info; nullopt for any other. Throws nlohmann::json::exception.
std::optional<Prefix> readIpAddress(const nlohmann::json& info) {
    if (info.value("scope", "") != "global" || info.contains("dadfailed"))
        return std::nullopt;
    const auto prefix = Prefix::parse(
        fmt::format("{}/{}", info.at("local").get<std::string>(), info.at("prefixlen").get<int>()));
    if (!prefix)
        throw nlohmann::json::other_error::create(501, "no prefix", &info);
    return *prefix;
}

/// nullopt unless exactly this interface is described. Throws nlohmann::json::exception.
std::optional<InterfaceState> readIpLinks(const nlohmann::json& links, const std::string& interface) {
    InterfaceState state{interface, false, false, {}};
    for (const auto& link : links) {
        // Some versions of ip leave empty objects where a link was filtered out.
        if (link.empty())
            continue;
        if (state.exists || link.at("ifname") != interface)
            return std::nullopt;
        state.exists = true;
        const auto flags = link.at("flags").get<std::vector<std::string>>();
        state.up = std::find(flags.begin(), flags.end(), "UP") != flags.end();
        for (const auto& info : link.at("addr_info")) {
            if (const auto prefix = info.empty() ? std::nullopt : readIpAddress(info))
                state.addresses.push_back(*prefix);
        }
    }
    return state.exists ? std::optional{state} : std::nullopt;
}

/// The number of bits of FreeBSD's `netmask 0xffffffff`; nullopt when it is no mask.
std::optional<int> maskLength(std::string_view text) {
    std::uint32_t mask = 0;
    if (!text.starts_with("0x") || text.size() != 10)
        return std::nullopt;
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), mask, 16);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    const int length = std::countl_one(mask);
    return length == std::popcount(mask) ? std::optional{length} : std::nullopt;
}

/// `inet 192.0.2.2 netmask 0xffffffff` or `inet6 2001:db8::1 prefixlen 64`; nullopt for link-local ones.
Result<std::optional<Prefix>> parseIfconfigAddress(const std::vector<std::string_view>& words) {
    const auto bad = failure("ifconfig prints an address that is not understood");
    const bool v4 = words[0] == "inet";
    if (words.size() < 4)
        return bad;
    if (!v4 && words[1].starts_with("fe80:"))
        return std::nullopt;
    const auto address = base::IpAddress::parse(words[1]);
    const auto key = std::find(words.begin(), words.end(), v4 ? "netmask" : "prefixlen");
    if (!address || key == words.end() || key + 1 == words.end())
        return bad;
    const auto length = v4 ? maskLength(key[1]) : base::toNumber<int>(key[1]);
    if (!length || *length < 0 || *length > base::addressBits(address->family()))
        return bad;
    return Prefix{*address, *length};
}

} // namespace

std::string lookLoop(const std::string& interface, const std::string& mark) {
    return preamble + lookFunction(interface, mark) + "while read -r request; do look; done\n";
}

std::string monitorLoop(const std::string& interface, const std::string& mark) {
    return preamble + lookFunction(interface, mark) +
           fmt::format(R"({{ echo ' {0}'; if command -v ip >/dev/null 2>&1; then ip -o monitor link address
else route -n monitor; fi; }} | while read -r change; do case $change in *{0}*) look ;; esac; done
)",
                       interface);
}

std::optional<Result<Look>> takeLook(std::string& buffer, const std::string& interface,
                                     const std::string& mark) {
    const auto endMark = mark + " end\n";
    const auto end = buffer.find(endMark);
    if (end == std::string::npos) {
        if (buffer.size() > maxLook)
            return failure("the node's answer about its interface has no end");
        return std::nullopt;
    }
    auto whole = buffer.substr(0, end + endMark.size());
    buffer.erase(0, whole.size());
    // What precedes the begin mark is a login banner or an earlier, broken answer.
    const auto beginMark = mark + " begin\n";
    const auto begin = whole.rfind(beginMark);
    if (begin == std::string::npos)
        return failure("the node's answer about its interface has no beginning");
    return parseLook(std::string_view{whole}.substr(begin + beginMark.size()), interface, mark);
}

Result<InterfaceState> parseIpAddress(std::string_view output, int exit, const std::string& interface) {
    if (exit != 0) {
        if (isMissing(output))
            return InterfaceState{interface, false, false, {}};
        return failure(
            fmt::format("\"ip -j addr show dev {}\" failed with exit {}: {}", interface, exit, said(output)));
    }
    try {
        if (auto state = readIpLinks(nlohmann::json::parse(output), interface))
            return *std::move(state);
    } catch (const nlohmann::json::exception&) {
        // Told below like any other text that is not what `ip` prints.
    }
    return failure(fmt::format("\"ip -j addr show dev {}\" printed what is not understood", interface));
}

Result<InterfaceState> parseIfconfig(std::string_view output, int exit, const std::string& interface) {
    InterfaceState state;
    state.name = interface;
    if (exit != 0) {
        if (isMissing(output))
            return state;
        return failure(fmt::format("\"ifconfig {}\" failed with exit {}: {}", interface, exit, said(output)));
    }
    for (const auto line : base::lines(output)) {
        const auto words = base::words(line);
        if (words.empty())
            continue;
        if (words[0] == interface + ":") {
            const auto open = line.find('<');
            const auto close = line.find('>');
            if (open == std::string_view::npos || close == std::string_view::npos || close < open)
                return failure(fmt::format("\"ifconfig {}\" prints no flags", interface));
            const auto flags = fmt::format(",{},", line.substr(open + 1, close - open - 1));
            state.exists = true;
            state.up = flags.find(",UP,") != std::string::npos;
        } else if (words[0] == "inet" || words[0] == "inet6") {
            const auto prefix = parseIfconfigAddress(words);
            if (!prefix)
                return tl::make_unexpected(prefix.error());
            if (*prefix)
                state.addresses.push_back(**prefix);
        }
    }
    if (!state.exists)
        return failure(fmt::format("\"ifconfig {}\" printed what is not understood", interface));
    return state;
}

Result<cluster::EchoCounters> parseEchoCounters(std::string_view text) {
    std::vector<std::string_view> names;
    std::optional<std::uint64_t> v4;
    std::optional<std::uint64_t> v6;
    for (const auto line : base::lines(text)) {
        const auto words = base::words(line);
        if (words.size() == 2 && words[0] == "Icmp6InEchos")
            v6 = base::toNumber<std::uint64_t>(words[1]);
        if (words.empty() || words[0] != "Icmp:")
            continue;
        if (names.empty()) {
            names = words;
            continue;
        }
        const auto column = std::find(names.begin(), names.end(), "InEchos") - names.begin();
        if (words.size() == names.size() && static_cast<std::size_t>(column) < words.size())
            v4 = base::toNumber<std::uint64_t>(words[static_cast<std::size_t>(column)]);
    }
    if (!v4)
        return failure("the node does not tell how many echo requests it received, so it is not known "
                       "whether it serves");
    // A node without IPv6 has no snmp6.
    return cluster::EchoCounters{*v4, v6.value_or(0)};
}

} // namespace understudy::ops
