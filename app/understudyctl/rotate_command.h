// `understudyctl secret rotate`.
#pragma once

namespace CLI {
class App;
}

namespace understudy::ctl {

/// Adds the command to `secret`; it sets `exitCode` when it runs.
void addRotateCommand(CLI::App& secret, int& exitCode);

} // namespace understudy::ctl
