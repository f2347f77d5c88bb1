// The running daemon: its parts, the signals, and the way down.
#pragma once

#include <functional>

#include "app/understudyd/options.h"

namespace understudy::understudyd {

/// Runs until it is told to end; returns the exit status. `ready` is called once everything is open and the
/// sessions have begun.
int runDaemon(const Options& options, const std::function<void()>& ready);

/// Checks the configuration and says what is wrong with it; returns the exit status.
int checkConfiguration(const Options& options);

} // namespace understudy::understudyd
