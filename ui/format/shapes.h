// The shapes that carry status: circle up, triangle degraded, square down, dashed ring unknown; and the few
// other signs the window draws.
#pragma once

#include <QIcon>
#include <QRectF>

#include "core/cluster/judgement.h"

class QPainter;

namespace understudy::ui {

struct Palette;

/// Fills the square `at`.
void paintHealth(QPainter& painter, const QRectF& at, cluster::Health health, const Palette& palette);

/// The same as an icon of `side` device-independent pixels, sharp on every screen.
QIcon healthIcon(cluster::Health health, const Palette& palette, int side = 13);

/// The switch of an interface. `known` false: an empty dashed outline, no position.
void paintSwitch(QPainter& painter, const QRectF& at, bool known, bool on, const Palette& palette);

/// A share between 0 and 1 as a horizontal bar.
void paintMeter(QPainter& painter, const QRectF& at, double share, const Palette& palette);

/// Three bars: the window's menu.
QIcon menuIcon(const Palette& palette);

} // namespace understudy::ui
