// A real sshd for a test: its own process, port, keys and settings. Needs root.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.h"

namespace understudy::test {

class Sshd {
public:
    /// Listens on `address` when it returns. `settings` are lines of sshd_config(5) and win over the
    /// defaults, which let root in with the keys of addUserKey() and authorize(). Commands
    /// run with HOME set to the server's folder, so that nobody's shell start-up files have a say in a test.
    /// `wrapper` is put in front of the command, e.g. to run it in a network namespace.
    explicit Sshd(const std::vector<std::string>& settings = {}, const std::string& address = "127.0.0.1",
                  const std::vector<std::string>& wrapper = {});
    ~Sshd();

    std::uint16_t port() const { return m_port; }
    const std::string& address() const { return m_address; }
    /// The line for known_hosts that makes this server trusted.
    std::string knownHostsLine() const;
    std::string fingerprint() const;
    /// A new key pair in the server's folder whose owner may log in; the private file's path.
    std::string addUserKey(const std::string& name, const std::string& passphrase = "") const;
    /// Lets the owner of this private key log in as well.
    void authorize(const std::string& keyFile) const;
    /// Nobody may log in any more; who is in stays in.
    void forgetKeys() const;
    std::string log() const;
    /// Whether this is logged, within five seconds: sshd writes some lines after it has answered.
    bool logs(const std::string& text) const;
    /// The listener and every session are killed.
    void kill() { m_process->kill(); }
    /// Only the sessions.
    void killSessions() const;
    /// The sessions stop answering, though their TCP connections live on.
    void freezeSessions() const;

private:
    TemporaryFolder m_folder;
    std::string m_address;
    std::uint16_t m_port;
    std::unique_ptr<Process> m_process;
};

/// Makes an ed25519 key pair FILE and FILE.pub.
void makeKey(const std::string& file, const std::string& passphrase = "");

} // namespace understudy::test
