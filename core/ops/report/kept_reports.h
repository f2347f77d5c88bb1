// Every rehearsal's report is kept: as one JSON file in the folder NAME.rehearsals beside the cluster file
// NAME.understudy. It is the report of contracts with the timeline in it, so that any form can be made of it
// later.
#pragma once

#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/cluster/rehearsal_history.h"

namespace understudy::ops {

/// Where the reports of a cluster file are kept.
std::string reportFolderOf(const std::string& clusterFile);

/// Writes the report under a name made of its time, plan and failure, e.g.
/// `20260102T030405678Z-ladder-link.json`; makes the folder first where there is none. Nothing is replaced.
/// Returns the file's path.
base::Result<std::string> keepReport(const cluster::Report& report, const std::string& folder);

base::Result<cluster::Report> readReport(const std::string& path);

struct KeptReport {
    std::string path;
    base::Result<cluster::PastRehearsal> rehearsal; ///< the error says what is wrong with the file
};

/// More are left on the disk, and not listed.
constexpr std::size_t mostReports = 200;

/// The newest `mostReports`, the newest first; none when there is no such folder. Takes up to some hundred
/// milliseconds: not for a thread that paints.
std::vector<KeptReport> listReports(const std::string& folder);

/// Of those that could be read.
std::vector<cluster::PastRehearsal> historyOf(const std::vector<KeptReport>& reports);

} // namespace understudy::ops
