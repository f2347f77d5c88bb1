// Which host keys are trusted: known_hosts files as OpenSSH writes them (sshd(8), SSH_KNOWN_HOSTS FILE
// FORMAT).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <libssh/libssh.h>

#include "core/base/result.h"

namespace understudy::ops::ssh {

enum class HostKeyVerdict {
    Known,   ///< listed
    Unknown, ///< the host is in no file
    Changed, ///< another key of this type, or only keys of other types, are listed
    Revoked, ///< listed with @revoked
};

struct HostKeyFinding {
    HostKeyVerdict verdict = HostKeyVerdict::Unknown;
    std::filesystem::path file; ///< where the line that decided stands; empty when Unknown
};

class KnownHosts {
public:
    /// `files`: the first is the one that new keys are written to; a missing file holds no keys. Lines that
    /// cannot be read, and certificate authorities, are passed over.
    explicit KnownHosts(std::vector<std::filesystem::path> files);

    /// `host` as Hop::knownAs().
    HostKeyFinding check(const std::string& host, ssh_key key) const;

    /// For SSH_OPTIONS_HOSTKEYS: all host key algorithms of this program, those of the host's known keys
    /// first, so that a server with several keys shows the one that can be checked.
    std::string algorithmsFor(const std::string& host) const;

    /// Appends the key. Creates the file (0600) and its folder (0700). Safe from several threads.
    base::Result<void> add(const std::string& host, ssh_key key) const;

private:
    std::vector<std::filesystem::path> m_files;
};

/// `SHA256:...`, as OpenSSH prints it.
std::string fingerprintOf(ssh_key key);

} // namespace understudy::ops::ssh
