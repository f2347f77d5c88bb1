// A desktop session's part that keeps secrets: a session bus of its own with gnome-keyring on it, or without.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace understudy::test {

/// Nothing is started on the bus by itself: what is not there is not there. Ends with all that it started.
class KeyringSession {
public:
    enum class Has { NoBus, BusAlone, Keyring };

    explicit KeyringSession(Has has = Has::Keyring);

    /// Whether what it is made of is installed: dbus-daemon, dbus-send, gnome-keyring-daemon, secret-tool.
    static bool isPossible();

    /// Runs `body` in a process of its own inside the session and returns its answer; for what reads the
    /// environment only once. No threads may run in this process.
    std::string inside(const std::function<std::string()>& body) const;

    /// The environment of a program that is to be inside, as `env` takes it.
    std::vector<std::string> command(const std::vector<std::string>& program) const;

    void lock() const;
    /// The keyring is there and answers nothing.
    void freeze() const;
    /// What the keyring has under this key, by libsecret's own tool; nullopt when nothing.
    std::optional<std::string> stored(const std::string& key) const;

private:
    std::string busAddress() const;
    void startKeyring();

    TemporaryFolder m_folder;
    std::unique_ptr<Process> m_bus;
    std::unique_ptr<Process> m_keyring;
};

} // namespace understudy::test
