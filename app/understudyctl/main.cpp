// understudyctl: the dashboard's engine without a window. One file a command; each adds itself to the parser.
#include <algorithm>
#include <memory>
#include <string_view>

#include <CLI/CLI.hpp>
#include <QGuiApplication>

#include "app/understudyctl/apply_command.h"
#include "app/understudyctl/config_command.h"
#include "app/understudyctl/doctor_command.h"
#include "app/understudyctl/exit_code.h"
#include "app/understudyctl/interface_command.h"
#include "app/understudyctl/probe_command.h"
#include "app/understudyctl/rehearse_command.h"
#include "app/understudyctl/secret_command.h"
#include "app/understudyctl/status_command.h"
#include "app/understudyctl/tier_command.h"
#include "app/understudyctl/watch_command.h"

namespace {

/// A PDF needs fonts, but no screen; everything else does without both.
std::unique_ptr<QCoreApplication> makeApplication(int& argc, char** argv) {
    const bool pdf = std::any_of(
        argv, argv + argc, [](const char* argument) { return std::string_view{argument}.ends_with(".pdf"); });
    if (!pdf)
        return std::make_unique<QCoreApplication>(argc, argv);
    qputenv("QT_QPA_PLATFORM", "offscreen");
    return std::make_unique<QGuiApplication>(argc, argv);
}

} // namespace

int main(int argc, char** argv) {
    using namespace understudy::ctl;
    const auto application = makeApplication(argc, argv);

    CLI::App parser{"Runs and rehearses clusters that share floating IPs.", "understudyctl"};
    parser.require_subcommand(1);
    int exitCode = exitFine;
    addStatusCommand(parser, exitCode);
    addWatchCommand(parser, exitCode);
    addProbeCommand(parser, exitCode);
    addInterfaceCommand(parser, exitCode);
    addRehearseCommand(parser, exitCode);
    addDoctorCommand(parser, exitCode);
    addApplyCommand(parser, exitCode);
    addConfigCommand(parser, exitCode);
    addTierCommand(parser, exitCode);
    addSecretCommand(parser, exitCode);

    try {
        parser.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return parser.exit(error) == 0 ? exitFine : exitUsage;
    }
    return exitCode;
}
