#include "app/understudyctl/status_text.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"
#include "core/ops/status_json.h"

namespace understudy::ctl {
namespace {

using cluster::Health;
using cluster::NodeState;
using cluster::Snapshot;
using Row = std::vector<std::string>;

std::string table(const std::vector<Row>& rows) {
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i)
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + "\n";
    }
    return text;
}

std::string names(const Snapshot& snapshot, const std::vector<std::size_t>& nodes) {
    std::string text;
    for (const auto i : nodes)
        text += (text.empty() ? "" : ", ") + snapshot.nodes[i].name.value();
    return text.empty() ? "-" : text;
}

std::string_view word(Health health) {
    switch (health) {
    case Health::Up:
        return "up";
    case Health::Degraded:
        return "degraded";
    case Health::Down:
        return "DOWN";
    case Health::Unknown:
        break;
    }
    return "unknown";
}

Row floatingRow(const Snapshot& snapshot, std::size_t index) {
    const auto& floating = snapshot.cluster->floating[index];
    const auto server = cluster::servedBy(snapshot, index);
    const auto now = cluster::preferred(snapshot, floating);
    const auto worst = cluster::worstCaseFailover(snapshot, floating);
    return {floating.text,
            std::string{word(cluster::healthOf(snapshot, index))},
            server ? snapshot.nodes[*server].name.value() : "-",
            names(snapshot, now),
            names(snapshot, cluster::preferredWithout(snapshot, floating, now)),
            worst ? fmt::format("{} s", std::chrono::ceil<std::chrono::seconds>(*worst).count()) : "-"};
}

std::string interfaceText(const NodeState& node) {
    const auto* interface = node.interface.current();
    if (interface == nullptr)
        return "?";
    return interface->name + (!interface->exists ? " missing" : interface->up ? " up" : " down");
}

std::string sessionText(const cluster::Session& session) {
    auto text =
        fmt::format("v{} {}", static_cast<int>(session.family), cluster::nameOf(session.protocol.state));
    if (session.protocol.lastError && session.protocol.state != bird::BgpState::Established)
        text += fmt::format(" ({})", *session.protocol.lastError);
    return text;
}

Row instanceRow(const Snapshot& snapshot, const NodeState& node) {
    const auto* speaker = node.speaker.current();
    const auto* instance = snapshot.cluster->find(node.name);
    std::string sessions;
    std::size_t exported = 0;
    if (speaker != nullptr) {
        for (const auto& session : speaker->sessions) {
            sessions += (sessions.empty() ? "" : ", ") + sessionText(session);
            exported += session.exported.size();
        }
    }
    const auto observed = cluster::observedTier(snapshot, node);
    return {node.name.value(),
            std::string{word(cluster::healthOf(snapshot, node))},
            fmt::format("{}/{}", instance == nullptr ? 0 : instance->tier,
                        observed ? std::to_string(*observed) : "-"),
            interfaceText(node),
            speaker == nullptr ? "?" : fmt::format("{} {}", cluster::nameOf(speaker->kind), speaker->version),
            speaker == nullptr ? "?"
            : sessions.empty() ? "-"
                               : sessions,
            speaker == nullptr ? "?" : std::to_string(exported)};
}

} // namespace

std::string statusText(const Snapshot& snapshot) {
    std::vector<Row> floating{{"FLOATING IP", "STATE", "SERVED BY", "PREFERRED", "NEXT", "WORST CASE"}};
    for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i)
        floating.push_back(floatingRow(snapshot, i));
    std::vector<Row> instances{
        {"INSTANCE", "STATE", "TIER", "INTERFACE", "SPEAKER", "BGP SESSIONS", "EXPORTS"}};
    for (const auto& node : snapshot.nodes)
        instances.push_back(instanceRow(snapshot, node));
    return fmt::format("{}\n\n{}\n{}\n{}", snapshot.cluster->name, table(floating), table(instances),
                       findingsText(cluster::examine(snapshot)));
}

std::string findingsText(const std::vector<cluster::Finding>& findings) {
    if (findings.empty())
        return "No findings.\n";
    std::string text;
    for (const auto& finding : findings) {
        const auto* severity = finding.severity == cluster::Severity::Error     ? "ERROR"
                               : finding.severity == cluster::Severity::Warning ? "warning"
                                                                                : "info";
        text += fmt::format("{} {}: {}.\n    {}\n", severity, finding.id, finding.summary, finding.fix);
    }
    return text;
}

std::string eventText(const cluster::Event& event) {
    auto text = fmt::format("{}  {:<12} {}", base::toIso8601(event.at),
                            event.instance ? event.instance->value() : event.address.value_or("-"),
                            ops::nameOf(event.kind));
    if (event.family)
        text += fmt::format(" v{}", static_cast<int>(*event.family));
    if (event.instance && event.address)
        text += fmt::format(" {}", *event.address);
    if (!event.from.empty() || !event.to.empty())
        text += fmt::format(" {} -> {}", event.from.empty() ? "-" : event.from,
                            event.to.empty() ? "-" : event.to);
    if (!event.detail.empty())
        text += fmt::format(" ({})", event.detail);
    return text;
}

} // namespace understudy::ctl
