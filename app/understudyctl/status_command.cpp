#include "app/understudyctl/status_command.h"

#include <algorithm>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/status_text.h"
#include "core/cluster/judgement.h"
#include "core/ops/status_json.h"

namespace understudy::ctl {
namespace {

struct StatusArguments {
    std::string file;
    bool json = false;
};

int exitCodeOf(const cluster::Snapshot& snapshot) {
    if (!std::all_of(snapshot.nodes.begin(), snapshot.nodes.end(), cluster::isCurrent))
        return exitNotAsked;
    const auto findings = cluster::examine(snapshot);
    const bool wrong = std::any_of(findings.begin(), findings.end(), [](const cluster::Finding& finding) {
        return finding.severity == cluster::Severity::Error;
    });
    return wrong ? exitNotSo : exitFine;
}

int run(const StatusArguments& arguments) {
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    (*session)->sweep();
    const auto snapshot = (*session)->snapshot();
    if (arguments.json)
        fmt::print("{}\n", ops::statusJson(*snapshot).dump(2));
    else
        fmt::print("{}", statusText(*snapshot));
    return exitCodeOf(*snapshot);
}

} // namespace

void addStatusCommand(CLI::App& parser, int& exitCode) {
    auto* command =
        parser.add_subcommand("status", "Asks every instance once and prints the cluster's state");
    const auto arguments = std::make_shared<StatusArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_flag("--json", arguments->json, "Print one JSON document");
    command->footer(
        "Exit status: 0 fine; 1 a finding of severity error; 2 usage or a bad file; 3 an instance could\n"
        "not be asked.");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
