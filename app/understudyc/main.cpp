// understudyc: asks a running understudyd, as birdc asks BIRD.
#include <getopt.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>
#include <string>

#include <fmt/format.h>

#include "app/understudyc/client.h"
#include "core/base/text.h"

namespace {

using understudy::understudyc::Client;

/// Of birdc: codes from here on mean that the command failed.
constexpr int firstErrorCode = 8000;

constexpr const char* usage = "Usage: understudyc [-s SOCKET] [-v] [-r] [COMMAND...]\n"
                              "\n"
                              "Sends a command to understudyd; without one, each line of standard input.\n"
                              "\n"
                              "  -s SOCKET  control socket (/run/understudyd/understudyd.ctl)\n"
                              "  -v         print the codes of reply lines\n"
                              "  -r         read only: commands that change something are refused\n"
                              "  -h         print this\n";

struct Options {
    std::string socket = "/run/understudyd/understudyd.ctl";
    bool verbose = false;
    bool restricted = false;
};

int fail(const std::string& what) {
    fmt::print(stderr, "understudyc: {}\n", what);
    return 1;
}

/// The exit status of the last command.
int readCommands(Client& client) {
    const bool person = ::isatty(STDIN_FILENO) != 0;
    int status = 0;
    for (std::string line;;) {
        if (person)
            fmt::print("understudy> ");
        std::fflush(stdout);
        if (!std::getline(std::cin, line))
            return status;
        const auto command = understudy::base::trimmed(line);
        if (command == "quit" || command == "exit")
            return status;
        if (command.empty())
            continue;
        const auto code = client.command(command);
        if (!code)
            return fail(code.error().what);
        status = *code >= firstErrorCode ? 1 : 0;
    }
}

int run(const Options& options, const std::string& command) {
    Client client(options.verbose);
    if (const auto opened = client.open(options.socket); !opened)
        return fail(opened.error().what);
    if (options.restricted) {
        if (const auto code = client.command("restrict"); !code)
            return fail(code.error().what);
    }
    if (command.empty())
        return readCommands(client);
    const auto code = client.command(command);
    if (!code)
        return fail(code.error().what);
    return *code >= firstErrorCode ? 1 : 0;
}

} // namespace

int main(int argc, char** argv) {
    Options options;
    for (;;) {
        const int flag = ::getopt(argc, argv, "+s:vrh");
        if (flag == -1)
            break;
        switch (flag) {
        case 's':
            options.socket = ::optarg;
            break;
        case 'v':
            options.verbose = true;
            break;
        case 'r':
            options.restricted = true;
            break;
        case 'h':
            return std::fputs(usage, stdout) < 0 ? 1 : 0;
        default:
            std::fputs(usage, stderr);
            return 2;
        }
    }
    std::string command;
    for (int i = ::optind; i < argc; ++i)
        command += (command.empty() ? "" : " ") + std::string(argv[i]);
    try {
        return run(options, command);
    } catch (const std::exception& error) {
        return fail(error.what());
    }
}
