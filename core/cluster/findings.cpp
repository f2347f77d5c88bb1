#include "core/cluster/findings.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"

namespace understudy::cluster {
namespace {

using base::Family;
using bird::BgpState;

/// A silent death that costs more than this is worth a warning: the guide's default is 240 s, `hold time 9`
/// makes 9 s.
constexpr std::chrono::seconds longFailover{30};

class Doctor {
public:
    explicit Doctor(const Snapshot& snapshot) : m_snapshot(snapshot) {}

    std::vector<Finding> examine() && {
        for (std::size_t i = 0; i < m_snapshot.cluster->floating.size(); ++i)
            examineFloating(i);
        for (const auto& node : m_snapshot.nodes)
            examineNode(node);
        std::stable_sort(m_findings.begin(), m_findings.end(),
                         [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
        return std::move(m_findings);
    }

private:
    void add(const char* id, Severity severity, const std::optional<InstanceName>& instance,
             std::string summary, std::string fix) {
        m_findings.push_back({id, severity, instance, std::move(summary), std::move(fix)});
    }

    void examineFloating(std::size_t index) {
        const auto& floating = m_snapshot.cluster->floating[index];
        const auto& target = m_snapshot.targets[index];
        const auto& address = floating.text;
        if (target.error)
            add("no-probe", Severity::Warning, std::nullopt,
                fmt::format("{} is not probed: {}", address, *target.error),
                "Allow ping: sysctl -w net.ipv4.ping_group_range=\"0 2147483647\".");
        else if (target.reachable == false)
            add("unreachable", Severity::Error, std::nullopt, fmt::format("{} does not answer", address),
                "Look which instance should serve it, and whether its session and interface are up.");
        const auto announcing = announcers(m_snapshot, floating);
        if (announcing.empty())
            add("no-announcer", Severity::Error, std::nullopt,
                fmt::format("no instance is known to announce {}", floating.announced().toString()),
                "Bring an instance's interface up, or repair its BGP session.");
        if (announcing.size() == 1)
            add("no-backup", Severity::Warning, m_snapshot.nodes[announcing.front()].name,
                fmt::format("only {} announces {}: nobody would take over",
                            m_snapshot.nodes[announcing.front()].name.value(),
                            floating.announced().toString()),
                "Bring a backup's interface and session up.");
        examineEqualTiers(floating);
        examineWorstCase(floating);
    }

    void examineEqualTiers(const FloatingAddress& floating) {
        const auto best = preferred(m_snapshot, floating);
        if (best.size() < 2)
            return;
        std::string names;
        for (const auto i : best)
            names += (names.empty() ? "" : ", ") + m_snapshot.nodes[i].name.value();
        add("equal-tiers", Severity::Warning, std::nullopt,
            fmt::format(
                "{} share {}: their AS paths are equally long, so the router spreads flows over them (ECMP)",
                names, floating.text),
            "Give the backups more prepends if one of them is meant to serve alone.");
    }

    void examineWorstCase(const FloatingAddress& floating) {
        const auto worst = worstCaseFailover(m_snapshot, floating);
        if (!worst || *worst <= longFailover)
            return;
        add("slow-failover", Severity::Warning, std::nullopt,
            fmt::format("{} can stay dark for {} s when the serving instance dies without a word",
                        floating.text, std::chrono::ceil<std::chrono::seconds>(*worst).count()),
            "Set a shorter hold time (hold time 9;) and, with graceful restart, a shorter restart time.");
    }

    void examineNode(const NodeState& node) {
        if (!isCurrent(node)) {
            const auto why = node.linkError.value_or(
                node.speaker.error().value_or(node.interface.error().value_or("no answer yet")));
            add("not-asked", Severity::Error, node.name,
                fmt::format("{} could not be asked: {}", node.name.value(), why),
                "Nothing about this instance is known until it answers.");
            return;
        }
        examineInterface(node);
        if (!node.speaker.current()->running) {
            add("speaker-not-running", Severity::Error, node.name,
                fmt::format("the BGP daemon of {} does not run", node.name.value()),
                "Start it on the instance, e.g. systemctl start bird, and look at its log.");
            return;
        }
        for (const auto& session : node.speaker.current()->sessions)
            examineSession(node, session);
        for (const auto family : {Family::V4, Family::V6}) {
            if (takesPart(m_snapshot, node, family) && currentSession(node, family) == nullptr)
                add("no-session", Severity::Error, node.name,
                    fmt::format("{} has no BGP session with the cloud for {}", node.name.value(),
                                family == Family::V4 ? "IPv4" : "IPv6"),
                    "Configure the protocol on the instance, or take its address out of the cluster file.");
        }
        examineTier(node);
    }

    void examineInterface(const NodeState& node) {
        const auto& interface = *node.interface.current();
        const auto& name = node.name.value();
        if (!interface.exists) {
            add("interface-missing", Severity::Error, node.name,
                fmt::format("{} has no interface {}", name, interface.name),
                fmt::format("ip link add dev {} type dummy", interface.name));
            return;
        }
        if (!interface.up) {
            add("interface-down", Severity::Error, node.name,
                fmt::format("{} of {} is down: it announces nothing", interface.name, name),
                "Bring it up when the instance should take part again.");
            return;
        }
        for (const auto& floating : m_snapshot.cluster->floating) {
            const bool there = std::any_of(
                interface.addresses.begin(), interface.addresses.end(),
                [&](const base::Prefix& prefix) { return prefix.address() == floating.address(); });
            if (takesPart(m_snapshot, node, floating.prefix.family()) && !there)
                add("address-missing", Severity::Error, node.name,
                    fmt::format("{} of {} does not hold {}", interface.name, name, floating.text),
                    fmt::format("ip addr add {} dev {}", floating.text, interface.name));
        }
    }

    void examineSession(const NodeState& node, const Session& session) {
        const auto& protocol = session.protocol;
        const auto& name = node.name.value();
        if (protocol.state != BgpState::Established) {
            add("session-down", Severity::Error, node.name,
                fmt::format("session {} of {} is {}{}", protocol.name, name, nameOf(protocol.state),
                            protocol.lastError ? ": " + *protocol.lastError : std::string{}),
                whatToDo(protocol));
            return;
        }
        const auto extra =
            std::count_if(session.exported.begin(), session.exported.end(), [&](const auto& route) {
                return std::none_of(
                    m_snapshot.cluster->floating.begin(), m_snapshot.cluster->floating.end(),
                    [&](const FloatingAddress& floating) { return floating.announced() == route.prefix; });
            });
        if (extra > 0)
            add("exports-more", Severity::Warning, node.name,
                fmt::format("{} announces {} prefixes over {} that are no floating IP of this cluster", name,
                            extra, protocol.name),
                "Export only the floating IPs: the router may drop the session or carry traffic nobody "
                "expects.");
    }

    static std::string whatToDo(const bird::BgpProtocol& protocol) {
        if (!protocol.enabled)
            return fmt::format("It was disabled: birdc enable {}.", protocol.name);
        const bool silent = !protocol.lastError &&
                            (protocol.state == BgpState::Connect || protocol.state == BgpState::Active);
        return silent ? "No answer from the router: check the BGP password, TCP port 179 in the firewall, "
                        "and that BGP is "
                        "enabled for this instance."
                      : "Look at the last error and at the speaker's log.";
    }

    void examineTier(const NodeState& node) {
        const auto observed = observedTier(m_snapshot, node);
        const auto* instance = m_snapshot.cluster->find(node.name);
        if (!observed || instance == nullptr || *observed == instance->tier)
            return;
        add("tier-differs", Severity::Warning, node.name,
            fmt::format("{} announces with {} prepends, the cluster file wants {}", node.name.value(),
                        *observed, instance->tier),
            "Correct the export filter on the instance, or the tier in the cluster file.");
    }

    const Snapshot& m_snapshot;
    std::vector<Finding> m_findings;
};

} // namespace

std::vector<Finding> examine(const Snapshot& snapshot) {
    return Doctor{snapshot}.examine();
}

} // namespace understudy::cluster
