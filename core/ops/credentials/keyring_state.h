// What the system's keyring says about one secret.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/secret.h"

namespace understudy::ops {

/// Only Absent means that there is no such secret; all from Locked on mean that nobody knows.
enum class KeyringState : std::uint8_t {
    Present,
    Absent,
    Locked,    ///< the keyring, or the one item, has to be unlocked first
    NoKeyring, ///< there is a session bus and no Secret Service on it
    NoBus,     ///< there is no session bus, as for a service or over SSH
    TimedOut,  ///< the keyring did not answer in time
    Failed,    ///< it answered with an error, see `why`
};

/// Where a secret is.
struct SecretHolding {
    KeyringState keyring = KeyringState::NoBus;
    bool inMemory = false; ///< held by this program until it ends
    std::string why;       ///< a sentence, unless Present or Absent

    bool isHeld() const { return inMemory || keyring == KeyringState::Present; }
};

/// The same with its value, where that could be read.
struct SecretReading {
    SecretHolding holding;
    std::optional<base::Secret> secret;
};

/// A sentence: what is so, and what to do; empty for Present and Absent. `detail`: what the keyring said.
std::string explain(KeyringState state, const std::string& detail = "");

} // namespace understudy::ops
