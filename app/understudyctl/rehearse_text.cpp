#include "app/understudyctl/rehearse_text.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::ctl {
namespace {

using Phase = ops::RehearsalPhase;
using std::chrono::ceil;
using std::chrono::seconds;

} // namespace

std::string forecastText(const cluster::RehearsalPlan& plan,
                         const std::vector<cluster::StepForecast>& forecast,
                         const cluster::Snapshot& snapshot) {
    auto text = fmt::format("Rehearsal of {}: plan {}, failure {}. About {} s.\n", snapshot.cluster->name,
                            nameOf(plan.kind), nameOf(plan.failure),
                            ceil<seconds>(cluster::durationOf(plan, forecast)).count());
    for (std::size_t i = 0; i < forecast.size(); ++i) {
        text += fmt::format("{:3}. {}\n", i + 1, cluster::nameOf(forecast[i].step));
        for (const auto& target : forecast[i].targets)
            text += fmt::format("       {}: {}\n", snapshot.cluster->floating[target.floatingIndex].text,
                                cluster::explain(target, forecast[i].step, snapshot));
    }
    return text;
}

std::string progressText(const ops::RehearsalProgress& progress,
                         const std::vector<cluster::StepForecast>& forecast) {
    switch (progress.phase) {
    case Phase::Steadying:
        return "waiting for a steady state\n";
    case Phase::Locking:
        return "locking the instances\n";
    case Phase::Changing:
        return fmt::format("step {} of {}: {}\n", progress.step + 1, forecast.size(),
                           cluster::nameOf(forecast.at(progress.step).step));
    case Phase::Settling:
        return progress.detail.empty() ? std::string{} : fmt::format("       {}\n", progress.detail);
    case Phase::Restoring:
        return fmt::format("aborted: {}\nrestoring everything\n", progress.detail);
    case Phase::Verifying:
        return "looking whether everything is as it was\n";
    default:
        return {};
    }
}

std::string outcomeText(const cluster::Report& report) {
    auto text = fmt::format("{}{}{}\n", nameOf(report.verdict), report.why.empty() ? "" : ": ", report.why);
    if (report.restored)
        return text + "Everything is as it was before.\n";
    text += "NOT RESTORED:\n";
    for (const auto& what : report.notRestored)
        text += fmt::format("    {}\n", what);
    return text;
}

} // namespace understudy::ctl
