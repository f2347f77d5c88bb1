// The questions of SSH, on the terminal.
#pragma once

#include "core/ops/events.h"

namespace understudy::ctl {

/// Asks on the controlling terminal, secrets without echo. Without one the answer is a refusal, and the way
/// out is told on standard error.
ops::Answer askOnTerminal(const ops::Question& question);

} // namespace understudy::ctl
