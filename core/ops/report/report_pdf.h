// A rehearsal's report as PDF. Needs fonts, so a QGuiApplication; the offscreen platform will do.
#pragma once

#include "core/base/result.h"
#include "core/cluster/report.h"

class QIODevice;

namespace understudy::ops {

/// Writes A4 pages to the device. An error when the program has no QGuiApplication.
base::Result<void> writePdf(const cluster::Report& report, QIODevice& device);

} // namespace understudy::ops
