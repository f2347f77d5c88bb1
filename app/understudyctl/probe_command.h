// understudyctl probe ADDRESS: is it reachable, and when was it not?
#pragma once

namespace CLI {
class App;
}

namespace understudy::ctl {

/// When the command is given, it runs while `parser` parses, and leaves its exit status in `exitCode`:
/// exitNotSo when no reply came at all or none for the last request. A QCoreApplication exists by then.
void addProbeCommand(CLI::App& parser, int& exitCode);

} // namespace understudy::ctl
