#include "core/ops/report/report_markdown.h"

#include <fmt/format.h>

#include "core/ops/report/report_facts.h"

namespace understudy::ops {
namespace {

/// What a cell of a table may hold: text from nodes cannot break out of it.
std::string cell(std::string text) {
    std::string result;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '`' || c == '\\')
            result += '\\';
        result += c;
    }
    return result.empty() ? "-" : result;
}

std::string stepRow(const cluster::Report& report, const cluster::StepOutcome& step,
                    const cluster::TargetOutcome& target) {
    const auto& address = report.addresses.at(target.forecast.floatingIndex);
    std::string measured = "-";
    std::string server = "-";
    if (target.measured) {
        measured = measuredGapText(*target.measured);
        server = target.measured->takeoverBy ? report.instances.at(*target.measured->takeoverBy).name.value()
                                             : "nobody";
    }
    return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", cell(step.name), cell(address),
                       predictedGapText(target.forecast), measured,
                       cell(namesText(report, target.forecast.takeOver)), cell(server),
                       nameOf(target.judgement.verdict));
}

} // namespace

std::string reportMarkdown(const cluster::Report& report) {
    auto text = fmt::format("# Rehearsal of {}: {}\n\n", cell(report.cluster), nameOf(report.verdict));
    if (!report.why.empty())
        text += cell(report.why) + "\n\n";
    text += fmt::format(
        "- plan {}, failure {}, by {}\n- {} to {}\n- probed every {} ms\n- {}\n", nameOf(report.plan.kind),
        nameOf(report.plan.failure), cell(report.who), timeText(report.startedAt), timeText(report.endedAt),
        report.plan.probeInterval.count(),
        report.restored ? "everything was restored, and looked at again" : "**not everything was restored**");
    for (const auto& what : report.notRestored)
        text += fmt::format("  - {}\n", cell(what));
    text +=
        "\n## Steps\n\n| step | address | predicted gap | measured gap | should serve | serves | verdict |\n"
        "|---|---|---|---|---|---|---|\n";
    for (const auto& step : report.steps) {
        for (const auto& target : step.targets)
            text += stepRow(report, step, target);
    }
    text += "\n## Why\n\n";
    for (const auto& step : report.steps)
        text += fmt::format("- {}: {}\n", cell(step.name), cell(step.why));
    text += "\n## Instances\n\n| instance | tier | speaker | system |\n|---|---|---|---|\n";
    for (const auto& instance : report.instances)
        text += fmt::format("| {} | {} | {} | {} |\n", cell(instance.name.value()), instance.tier + 1,
                            cell(instance.speaker), cell(instance.system));
    text += "\n## Commands\n\n| at | instance | command | exit | time |\n|---|---|---|---|---|\n";
    for (const auto& command : report.commands)
        text += fmt::format("| {} | {} | {} | {} | {} ms |\n", base::toIso8601(command.at).substr(11, 12),
                            cell(command.instance.value()), cell(command.command),
                            command.exit ? fmt::format("{}", *command.exit) : "no answer",
                            command.duration.count());
    return text;
}

} // namespace understudy::ops
