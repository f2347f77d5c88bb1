#include "core/ops/report/timeline_drawing.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using base::SteadyTime;
using cluster::LaneState;

constexpr double width = 1000;
constexpr double left = 150;
constexpr double right = 20;
constexpr double plotWidth = width - left - right;
constexpr double rttHeight = 70;
constexpr double lossHeight = 14;
constexpr double laneHeight = 14;
constexpr double gap = 10;

/// Builds the drawing from top to bottom.
class Pen {
public:
    explicit Pen(const cluster::Report& report)
        : m_report(report), m_from(report.startedSteady),
          m_span(std::max<std::chrono::duration<double>>(report.endedSteady - report.startedSteady, 1s)) {}

    TimelineDrawing draw() && {
        label(left, 14, "steps", Ink::Faint);
        m_y = 26;
        const double top = m_y;
        for (std::size_t i = 0; i < m_report.samples.size(); ++i)
            target(i);
        for (std::size_t i = 0; i < m_report.instances.size(); ++i)
            lane(i);
        steps(top, m_y);
        axis();
        legend();
        return {width, m_y, std::move(m_shapes)};
    }

private:
    double x(SteadyTime time) const {
        const auto at = std::chrono::duration<double>(time - m_from) / m_span;
        return left + plotWidth * std::clamp(at, 0.0, 1.0);
    }

    void label(double at, double y, std::string text, Ink ink, Label::Anchor anchor = Label::Anchor::Start) {
        m_shapes.emplace_back(Label{at, y, std::move(text), ink, anchor});
    }

    /// The RTT as a line through each pixel's greatest value, and the losses in a lane of their own.
    void target(std::size_t index) {
        const auto& samples = m_report.samples[index];
        double highest = 0.05;
        for (const auto& sample : samples) {
            if (cluster::gotReply(sample.kind))
                highest = std::max(highest, milliseconds(sample));
        }
        label(left - 8, m_y + 12, m_report.addresses.at(index), Ink::Text, Label::Anchor::End);
        label(left - 8, m_y + 28, fmt::format("RTT, up to {:.2g} ms", highest), Ink::Faint,
              Label::Anchor::End);
        m_shapes.emplace_back(
            Stroke{{{left, m_y + rttHeight}, {left + plotWidth, m_y + rttHeight}}, Ink::Grid, false});
        rtt(samples, highest);
        m_y += rttHeight + 2;
        label(left - 8, m_y + lossHeight - 3, "lost", Ink::Faint, Label::Anchor::End);
        losses(samples);
        m_y += lossHeight + gap;
    }

    static double milliseconds(const cluster::Sample& sample) {
        return std::chrono::duration<double, std::milli>(sample.rtt).count();
    }

    void rtt(const std::vector<cluster::Sample>& samples, double highest) {
        Stroke line{{}, Ink::Rtt, false};
        const auto flush = [&] {
            if (line.points.size() > 1)
                m_shapes.emplace_back(line);
            line.points.clear();
        };
        for (const auto& sample : samples) {
            if (sample.kind == cluster::SampleKind::Pending)
                continue;
            if (!cluster::gotReply(sample.kind)) {
                flush();
                continue;
            }
            const double at = std::round(x(sample.sentAt));
            const double y = m_y + rttHeight * (1 - 0.95 * milliseconds(sample) / highest);
            if (!line.points.empty() && line.points.back().first == at)
                line.points.back().second = std::min(line.points.back().second, y);
            else
                line.points.emplace_back(at, y);
        }
        flush();
    }

    void losses(const std::vector<cluster::Sample>& samples) {
        const double wide =
            std::max(1.0, plotWidth * std::chrono::duration<double>(m_report.plan.probeInterval) / m_span);
        for (const auto& sample : samples) {
            if (!cluster::isLost(sample.kind))
                continue;
            const double at = x(sample.sentAt);
            auto* last = m_shapes.empty() ? nullptr : std::get_if<Box>(&m_shapes.back());
            if (last != nullptr && last->ink == Ink::Lost && last->y == m_y &&
                at <= last->x + last->width + 0.5)
                last->width = at + wide - last->x;
            else
                m_shapes.emplace_back(Box{at, m_y, wide, lossHeight, Ink::Lost, false});
        }
    }

