#include "app/understudyctl/doctor_command.h"

#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/status_text.h"
#include "core/ops/report/kept_reports.h"
#include "core/ops/status_json.h"

namespace understudy::ctl {
namespace {

struct DoctorArguments {
    std::string file;
    bool json = false;
};

int run(const DoctorArguments& arguments) {
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    (*session)->sweep();
    const auto snapshot = (*session)->snapshot();
    auto findings = cluster::examine(*snapshot);
    const auto history = ops::historyOf(ops::listReports(ops::reportFolderOf(arguments.file)));
    const auto ofHistory = cluster::examineHistory(*snapshot->cluster, history, snapshot->atWall);
    findings.insert(findings.end(), ofHistory.begin(), ofHistory.end());
    if (arguments.json)
        fmt::print("{}\n", ops::findingsJson(findings).dump(2));
    else
        fmt::print("{}", findingsText(findings));
    const auto has = [&](auto matches) {
        return std::any_of(findings.begin(), findings.end(), matches);
    };
    if (has([](const cluster::Finding& finding) { return finding.id == "not-asked"; }))
        return exitNotAsked;
    const bool wrong =
        has([](const cluster::Finding& finding) { return finding.severity == cluster::Severity::Error; });
    return wrong ? exitNotSo : exitFine;
}

} // namespace

void addDoctorCommand(CLI::App& parser, int& exitCode) {
    auto* command =
        parser.add_subcommand("doctor", "Tells what is wrong with a cluster, or will hurt in a failure");
    const auto arguments = std::make_shared<DoctorArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
