#include "core/ops/report/report_facts.h"

#include <algorithm>

#include <fmt/format.h>

namespace understudy::ops {

base::WallTime wallOf(const cluster::Report& report, base::SteadyTime time) {
    return report.startedAt + (time - report.startedSteady);
}

const cluster::TargetOutcome* chiefTarget(const cluster::StepOutcome& step) {
    if (step.targets.empty())
        return nullptr;
    const auto moving =
        std::find_if(step.targets.begin(), step.targets.end(), [](const cluster::TargetOutcome& target) {
            return target.forecast.reason != cluster::ForecastReason::NothingMoves;
        });
    return moving == step.targets.end() ? &step.targets.front() : &*moving;
}

std::string durationText(std::optional<std::chrono::nanoseconds> time) {
    if (!time)
        return "-";
    const auto ms = std::chrono::duration<double, std::milli>(*time).count();
    if (ms < 10)
        return fmt::format("{:.1f} ms", ms);
    return ms < 1000 ? fmt::format("{:.0f} ms", ms) : fmt::format("{:.2f} s", ms / 1000);
}

std::string predictedGapText(const cluster::TargetForecast& forecast) {
    if (forecast.takeOver.empty())
        return "dark";
    return forecast.gap ? "at most " + durationText(*forecast.gap) : "not known";
}

std::string measuredGapText(const cluster::TargetMeasurement& measured) {
    if (measured.lost == 0)
        return "none";
    return fmt::format("{} ±{}{}", durationText(measured.gap), durationText(measured.gapError),
                       measured.darkAtEnd ? ", still dark" : "");
}

std::string namesText(const cluster::Report& report, const std::vector<std::size_t>& nodes) {
    std::string text;
    for (const auto node : nodes)
        text += (text.empty() ? "" : " and ") + report.instances.at(node).name.value();
    return text.empty() ? "nobody" : text;
}

std::string timeText(base::WallTime time) {
    const auto iso = base::toIso8601(time);
    return iso.substr(0, 10) + " " + iso.substr(11, 8) + " UTC";
}

} // namespace understudy::ops
