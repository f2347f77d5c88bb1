#include "app/understudyctl/watch_command.h"

#include <cstdio>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <QCoreApplication>

#include "app/understudyctl/cluster_session.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/status_text.h"
#include "core/ops/status_json.h"

namespace understudy::ctl {
namespace {

struct WatchArguments {
    std::string file;
    bool json = false;
};

int run(const WatchArguments& arguments) {
    auto session = ClusterSession::open(arguments.file);
    if (!session)
        return reportBadFile(session.error());
    QObject::connect(&(*session)->engine(), &ops::Engine::eventHappened, qApp, [&](const ops::Event& event) {
        fmt::print("{}\n", arguments.json ? ops::eventJson(event).dump() : eventText(event));
        std::fflush(stdout);
    });
    QObject::connect(&(*session)->interrupt(), &Interrupt::requested, qApp, &QCoreApplication::quit);
    QCoreApplication::exec();
    return exitFine;
}

} // namespace

void addWatchCommand(CLI::App& parser, int& exitCode) {
    auto* command = parser.add_subcommand("watch", "Prints every change of a cluster until interrupted");
    const auto arguments = std::make_shared<WatchArguments>();
    command->add_option("FILE", arguments->file, "Cluster file")->required();
    command->add_flag("--json", arguments->json, "Print one JSON document a line");
    command->callback([arguments, &exitCode] { exitCode = run(*arguments); });
}

} // namespace understudy::ctl
