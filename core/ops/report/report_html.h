// A rehearsal's report as one HTML page that needs nothing else: the timeline is in it as SVG.
#pragma once

#include <string>

#include "core/cluster/report.h"
#include "core/ops/report/timeline_drawing.h"

namespace understudy::ops {

std::string reportHtml(const cluster::Report& report);

/// Cluster, verdict, and why.
std::string reportHead(const cluster::Report& report);

/// Everything below the timeline, of plain elements that Qt's rich text knows as well.
std::string reportBody(const cluster::Report& report);

std::string svgOf(const TimelineDrawing& drawing);

} // namespace understudy::ops
