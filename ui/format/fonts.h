// Sizes relative to the system's font.
#pragma once

#include <QFont>

namespace understudy::ui {

/// `factor` times the size of `font`.
QFont scaled(QFont font, double factor, bool bold = false);
/// The system's fixed-width font, a little smaller, for addresses, times and commands.
QFont fixedFont(const QFont& beside);

} // namespace understudy::ui
