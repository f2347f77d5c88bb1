#include "core/ops/report/report_json.h"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/cluster/rehearsal_names.h"
#include "core/ops/rehearsal/plan_json.h"
#include "core/ops/report/report_facts.h"
#include "core/ops/status_json.h"

namespace understudy::ops {
namespace {

using nlohmann::ordered_json;

ordered_json textOrNull(const std::string& text) {
    return text.empty() ? ordered_json(nullptr) : ordered_json(text);
}

/// Milliseconds to a thousandth.
ordered_json toMs(std::optional<std::chrono::nanoseconds> time) {
    if (!time)
        return nullptr;
    return std::round(std::chrono::duration<double, std::milli>(*time).count() * 1000) / 1000;
}

ordered_json nameOrNull(const cluster::Report& report, std::optional<std::size_t> node) {
    return node && *node < report.instances.size() ? ordered_json(report.instances[*node].name.value())
                                                   : ordered_json(nullptr);
}

ordered_json predictedJson(const cluster::Report& report, const cluster::TargetOutcome& target) {
    const auto& forecast = target.forecast;
    const auto names = [&](const std::vector<std::size_t>& nodes) {
        auto all = ordered_json::array();
        for (const auto node : nodes)
            all.push_back(nameOrNull(report, node));
        return all;
    };
    return {{"gapMs", toMs(forecast.gap)},
            {"takeoverBy", forecast.takeOver.empty() ? ordered_json(nullptr)
                                                     : nameOrNull(report, forecast.takeOver.front())},
            {"takeoverAfterMs", toMs(forecast.after)},
            {"shared", forecast.takeOver.size() > 1 ? names(forecast.takeOver) : ordered_json(nullptr)},
            {"before", names(forecast.before)},
            {"announcing", names(forecast.announcing)},
            {"reason", nameOf(forecast.reason)},
            {"assumed", forecast.assumed},
            {"why", textOrNull(target.predicted)}};
}

ordered_json measuredJson(const cluster::Report& report, const cluster::StepOutcome& step,
                          const cluster::TargetOutcome& target) {
    if (!target.measured)
        return nullptr;
    const auto& measured = *target.measured;
    return {{"gapMs", toMs(measured.gap)},
            {"gapErrorMs", toMs(measured.gapError)},
            {"dark", measured.darkAtEnd},
            {"sent", measured.sent},
            {"lost", measured.lost},
            {"late", measured.late},
            {"notSent", measured.notSent},
            {"takeoverBy", nameOrNull(report, measured.takeoverBy)},
            {"takeoverAfterMs", toMs(measured.takeoverAfter)},
            {"withdrawMs", toMs(step.change ? step.change->withdrawn : std::nullopt)},
            {"rttBeforeMs", toMs(measured.rttBefore)},
            {"rttAfterMs", toMs(measured.rttAfter)}};
}

ordered_json stepJson(const cluster::Report& report, const cluster::StepOutcome& step) {
    ordered_json result{{"name", step.name},
                        {"instance", step.step.instance.value()},
                        {"action", nameOf(step.step.action)},
                        {"begunAt", step.at == base::WallTime{} ? ordered_json(nullptr)
                                                                : ordered_json(base::toIso8601(step.at))},
                        {"at", step.change ? ordered_json(base::toIso8601(wallOf(report, step.change->at)))
                                           : ordered_json(nullptr)},
                        {"atErrorMs", toMs(step.change ? std::optional{step.change->error} : std::nullopt)},
                        {"predicted", nullptr},
                        {"measured", nullptr},
                        {"verdict", nameOf(step.verdict)},
                        {"why", textOrNull(step.why)},
                        {"targets", ordered_json::array()}};
    for (const auto& target : step.targets)
        result["targets"].push_back({{"address", report.addresses.at(target.forecast.floatingIndex)},
                                     {"predicted", predictedJson(report, target)},
                                     {"measured", measuredJson(report, step, target)},
                                     {"verdict", nameOf(target.judgement.verdict)},
                                     {"difference", nameOf(target.judgement.difference)},
                                     {"why", textOrNull(target.judgement.why)}});
    if (const auto* chief = chiefTarget(step)) {
        result["predicted"] = predictedJson(report, *chief);
        result["measured"] = measuredJson(report, step, *chief);
    }
    return result;
}

} // namespace

ordered_json reportJson(const cluster::Report& report) {
    ordered_json result{{"cluster", report.cluster},
                        {"plan", nameOf(report.plan.kind)},
                        {"failure", nameOf(report.plan.failure)},
                        {"settings", planSettingsJson(report.plan)},
                        {"by", textOrNull(report.who)},
                        {"startedAt", base::toIso8601(report.startedAt)},
                        {"endedAt", base::toIso8601(report.endedAt)},
                        {"verdict", nameOf(report.verdict)},
                        {"why", textOrNull(report.why)},
                        {"restored", report.restored},
                        {"notRestored", report.notRestored},
                        {"probe",
                         {{"intervalMs", report.plan.probeInterval.count()},
                          {"address", report.addresses.empty() ? ordered_json(nullptr)
                                                               : ordered_json(report.addresses.front())},
                          {"addresses", report.addresses}}},
                        {"instances", ordered_json::array()},
                        {"steps", ordered_json::array()},
                        {"commands", ordered_json::array()},
                        {"events", ordered_json::array()}};
    for (const auto& instance : report.instances)
        result["instances"].push_back({{"name", instance.name.value()},
                                       {"tier", instance.tier},
                                       {"speaker", textOrNull(instance.speaker)},
                                       {"system", textOrNull(instance.system)}});
    for (const auto& step : report.steps)
        result["steps"].push_back(stepJson(report, step));
    for (const auto& command : report.commands)
        result["commands"].push_back(
            {{"at", base::toIso8601(command.at)},
             {"instance", command.instance.value()},
             {"command", command.command},
             {"exit", command.exit ? ordered_json(*command.exit) : ordered_json(nullptr)},
             {"durationMs", command.duration.count()}});
    for (const auto& event : report.events)
        result["events"].push_back(eventJson(event));
    return result;
}

} // namespace understudy::ops
