// What ssh_config(5) says about a host, as far as this project uses it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::ops::ssh {

/// The settings for one host. Nothing is expanded yet but quotes.
struct HostSettings {
    std::optional<std::string> hostName;
    std::optional<std::uint16_t> port;
    std::optional<std::string> user;
    std::vector<std::string> identityFiles; ///< all that match, in order; `none` is kept
    std::optional<std::string> proxyJump;   ///< `none` is kept

    friend bool operator==(const HostSettings&, const HostSettings&) = default;
};

/// The texts of the files that an Include names, in order; unreadable ones are left out.
using Includes = std::function<std::vector<std::string>(const std::string& pattern)>;

/// ssh_config(5): for each keyword the first value that applies wins, IdentityFile adds up. `Match` blocks
/// are skipped but for `Match all`; other keywords are ignored, and so is a line that cannot be understood.
HostSettings settingsFor(std::string_view text, std::string_view host, const Includes& includes);

/// The same from a file; no settings when it is not there. Relative Includes are relative to the file's
/// folder.
HostSettings readSshConfig(const std::filesystem::path& file, std::string_view host);

/// PATTERNS of ssh_config(5): `*` and `?`, `!` negates; a list matches when one pattern does and no negated
/// one.
bool matchesHost(const std::vector<std::string>& patterns, std::string_view host);

/// What the `%` tokens and `~` stand for.
struct Expansion {
    std::string home;         ///< `~`, %d
    std::string localUser;    ///< %u
    std::string originalHost; ///< %n
    std::string host;         ///< %h
    std::uint16_t port = 22;  ///< %p
    std::string user;         ///< %r
};

/// With `%h %n %p %r %d %u %%` replaced; unknown tokens are left as they are.
std::string expandTokens(std::string_view text, const Expansion& expansion);
/// expandTokens(), and a leading `~/` replaced by the home folder.
std::string expandPath(std::string_view text, const Expansion& expansion);

} // namespace understudy::ops::ssh
