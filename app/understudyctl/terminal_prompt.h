// Questions on the terminal.
#pragma once

#include <optional>
#include <string>

#include "core/ops/events.h"

namespace understudy::ctl {

/// Asks on the controlling terminal, secrets without echo. Without one the answer is a refusal, and the way
/// out is told on standard error.
ops::Answer askOnTerminal(const ops::Question& question);

/// Asks for a line on the controlling terminal; nullopt without one.
std::optional<std::string> askLineOnTerminal(const std::string& question);

} // namespace understudy::ctl
