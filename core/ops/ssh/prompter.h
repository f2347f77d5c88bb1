// Questions that a connection has to ask a person. Called on the node's thread; blocks it until the answer is
// there.
#pragma once

#include <optional>
#include <string>

namespace understudy::ops::ssh {

struct PasswordQuestion {
    std::string who; ///< USER@HOST
    /// In the server's own words, fit to be shown; empty when it asks for nothing but the password.
    std::string prompt;
    bool servesOnce = false; ///< the answer is of no use for another login, as the code of a token
};

class Prompter {
public:
    Prompter() = default;
    Prompter(const Prompter&) = delete;
    Prompter& operator=(const Prompter&) = delete;
    virtual ~Prompter() = default;

    /// `host` as connected to, `[HOST]:PORT` unless the port is 22; `fingerprint` is `SHA256:...`.
    /// False also when stopped.
    virtual bool acceptHostKey(const std::string& host, const std::string& fingerprint) = 0;
    /// For an encrypted key file; nullopt when declined or stopped.
    virtual std::optional<std::string> passphrase(const std::string& keyFile) = 0;
    /// nullopt when declined or stopped.
    virtual std::optional<std::string> password(const PasswordQuestion& question) = 0;
};

} // namespace understudy::ops::ssh
