// A rehearsal's report as Markdown, to be pasted where people talk.
#pragma once

#include <string>

#include "core/cluster/report.h"

namespace understudy::ops {

std::string reportMarkdown(const cluster::Report& report);

} // namespace understudy::ops
