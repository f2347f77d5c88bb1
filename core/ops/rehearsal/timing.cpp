#include "core/ops/rehearsal/timing.h"

#include <algorithm>

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::StepAction;

/// Commands, looking, and waiting for late replies.
constexpr auto overhead = 4s;
constexpr auto margin = 30s;
/// A session needs BIRD's connect delay to come back, and may need a second attempt.
constexpr auto sessionMargin = 15s;

std::chrono::milliseconds usualTime(const cluster::RehearsalPlan& plan, const cluster::StepForecast& step) {
    auto longest = 0ms;
    for (const auto& target : step.targets)
        longest = std::max(longest, target.after.value_or(0ms));
    const bool session =
        step.step.action == StepAction::Restore && plan.failure != cluster::FailureKind::Link;
    return longest + plan.hold + overhead + (session ? 5s : 0s);
}

} // namespace

std::chrono::seconds restoreAfter(const cluster::RehearsalPlan& plan,
                                  const std::vector<cluster::StepForecast>& forecast, std::size_t step) {
    std::chrono::milliseconds sum = margin;
    if (plan.failure != cluster::FailureKind::Link)
        sum += sessionMargin;
    for (auto i = step; i < forecast.size(); ++i) {
        const auto& other = forecast[i].step;
        if (other.action == StepAction::Restore && other.instance == forecast[step].step.instance)
            break;
        sum += usualTime(plan, forecast[i]) * 3 / 2;
    }
    return std::chrono::ceil<std::chrono::seconds>(sum);
}

std::chrono::seconds lockLifetime(const cluster::RehearsalPlan& plan,
                                  const std::vector<cluster::StepForecast>& forecast) {
    std::chrono::milliseconds sum = margin + sessionMargin;
    auto longest = 0s;
    for (std::size_t i = 0; i < forecast.size(); ++i) {
        sum += usualTime(plan, forecast[i]) * 3 / 2;
        if (forecast[i].step.action == StepAction::Fail)
            longest = std::max(longest, restoreAfter(plan, forecast, i));
    }
    return std::chrono::ceil<std::chrono::seconds>(sum) + longest;
}

} // namespace understudy::ops
