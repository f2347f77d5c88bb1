// Writing a report to a file, in the form that its name asks for.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/cluster/report.h"

namespace understudy::ops {

/// Whether the name ends in a suffix that reports can be written as; the error names those that can.
base::Result<void> checkReportName(const std::string& path);

/// Replaces the file as a whole. Errors name it.
base::Result<void> writeReport(const cluster::Report& report, const std::string& path);

} // namespace understudy::ops
