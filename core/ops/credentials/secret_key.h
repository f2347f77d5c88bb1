// What a secret in the keyring is stored under: stable ids that follow from the cluster file.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/ip.h"
#include "core/base/result.h"
#include "core/cluster/cluster.h"

namespace understudy::ops {

enum class SecretKind : std::uint8_t {
    BgpPassword, ///< `bgp:CLUSTER/NEIGHBOR`; CLUSTER is the file's `id`, or its name where it has none
    Passphrase,  ///< `passphrase:FILE`, the absolute path of a key file
    Password,    ///< `password:USER@HOST`, with [HOST]:PORT unless the port is 22
    ApiKey,      ///< `api-key:PROVIDER`, e.g. `api-key:vultr`
};

/// One secret's name. People type it, so it is text; it holds no secret.
class SecretKey {
public:
    /// Errors say which kinds there are.
    static base::Result<SecretKey> parse(const std::string& text);

    static SecretKey bgpPassword(const cluster::Cluster& cluster, const base::IpAddress& neighbor);
    static SecretKey passphrase(const std::string& keyFile);
    /// `account`: USER@HOST, as Question::subject has it.
    static SecretKey password(const std::string& account);
    static SecretKey apiKey(const std::string& provider);

    SecretKind kind() const { return m_kind; }
    /// What stands behind the kind, e.g. the path of the key file.
    const std::string& subject() const { return m_subject; }
    std::string text() const;

    friend bool operator==(const SecretKey&, const SecretKey&) = default;
    friend auto operator<=>(const SecretKey&, const SecretKey&) = default;

private:
    SecretKey(SecretKind kind, std::string subject) : m_kind(kind), m_subject(std::move(subject)) {}

    SecretKind m_kind;
    std::string m_subject;
};

/// The secrets that a cluster can have by its file: the neighbors' passwords of the families that its
/// floating IPs are of, the passphrases of the key files that it names, the passwords of its instances'
/// accounts, the cloud's API key. Each once.
std::vector<SecretKey> secretsOf(const cluster::Cluster& cluster);

} // namespace understudy::ops
