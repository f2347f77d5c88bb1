#include "core/ops/credentials/keyring_state.h"

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::ops {

std::string explain(KeyringState state, const std::string& detail) {
    const auto said = detail.empty() ? std::string{} : fmt::format(" ({})", base::sanitized(detail, 200));
    switch (state) {
    case KeyringState::Present:
    case KeyringState::Absent:
        break;
    case KeyringState::Locked:
        return fmt::format("the keyring is locked{}: unlock it, e.g. by logging in to the desktop", said);
    case KeyringState::NoKeyring:
        return fmt::format("there is no keyring on this session{}: start one, e.g. gnome-keyring", said);
    case KeyringState::NoBus:
        return fmt::format(
            "there is no session bus{}, so no keyring can be asked: log in to a desktop, or use "
            "dbus-run-session",
            said);
    case KeyringState::TimedOut:
        return fmt::format("the keyring did not answer in time{}: see whether it waits for something", said);
    case KeyringState::Failed:
        return fmt::format("the keyring reports an error{}", said);
    }
    return {};
}

} // namespace understudy::ops
