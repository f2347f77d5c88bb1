// The look of the standard widgets: flat panels with hairlines, made from the palette.
#pragma once

#include <QString>

namespace understudy::ui {

struct Palette;

/// For QApplication::setStyleSheet. Widgets ask for a look through dynamic properties: panel, bar, message,
/// dim, accent, warn, segments, segment, flat, primary, danger.
QString styleSheet(const Palette& palette);

} // namespace understudy::ui
