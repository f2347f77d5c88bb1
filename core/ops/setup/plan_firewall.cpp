// Connections of the neighbor to TCP port 179.
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/ops/setup/pf_rules.h"
#include "core/ops/setup/plan_parts.h"
#include "core/ops/setup/setup_files.h"

namespace understudy::ops {
namespace {

using base::Family;
using base::IpAddress;

std::string_view nameOf(FirewallKind kind) {
    switch (kind) {
    case FirewallKind::Nftables:
        return "nftables";
    case FirewallKind::Ufw:
        return "ufw";
    case FirewallKind::Firewalld:
        return "firewalld";
    case FirewallKind::Pf:
        return "pf";
    case FirewallKind::Iptables:
        return "iptables-legacy";
    case FirewallKind::Ipfw:
        return "ipfw";
    case FirewallKind::None:
        break;
    }
    return "no firewall";
}

/// Ahead of all others: with ufw the first rule that matches decides.
void openUfw(const IpAddress& neighbor, SetupStep& step) {
    const auto rule = fmt::format("allow proto tcp from {} to any port 179", neighbor.toString());
    step.commands.push_back(fmt::format("ufw prepend {}", rule));
    step.undo.push_back(fmt::format("ufw delete {} || :", rule));
}

const std::string& zoneOf(const Survey& survey, const IpAddress& neighbor) {
    return neighbor.family() == Family::V4 ? survey.zone4 : survey.zone6;
}

/// With a priority ahead of the zone's rules that deny.
std::string openingRule(const IpAddress& neighbor) {
    return fmt::format("'rule priority=\"-100\" family=\"{}\" source address=\"{}\" port port=\"179\" "
                       "protocol=\"tcp\" accept'",
                       neighbor.family() == Family::V4 ? "ipv4" : "ipv6", neighbor.toString());
}

/// Every call takes its time, so each makes all the rules of a zone.
void openFirewalld(const Survey& survey, const std::vector<IpAddress>& neighbors, SetupStep& step) {
    std::map<std::string, std::pair<std::string, std::string>> zones;
    for (const auto& neighbor : neighbors) {
        auto& [adding, removing] = zones[zoneOf(survey, neighbor)];
        adding += fmt::format(" --add-rich-rule={}", openingRule(neighbor));
        removing += fmt::format(" --remove-rich-rule={}", openingRule(neighbor));
    }
    for (const auto& [zone, options] : zones) {
        for (const auto* permanent : {"", "--permanent "}) {
            // With -q it would not say either why it refuses.
            step.commands.push_back(
                fmt::format("firewall-cmd {}--zone={}{} >/dev/null", permanent, zone, options.first));
            step.undo.push_back(
                fmt::format("firewall-cmd -q {}--zone={}{} || :", permanent, zone, options.second));
        }
    }
}

/// The rules that let the neighbor in, as nft takes them; a chain sees its own families alone.
std::vector<std::string> nftRules(const Survey& survey, const IpAddress& neighbor) {
    const bool v4 = neighbor.family() == Family::V4;
    std::vector<std::string> rules;
    for (const auto& chain : survey.inputChains) {
        if (chain.starts_with("inet ") || chain.starts_with(v4 ? "ip " : "ip6 "))
            rules.push_back(
                fmt::format("insert rule {} {} saddr {} tcp dport 179 accept comment \"understudy\"", chain,
                            v4 ? "ip" : "ip6", neighbor.toString()));
    }
    return rules;
}

void openNftables(const Survey& survey, const std::vector<std::string>& rules, SetupStep& step) {
    for (const auto& rule : rules)
        step.commands.push_back(fmt::format("nft '{}'", rule));
    for (const auto& chain : survey.inputChains)
        step.undo.push_back(
            fmt::format("nft -a list chain {0} | sed -n 's/.*comment \"understudy\" # handle //p' | "
                        "while read -r handle; do nft delete rule {0} handle $handle; done",
                        chain));
    const auto* file = survey.file("/etc/nftables.conf");
    if (file == nullptr)
        return;
    auto text = file->text.reveal();
    if (!text.empty() && text.back() != '\n')
        text += '\n';
    text += "\n# Understudy: the cloud's router may open BGP sessions.\n";
    for (const auto& rule : rules)
        text += rule + '\n';
    step.files.push_back({"/etc/nftables.conf", file->text, base::Secret{text}, file->mode, file->owner});
}

/// The rules come from the file alone; what was loaded from elsewhere would be lost.
void openPf(const Survey& survey, const std::vector<IpAddress>& neighbors, SetupStep& step) {
    const auto* file = survey.file(pfConf);
    std::vector<std::string> rules;
    for (const auto& neighbor : neighbors)
        rules.push_back(fmt::format("pass in quick proto tcp from {} to any port 179", neighbor.toString()));
    step.files.push_back(
        {pfConf, file->text, base::Secret{withPfRules(file->text.reveal(), rules)}, file->mode, file->owner});
    step.commands = {fmt::format("pfctl -q -n -f {}", pfConf), fmt::format("pfctl -q -f {}", pfConf)};
    step.reload = {fmt::format("pfctl -q -f {}", pfConf)};
    step.cost = fmt::format("pf loads {} anew: rules that were loaded in another way are gone", pfConf);
}

/// Why this firewall is not opened; "" when it can be.
std::string keptShut(const Survey& survey, const IpAddress& neighbor) {
    const auto seeThat = fmt::format("see that it lets TCP 179 in from {}", neighbor.toString());
    if (survey.firewall == FirewallKind::Firewalld && zoneOf(survey, neighbor).empty())
        return fmt::format("it is not known which zone of firewalld {} is in: see that it lets TCP 179 in "
                           "from there",
                           neighbor.toString());
    if (survey.firewall == FirewallKind::Pf && survey.file(pfConf) == nullptr)
        return fmt::format("pf has its rules from elsewhere than {}: {}", pfConf, seeThat);
    if (survey.firewall == FirewallKind::Iptables || survey.firewall == FirewallKind::Ipfw)
        return fmt::format("the rules of {} are not read: {}", nameOf(survey.firewall), seeThat);
    return {};
}

} // namespace

void planFirewall(const PlanContext& context, SetupPlan& plan) {
    const auto& survey = context.survey;
    std::vector<IpAddress> shut;
    for (const auto family : {Family::V4, Family::V6}) {
        if (!context.wants(family))
            continue;
        const auto passage = family == Family::V4 ? survey.passage4 : survey.passage6;
        const auto& neighbor =
            family == Family::V4 ? context.target.cloud.neighbor4 : context.target.cloud.neighbor6;
        if (passage == Passage::Open)
            continue;
        if (auto why = keptShut(survey, neighbor); !why.empty())
            plan.notes.push_back(std::move(why));
        else if (!context.options.openFirewall)
            plan.notes.push_back(fmt::format(
                "the firewall ({}) {} TCP 179 from {}; --open-firewall opens it", nameOf(survey.firewall),
                passage == Passage::Closed ? "closes" : "may close", neighbor.toString()));
        else
            shut.push_back(neighbor);
    }
    if (shut.empty())
        return;
    SetupStep step;
    step.kind = SetupKind::Firewall;
    step.what = fmt::format("TCP 179 from the neighbor, opened in {}", nameOf(survey.firewall));
    std::vector<std::string> nft;
    for (const auto& neighbor : shut) {
        if (survey.firewall == FirewallKind::Ufw)
            openUfw(neighbor, step);
        if (survey.firewall == FirewallKind::Nftables) {
            const auto rules = nftRules(survey, neighbor);
            nft.insert(nft.end(), rules.begin(), rules.end());
        }
    }
    if (!nft.empty())
        openNftables(survey, nft, step);
    if (survey.firewall == FirewallKind::Firewalld)
        openFirewalld(survey, shut, step);
    if (survey.firewall == FirewallKind::Pf)
        openPf(survey, shut, step);
    if (!step.commands.empty())
        plan.steps.push_back(std::move(step));
}

} // namespace understudy::ops
