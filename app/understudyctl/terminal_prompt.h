// Questions on the terminal.
#pragma once

#include <optional>
#include <string>

#include "core/ops/credentials/keyring_state.h"
#include "core/ops/events.h"

namespace understudy::ctl {

/// Asks on the controlling terminal, secrets without echo, and says why the keyring could not answer. Without
/// a terminal the answer is a refusal, and the way out is told on standard error.
ops::Answer askOnTerminal(const ops::Question& question, const ops::SecretHolding& holding);

/// Asks for a secret on the controlling terminal, without echo; nullopt without one.
std::optional<std::string> askSecretOnTerminal(const std::string& question);

/// Asks for a line on the controlling terminal; nullopt without one.
std::optional<std::string> askLineOnTerminal(const std::string& question);

} // namespace understudy::ctl
