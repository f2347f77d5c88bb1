// A report's JSON back into the report, to be shown, compared and written in another form.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/cluster/report.h"

namespace understudy::ops {

/// Of reportJson(), with or without the `timeline` of a kept report. Everything is checked: what a file says
/// that no rehearsal could have reported is an error `SOURCE:LINE: PATH: expected WHAT`. Texts are made fit
/// to be shown. Steady times count from the report's start, to the microsecond.
base::Result<cluster::Report> reportFromJson(const std::string& text, const std::string& source);

} // namespace understudy::ops
