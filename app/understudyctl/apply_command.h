// `understudyctl apply`.
#pragma once

namespace CLI {
class App;
}

namespace understudy::ctl {

/// Adds the command to the parser; it sets `exitCode` when it runs.
void addApplyCommand(CLI::App& parser, int& exitCode);

} // namespace understudy::ctl
