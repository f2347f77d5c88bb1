#include "core/ops/status_json.h"

#include <nlohmann/json.hpp>

#include "core/cluster/judgement.h"
#include "core/cluster/names_of.h"
#include "core/ops/json_values.h"

namespace understudy::ops {
namespace {

using cluster::NodeState;
using cluster::Snapshot;
using nlohmann::ordered_json;

ordered_json names(const Snapshot& snapshot, const std::vector<std::size_t>& nodes) {
    auto result = ordered_json::array();
    for (const auto i : nodes)
        result.push_back(snapshot.nodes[i].name.value());
    return result;
}

ordered_json floatingJson(const Snapshot& snapshot, std::size_t index) {
    const auto& floating = snapshot.cluster->floating[index];
    const auto server = cluster::servedBy(snapshot, index);
    return {{"address", floating.text},
            {"announcedBy", names(snapshot, cluster::announcers(snapshot, floating))},
            {"preferred", names(snapshot, cluster::preferred(snapshot, floating))},
            {"reachable", orNull(snapshot.targets[index].reachable)},
            {"servedBy", server ? ordered_json(snapshot.nodes[*server].name.value()) : ordered_json(nullptr)},
            {"worstCaseFailoverMs", orNull(cluster::worstCaseFailover(snapshot, floating))}};
}

ordered_json sessionJson(const cluster::Session& session) {
    const auto& protocol = session.protocol;
    auto exported = ordered_json::array();
    for (const auto& route : session.exported)
        exported.push_back({{"prefix", route.prefix.toString()}, {"asPath", route.asPath}});
    return {{"protocol", protocol.name},
            {"family", static_cast<int>(session.family)},
            {"state", cluster::nameOf(protocol.state)},
            {"enabled", protocol.enabled},
            {"since", orNull(session.since)},
            {"lastError", orNull(protocol.lastError)},
            {"neighbor", orNull(protocol.neighbor)},
            {"neighborAs", orNull(protocol.neighborAs)},
            {"localAs", orNull(protocol.localAs)},
            {"holdTimeMs", orNull(protocol.holdTime)},
            {"gracefulRestart", orNull(protocol.gracefulRestart)},
            {"exported", std::move(exported)}};
}

ordered_json interfaceJson(const cluster::InterfaceState& interface) {
    auto addresses = ordered_json::array();
    for (const auto& address : interface.addresses)
        addresses.push_back(address.toString());
    return {{"name", interface.name},
            {"exists", interface.exists},
            {"up", interface.up},
            {"addresses", addresses}};
}

ordered_json servingJson(const Snapshot& snapshot, const NodeState& node) {
    if (node.echo.current() == nullptr)
        return nullptr;
    auto result = ordered_json::array();
    for (std::size_t i = 0; i < node.serving.size(); ++i) {
        if (node.serving[i] > cluster::servingShare)
            result.push_back(snapshot.cluster->floating[i].text);
    }
    return result;
}

std::optional<std::string> errorOf(const NodeState& node) {
    if (cluster::isCurrent(node))
        return std::nullopt;
    for (const auto& error : {node.linkError, node.speaker.error(), node.interface.error()}) {
        if (error)
            return error;
    }
    return "no answer yet";
}

ordered_json instanceJson(const Snapshot& snapshot, const NodeState& node) {
    const auto* speaker = node.speaker.current();
    const auto* interface = node.interface.current();
    const auto* instance = snapshot.cluster->find(node.name);
    ordered_json sessions = nullptr;
    if (speaker != nullptr) {
        sessions = ordered_json::array();
        for (const auto& session : speaker->sessions)
            sessions.push_back(sessionJson(session));
    }
    const bool seen = node.speaker.last() != nullptr;
    return {{"name", node.name.value()},
            {"reachable", cluster::isCurrent(node)},
            {"error", orNull(errorOf(node))},
            {"observedAt",
             seen ? ordered_json(base::toIso8601(node.speaker.seenAtWall())) : ordered_json(nullptr)},
            {"speaker", speaker == nullptr ? ordered_json(nullptr)
                                           : ordered_json{{"kind", cluster::nameOf(speaker->kind)},
                                                          {"version", speaker->version},
                                                          {"running", speaker->running}}},
            {"interface", interface == nullptr ? ordered_json(nullptr) : interfaceJson(*interface)},
            {"sessions", std::move(sessions)},
            {"tier",
             {{"intended", instance == nullptr ? ordered_json(nullptr) : ordered_json(instance->tier)},
              {"observed", orNull(cluster::observedTier(snapshot, node))}}},
            {"serving", servingJson(snapshot, node)}};
}

std::string_view nameOf(cluster::Severity severity) {
    switch (severity) {
    case cluster::Severity::Error:
        return "error";
    case cluster::Severity::Warning:
        return "warning";
    case cluster::Severity::Info:
        break;
    }
    return "info";
}

} // namespace

ordered_json statusJson(const Snapshot& snapshot) {
    auto floating = ordered_json::array();
    for (std::size_t i = 0; i < snapshot.cluster->floating.size(); ++i)
        floating.push_back(floatingJson(snapshot, i));
    auto instances = ordered_json::array();
    for (const auto& node : snapshot.nodes)
        instances.push_back(instanceJson(snapshot, node));
    return {{"cluster", snapshot.cluster->name},
            {"at", base::toIso8601(snapshot.atWall)},
            {"floating", std::move(floating)},
            {"instances", std::move(instances)},
            {"findings", findingsJson(cluster::examine(snapshot))}};
}

ordered_json findingsJson(const std::vector<cluster::Finding>& findings) {
    auto result = ordered_json::array();
    for (const auto& finding : findings)
        result.push_back(
            {{"id", finding.id},
             {"severity", nameOf(finding.severity)},
             {"instance", finding.instance ? ordered_json(finding.instance->value()) : ordered_json(nullptr)},
             {"summary", finding.summary},
             {"fix", finding.fix}});
    return result;
}

ordered_json eventJson(const cluster::Event& event) {
    const auto textOrNull = [](const std::string& text) {
        return text.empty() ? ordered_json(nullptr) : ordered_json(text);
    };
    ordered_json result{
        {"at", base::toIso8601(event.at)},
        {"instance", event.instance ? ordered_json(event.instance->value()) : ordered_json(nullptr)},
        {"what", nameOf(event.kind)},
        {"from", textOrNull(event.from)},
        {"to", textOrNull(event.to)}};
    if (event.address)
        result["address"] = *event.address;
    if (event.family)
        result["family"] = static_cast<int>(*event.family);
    if (!event.detail.empty())
        result["detail"] = event.detail;
    return result;
}

std::string_view nameOf(cluster::EventKind kind) {
    using cluster::EventKind;
    switch (kind) {
    case EventKind::NodeConnected:
        return "connected";
    case EventKind::NodeLost:
        return "lost";
    case EventKind::NodeRefused:
        return "refused";
    case EventKind::SessionChanged:
        return "session";
    case EventKind::InterfaceUp:
        return "interface-up";
    case EventKind::InterfaceDown:
        return "interface-down";
    case EventKind::InterfaceGone:
        return "interface-gone";
    case EventKind::AddressesChanged:
        return "addresses";
    case EventKind::ExportsChanged:
        return "exports";
    case EventKind::TierChanged:
        return "tier";
    case EventKind::ReachableAgain:
        return "reachable";
    case EventKind::Unreachable:
        return "unreachable";
    case EventKind::ServingMoved:
        return "served-by";
    case EventKind::DeadManArmed:
        return "restore-armed";
    case EventKind::DeadManDisarmed:
        return "restore-disarmed";
    case EventKind::DeadManFired:
        return "restored-itself";
    case EventKind::PollFailed:
        return "poll-failed";
    case EventKind::PollRecovered:
        return "poll-recovered";
    }
    return "unknown";
}

std::optional<cluster::EventKind> eventKindOf(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(cluster::EventKind::PollRecovered); ++i) {
        const auto kind = static_cast<cluster::EventKind>(i);
        if (nameOf(kind) == name)
            return kind;
    }
    return std::nullopt;
}

} // namespace understudy::ops
