#include "core/ops/credentials/secret_key.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/ssh/connection.h"
#include "core/ops/ssh/key_file.h"
#include "core/ops/ssh/route.h"

namespace understudy::ops {
namespace {

constexpr std::array<std::pair<SecretKind, std::string_view>, 4> kinds{
    {{SecretKind::BgpPassword, "bgp"},
     {SecretKind::Passphrase, "passphrase"},
     {SecretKind::Password, "password"},
     {SecretKind::ApiKey, "api-key"}}};

/// What the keyring shows in its own window, and what fits on a line.
constexpr std::size_t maxSubject = 1024;

base::Error unfit(const std::string& text, std::string_view expected) {
    return {fmt::format("\"{}\" is no key of a secret: {}", base::sanitized(text, 120), expected)};
}

std::string_view expectedOf(SecretKind kind) {
    switch (kind) {
    case SecretKind::BgpPassword:
        return "bgp:CLUSTER/NEIGHBOR is expected, e.g. bgp:web-ams/169.254.169.254";
    case SecretKind::Passphrase:
        return "passphrase:FILE is expected, with the absolute path of the key file";
    case SecretKind::Password:
        return "password:USER@HOST is expected, with [HOST]:PORT unless the port is 22";
    case SecretKind::ApiKey:
        break;
    }
    return "api-key:PROVIDER is expected, e.g. api-key:vultr";
}

bool fits(SecretKind kind, std::string_view subject) {
    switch (kind) {
    case SecretKind::BgpPassword: {
        const auto slash = subject.rfind('/');
        return slash != std::string_view::npos && slash > 0 &&
               base::IpAddress::parse(subject.substr(slash + 1)).has_value();
    }
    case SecretKind::Passphrase:
        return subject.starts_with('/');
    case SecretKind::Password: {
        const auto at = subject.rfind('@');
        return at != std::string_view::npos && at > 0 && at + 1 < subject.size();
    }
    case SecretKind::ApiKey:
        break;
    }
    return !subject.empty();
}

} // namespace

base::Result<SecretKey> SecretKey::parse(const std::string& text) {
    const auto colon = text.find(':');
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const auto& kind) {
        return colon != std::string::npos && kind.second == std::string_view{text}.substr(0, colon);
    });
    if (found == kinds.end())
        return tl::make_unexpected(unfit(
            text,
            "it starts with bgp:, passphrase:, password: or api-key:; `secret list FILE` prints the keys "
            "of a cluster"));
    auto subject = text.substr(colon + 1);
    if (!fits(found->first, subject) || base::sanitized(subject, maxSubject) != subject)
        return tl::make_unexpected(unfit(text, expectedOf(found->first)));
    if (found->first == SecretKind::BgpPassword) {
        // One neighbor has one key, however its address was written.
        const auto slash = subject.rfind('/');
        subject.replace(slash + 1, std::string::npos,
                        base::IpAddress::parse(std::string_view{subject}.substr(slash + 1))->toString());
    }
    return SecretKey(found->first, std::move(subject));
}

SecretKey SecretKey::bgpPassword(const cluster::Cluster& cluster, const base::IpAddress& neighbor) {
    return {SecretKind::BgpPassword,
            fmt::format("{}/{}", cluster.id.value_or(cluster.name), neighbor.toString())};
}

SecretKey SecretKey::passphrase(const std::string& keyFile) {
    return {SecretKind::Passphrase, keyFile};
}

SecretKey SecretKey::password(const std::string& account) {
    return {SecretKind::Password, account};
}

SecretKey SecretKey::apiKey(const std::string& provider) {
    return {SecretKind::ApiKey, provider};
}

std::string SecretKey::text() const {
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [this](const auto& kind) { return kind.first == m_kind; });
    return fmt::format("{}:{}", found->second, m_subject);
}

std::vector<SecretKey> secretsOf(const cluster::Cluster& cluster) {
    std::vector<SecretKey> keys;
    const auto add = [&keys](SecretKey key) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end())
            keys.push_back(std::move(key));
    };
    for (const auto family : {base::Family::V4, base::Family::V6}) {
        if (cluster::hasFamily(cluster.floating, family))
            add(SecretKey::bgpPassword(cluster, family == base::Family::V4 ? cluster.cloud.neighbor4
                                                                           : cluster.cloud.neighbor6));
    }
    std::vector<SecretKey> passwords;
    for (const auto& instance : cluster.instances) {
        const auto route = ssh::findRoute(instance.ssh);
        if (!route)
            continue; // the file's error is told where the instance is connected to
        for (const auto& hop : *route) {
            for (const auto& file : hop.identityFiles) {
                if (ssh::isEncryptedKey(file))
                    add(SecretKey::passphrase(file));
            }
            passwords.push_back(SecretKey::password(hop.account()));
        }
    }
    for (auto& password : passwords)
        add(std::move(password));
    add(SecretKey::apiKey(cluster.cloud.provider));
    return keys;
}

} // namespace understudy::ops
