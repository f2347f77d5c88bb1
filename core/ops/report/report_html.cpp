#include "core/ops/report/report_html.h"

#include <fmt/format.h>

#include "core/ops/report/report_facts.h"

namespace understudy::ops {
namespace {

constexpr const char* style = R"(
body { font: 15px/1.45 system-ui, sans-serif; color: #1b1f24; background: #fff; max-width: 1040px; margin: 2em auto;
  padding: 0 1em }
h1 { font-size: 1.6em; margin-bottom: .2em } h2 { font-size: 1.15em; margin-top: 1.8em }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th { text-align: left; color: #57606a; font-weight: 600 }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid #d0d7de; vertical-align: top }
svg { width: 100%; height: auto; font: 12px system-ui, sans-serif }
td.why { color: #57606a }
)";

/// Text from nodes and files never becomes markup.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&#39;";
            break;
        default:
            result += c;
        }
    }
    return result;
}

std::string row(const std::vector<std::string>& cells, const char* element = "td") {
    std::string text = "<tr>";
    for (const auto& cell : cells)
        text += fmt::format("<{0}>{1}</{0}>", element, escaped(cell.empty() ? "-" : cell));
    return text + "</tr>\n";
}

std::string table(const std::vector<std::string>& head, const std::string& rows) {
    return "<table cellspacing=\"0\" cellpadding=\"3\" width=\"100%\">\n" + row(head, "th") + rows +
           "</table>\n";
}

/// Shape and word, not colour alone.
std::string verdictText(cluster::Verdict verdict) {
    const auto* shape = verdict == cluster::Verdict::Pass   ? "✔"
                        : verdict == cluster::Verdict::Fail ? "✘"
                                                            : "■";
    return fmt::format("{} {}", shape, nameOf(verdict));
}

std::string titleOf(const cluster::Report& report) {
    return fmt::format("Rehearsal of {}: {}", escaped(report.cluster), verdictText(report.verdict));
}

std::string stepRows(const cluster::Report& report) {
    std::string rows;
    for (std::size_t i = 0; i < report.steps.size(); ++i) {
        const auto& step = report.steps[i];
        bool first = true;
        for (const auto& target : step.targets) {
            const auto& measured = target.measured;
            const auto server = measured && measured->takeoverBy
                                    ? report.instances.at(*measured->takeoverBy).name.value()
                                    : std::string{measured ? "nobody" : "-"};
            rows +=
                row({first ? fmt::format("{}", i + 1) : " ", first ? step.name : " ",
                     report.addresses.at(target.forecast.floatingIndex), predictedGapText(target.forecast),
                     measured ? measuredGapText(*measured) : "-", namesText(report, target.forecast.takeOver),
                     server, measured ? durationText(measured->takeoverAfter) : "-",
                     verdictText(measured ? target.judgement.verdict : step.verdict)});
            first = false;
        }
    }
    return rows;
}

std::string whyRows(const cluster::Report& report) {
    std::string rows;
    for (std::size_t i = 0; i < report.steps.size(); ++i) {
        const auto& step = report.steps[i];
        rows += row({fmt::format("{}", i + 1), step.name, step.why});
    }
    return rows;
}

} // namespace

std::string reportBody(const cluster::Report& report) {
    auto text = fmt::format(
        "<p>Plan <b>{}</b>, failure <b>{}</b>, by {}. {} to {}, probed every {} ms.</p>\n<p><b>{}</b></p>\n",
        nameOf(report.plan.kind), nameOf(report.plan.failure), escaped(report.who),
        timeText(report.startedAt), timeText(report.endedAt), report.plan.probeInterval.count(),
        report.restored ? "Everything was restored, and looked at again." : "NOT EVERYTHING WAS RESTORED.");
    for (const auto& what : report.notRestored)
        text += fmt::format("<p>{}</p>\n", escaped(what));
    text += "<h2>Steps</h2>\n";
    text += table({"#", "step", "address", "predicted gap", "measured gap", "should serve", "serves",
                   "took over after", "verdict"},
                  stepRows(report));
    text += "<h2>Why</h2>\n" + table({"#", "step", "why"}, whyRows(report));
    std::string rows;
    for (const auto& instance : report.instances)
        rows += row(
            {instance.name.value(), fmt::format("{}", instance.tier + 1), instance.speaker, instance.system});
    text += "<h2>Instances</h2>\n" + table({"instance", "tier", "speaker", "system"}, rows);
    rows.clear();
    for (const auto& command : report.commands)
        rows += row({base::toIso8601(command.at).substr(11, 12), command.instance.value(), command.command,
                     command.exit ? fmt::format("{}", *command.exit) : "no answer",
                     fmt::format("{} ms", command.duration.count())});
    text += "<h2>Commands that ran on the instances</h2>\n" +
            table({"at", "instance", "command", "exit", "time"}, rows);
    return text;
}

std::string svgOf(const TimelineDrawing& drawing) {
    struct Writer {
        std::string text;

        void operator()(const Box& box) {
            text += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                                "fill=\"{}\" stroke=\"{}\"/>\n",
                                box.x, box.y, box.width, box.height, box.hollow ? "none" : colourOf(box.ink),
                                box.hollow ? colourOf(box.ink) : "none");
        }
        void operator()(const Stroke& stroke) {
            text += "<polyline points=\"";
            for (const auto& [x, y] : stroke.points)
                text += fmt::format("{:.1f},{:.1f} ", x, y);
            text += fmt::format("\" fill=\"none\" stroke=\"{}\"{}/>\n", colourOf(stroke.ink),
                                stroke.dashed ? " stroke-dasharray=\"3 3\"" : "");
        }
        void operator()(const Label& label) {
            const auto* anchor = label.anchor == Label::Anchor::Start    ? "start"
                                 : label.anchor == Label::Anchor::Middle ? "middle"
                                                                         : "end";
            text += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" fill=\"{}\" text-anchor=\"{}\">{}</text>\n",
                                label.x, label.y, colourOf(label.ink), anchor, escaped(label.text));
        }
    };
    Writer writer;
    writer.text =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:g} {:g}\" role=\"img\" "
                    "aria-label=\"Timeline of the rehearsal\">\n",
                    drawing.width, drawing.height);
    for (const auto& shape : drawing.shapes)
        std::visit(writer, shape);
    return writer.text + "</svg>\n";
}

std::string reportHead(const cluster::Report& report) {
    return fmt::format("<h1>{}</h1>\n<p>{}</p>\n", titleOf(report), escaped(report.why));
}

std::string reportHtml(const cluster::Report& report) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n"
        "<style>{}</style>\n</head>\n<body>\n{}{}{}</body>\n</html>\n",
        titleOf(report), style, reportHead(report), svgOf(drawTimeline(report)), reportBody(report));
}

} // namespace understudy::ops
