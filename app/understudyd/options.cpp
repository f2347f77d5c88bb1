#include "app/understudyd/options.h"

#include <getopt.h>

#include <fmt/format.h>

namespace understudy::understudyd {

const char* const usage =
    "Usage: understudyd [-c FILE] [-s SOCKET] [-f] [-p] [-R] [-u USER] [-g GROUP] [-P FILE]\n"
    "\n"
    "Announces this node's addresses over BGP while they are up.\n"
    "\n"
    "  -c FILE    configuration, a bird.conf of either dialect (/etc/understudyd.conf)\n"
    "  -s SOCKET  control socket (/run/understudyd/understudyd.ctl)\n"
    "  -f         stay in the foreground\n"
    "  -p         check the configuration and exit\n"
    "  -R         tell neighbors that this follows a crash (graceful restart)\n"
    "  -u USER    become this user when everything is open\n"
    "  -g GROUP   and this group\n"
    "  -P FILE    write the process id there\n"
    "  --version  print the version\n"
    "  --help     print this\n";

base::Result<Options> parseOptions(int argc, char** argv) {
    constexpr int helpFlag = 1000;
    constexpr int versionFlag = 1001;
    const option longOptions[] = {{"help", no_argument, nullptr, helpFlag},
                                  {"version", no_argument, nullptr, versionFlag},
                                  {nullptr, 0, nullptr, 0}};
    Options options;
    ::opterr = 0;
    for (;;) {
        const int flag = ::getopt_long(argc, argv, ":c:s:fpRu:g:P:", longOptions, nullptr);
        switch (flag) {
        case -1:
            if (::optind < argc)
                return base::failure(fmt::format("`{}` is not expected.", argv[::optind]));
            return options;
        case 'c':
            options.configuration = ::optarg;
            break;
        case 's':
            options.socket = ::optarg;
            break;
        case 'u':
            options.user = ::optarg;
            break;
        case 'g':
            options.group = ::optarg;
            break;
        case 'P':
            options.pidFile = ::optarg;
            break;
        case 'f':
            options.foreground = true;
            break;
        case 'p':
            options.checkOnly = true;
            break;
        case 'R':
            options.restarting = true;
            break;
        case helpFlag:
            options.help = true;
            break;
        case versionFlag:
            options.version = true;
            break;
        case ':':
            return base::failure(fmt::format("`{}` needs a value.", argv[::optind - 1]));
        default:
            return base::failure(fmt::format("`{}` is not a flag of understudyd.", argv[::optind - 1]));
        }
    }
}

} // namespace understudy::understudyd