    /// Serving fills the lane, announcing half of it, quiet is a thin line, unknown a hollow box.
    void lane(std::size_t node) {
        label(left - 8, m_y + laneHeight - 3, m_report.instances[node].name.value(), Ink::Text,
              Label::Anchor::End);
        std::vector<cluster::LaneChange> changes;
        std::copy_if(m_report.lanes.begin(), m_report.lanes.end(), std::back_inserter(changes),
                     [&](const auto& change) { return change.node == node; });
        for (std::size_t i = 0; i < changes.size(); ++i) {
            const double from = x(changes[i].at);
            const double to = i + 1 < changes.size() ? x(changes[i + 1].at) : left + plotWidth;
            m_shapes.emplace_back(box(changes[i].state, from, to - from));
        }
        m_y += laneHeight + 6;
    }

    Box box(LaneState state, double from, double length) const {
        switch (state) {
        case LaneState::Serving:
            return {from, m_y, length, laneHeight, Ink::Serving, false};
        case LaneState::Announcing:
            return {from, m_y + laneHeight / 4, length, laneHeight / 2, Ink::Announcing, false};
        case LaneState::Quiet:
            return {from, m_y + laneHeight / 2 - 1, length, 2, Ink::Quiet, false};
        case LaneState::Unknown:
            break;
        }
        return {from, m_y + 2, length, laneHeight - 4, Ink::Unknown, true};
    }

    void steps(double top, double bottom) {
        for (std::size_t i = 0; i < m_report.steps.size(); ++i) {
            const auto& change = m_report.steps[i].change;
            if (!change)
                continue;
            const double at = x(change->at);
            m_shapes.emplace_back(Stroke{{{at, top - 6}, {at, bottom}}, Ink::Step, true});
            label(at, top - 10, fmt::format("{}", i + 1), Ink::Step, Label::Anchor::Middle);
        }
    }

    void axis() {
        m_y += 4;
        const double seconds = m_span.count();
        double every = 1;
        for (const double step : {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600}) {
            every = step;
            if (seconds / step <= 12)
                break;
        }
        for (double at = 0; at <= seconds; at += every) {
            const double position = left + plotWidth * at / seconds;
            m_shapes.emplace_back(Stroke{{{position, m_y}, {position, m_y + 4}}, Ink::Faint, false});
            label(position, m_y + 16, fmt::format("{:g} s", at), Ink::Faint, Label::Anchor::Middle);
        }
        m_shapes.emplace_back(Stroke{{{left, m_y}, {left + plotWidth, m_y}}, Ink::Faint, false});
        m_y += 30;
    }

    void legend() {
        double at = left;
        for (const auto& [state, word] : {std::pair{LaneState::Serving, "serves"},
                                          {LaneState::Announcing, "announces"},
                                          {LaneState::Quiet, "announces nothing"},
                                          {LaneState::Unknown, "not known"}}) {
            m_shapes.emplace_back(box(state, at, 24));
            label(at + 30, m_y + laneHeight - 3, word, Ink::Faint);
            at += 150;
        }
        m_shapes.emplace_back(Box{at, m_y, 24, laneHeight, Ink::Lost, false});
        label(at + 30, m_y + laneHeight - 3, "request lost", Ink::Faint);
        m_y += laneHeight + gap;
    }

    const cluster::Report& m_report;
    SteadyTime m_from;
    std::chrono::duration<double> m_span;
    double m_y = 0;
    std::vector<Shape> m_shapes;
};

} // namespace

std::string_view colourOf(Ink ink) {
    switch (ink) {
    case Ink::Text:
        return "#1b1f24";
    case Ink::Faint:
        return "#57606a";
    case Ink::Grid:
        return "#d0d7de";
    case Ink::Rtt:
        return "#0072b2";
    case Ink::Lost:
        return "#d55e00";
    case Ink::Serving:
        return "#009e73";
    case Ink::Announcing:
        return "#56b4e9";
    case Ink::Quiet:
        return "#8c959f";
    case Ink::Unknown:
        return "#8c959f";
    case Ink::Step:
        break;
    }
    return "#8250df";
}

TimelineDrawing drawTimeline(const cluster::Report& report) {
    return Pen{report}.draw();
}

} // namespace understudy::ops
