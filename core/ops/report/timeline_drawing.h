// The picture of a rehearsal as shapes: RTT and losses of every floating IP, a lane an instance, and the
// steps, on one time axis. What draws it, SVG or PDF, knows nothing of rehearsals.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "core/cluster/report.h"

namespace understudy::ops {

/// What a shape means; it has one colour in every form of the report.
enum class Ink : std::uint8_t { Text, Faint, Grid, Rtt, Lost, Serving, Announcing, Quiet, Unknown, Step };

/// `#rrggbb`; told apart without colour vision too, and each meaning has a shape of its own.
std::string_view colourOf(Ink ink);

struct Box {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
    Ink ink = Ink::Text;
    bool hollow = false;
};
struct Stroke {
    std::vector<std::pair<double, double>> points;
    Ink ink = Ink::Text;
    bool dashed = false;
};
struct Label {
    enum class Anchor : std::uint8_t { Start, Middle, End };
    double x = 0;
    double y = 0; ///< of the base line
    std::string text;
    Ink ink = Ink::Text;
    Anchor anchor = Anchor::Start;
};
using Shape = std::variant<Box, Stroke, Label>;

struct TimelineDrawing {
    double width = 0; ///< in units of one pixel of a screen
    double height = 0;
    std::vector<Shape> shapes; ///< in order of drawing
};

TimelineDrawing drawTimeline(const cluster::Report& report);

} // namespace understudy::ops
