// Draws a timeline with Qt, as svgOf() writes it.
#pragma once

#include <functional>

#include <QColor>
#include <QImage>

#include "core/ops/report/timeline_drawing.h"

class QPainter;

namespace understudy::ops {

using InkColour = std::function<QColor(Ink)>;

/// colourOf() as Qt's colour: for white paper.
QColor paperColour(Ink ink);

/// `sharpness`: pixels a unit of the drawing.
QImage imageOf(const TimelineDrawing& drawing, double sharpness, QColor background, const InkColour& colour);

} // namespace understudy::ops
