#include "core/ops/rehearsal/plan_json.h"

#include <nlohmann/json.hpp>

#include "core/cluster/names.h"

namespace understudy::ops {
namespace {

/// More than any cluster has.
constexpr std::size_t maxInstances = 1000;
constexpr std::int64_t secondMs = 1000;
constexpr std::int64_t tenMinutesMs = 600 * secondMs;

template <typename Duration>
void readMs(const JsonValue& value, Duration& duration, std::int64_t min, std::int64_t max) {
    if (const auto ms = value.integer(min, max))
        duration = std::chrono::floor<Duration>(std::chrono::milliseconds{*ms});
}

} // namespace

nlohmann::ordered_json planSettingsJson(const cluster::RehearsalPlan& plan) {
    const auto ms = [](auto duration) {
        return std::chrono::milliseconds{duration}.count();
    };
    auto order = nlohmann::ordered_json::array();
    for (const auto& instance : plan.order)
        order.push_back(instance.value());
    return {{"order", order},
            {"holdMs", ms(plan.hold)},
            {"cleanForMs", ms(plan.cleanFor)},
            {"outageLimitMs", ms(plan.outageLimit)},
            {"gapToleranceMs", ms(plan.gapTolerance)}};
}

void readPlanKinds(const JsonValue& value, cluster::RehearsalPlan& plan) {
    const auto kind = cluster::planKindOf(value.member("plan").string().value_or(""));
    if (!kind)
        value.member("plan").fail("\"in-turn\", \"ladder\" or \"single\"");
    const auto failure = cluster::failureKindOf(value.member("failure").string().value_or(""));
    if (!failure)
        value.member("failure").fail("\"link\", \"session\", \"daemon\" or \"silent\"");
    plan.kind = kind.value_or(plan.kind);
    plan.failure = failure.value_or(plan.failure);
}

void readPlanSettings(const JsonValue& value, cluster::RehearsalPlan& plan) {
    const auto order = value.member("order");
    if (order.size() > maxInstances)
        return order.fail("at most 1000 instances");
    if (order.present())
        plan.order.clear();
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto name = order.element(i).string();
        if (name && cluster::isDisplayName(*name))
            plan.order.emplace_back(*name);
        else
            order.element(i).fail("the name of an instance");
    }
    readMs(value.member("holdMs"), plan.hold, secondMs, tenMinutesMs);
    readMs(value.member("cleanForMs"), plan.cleanFor, secondMs, 60 * secondMs);
    readMs(value.member("outageLimitMs"), plan.outageLimit, secondMs, tenMinutesMs);
    readMs(value.member("gapToleranceMs"), plan.gapTolerance, 0, tenMinutesMs);
}

} // namespace understudy::ops
