// understudyd: announces a node's addresses over BGP.
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include <fmt/format.h>

#include "app/understudyd/daemon.h"
#include "app/understudyd/options.h"

namespace {

using namespace understudy::understudyd;

/// The child goes on in the background; the parent ends as soon as the child is ready, or has failed.
int runInBackground(const Options& options) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0)
        return 1;
    const pid_t child = ::fork();
    if (child < 0) {
        std::perror("understudyd: fork");
        return 1;
    }
    if (child > 0) {
        ::close(pipe[1]);
        char byte = 0;
        if (::read(pipe[0], &byte, 1) == 1)
            return 0;
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
    }
    ::setsid();
    return runDaemon(options, [&pipe] {
        const int nowhere = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        for (const int fd : {0, 1, 2})
            ::dup2(nowhere, fd);
        static_cast<void>(::chdir("/"));
        static_cast<void>(::write(pipe[1], "1", 1));
        ::close(pipe[1]);
    });
}

int runWith(const Options& options) {
    if (options.help)
        return std::fputs(usage, stdout) < 0 ? 1 : 0;
    if (options.version) {
        fmt::print("understudyd {}\n", UNDERSTUDY_VERSION);
        return 0;
    }
    if (options.checkOnly)
        return checkConfiguration(options);
    if (options.foreground)
        return runDaemon(options, [] {});
    return runInBackground(options);
}

} // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto options = parseOptions(argc, argv);
    if (!options) {
        fmt::print(stderr, "understudyd: {}\n\n{}", options.error().what, usage);
        return 2;
    }
    try {
        return runWith(*options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "understudyd: {}\n", error.what());
        return 1;
    }
}
