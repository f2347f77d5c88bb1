#include "core/ops/ssh/route.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::ops::ssh {
namespace {

struct Person {
    std::string home;
    std::string localUser;
};

/// `given` is what is asked for by name; the configuration fills the gaps.
Hop hopTo(const Endpoint& given, const HostSettings& settings, const Person& person) {
    Hop hop;
    hop.port = given.port != 0 ? given.port : settings.port.value_or(std::uint16_t{22});
    hop.user = !given.user.empty() ? given.user : settings.user.value_or("root");
    Expansion expansion{person.home, person.localUser, given.host, given.host, hop.port, hop.user};
    hop.host = settings.hostName ? expandTokens(*settings.hostName, expansion) : given.host;
    expansion.host = hop.host;
    for (const auto& file : settings.identityFiles) {
        if (file != "none")
            hop.identityFiles.push_back(expandPath(file, expansion));
    }
    hop.identityChosen = !settings.identityFiles.empty();
    hop.knownHostsFile = std::filesystem::path(person.home) / ".ssh/known_hosts";
    return hop;
}

void addDefaultIdentities(Hop& hop, const Person& person) {
    if (hop.identityChosen)
        return;
    for (const auto* name : {"id_ed25519", "id_ecdsa", "id_rsa"})
        hop.identityFiles.push_back(person.home + "/.ssh/" + name);
}

void preferCluster(Hop& hop, const cluster::SshTarget& target, bool isTarget) {
    if (!target.knownHostsFile.empty())
        hop.knownHostsFile = target.knownHostsFile;
    if (target.identityFile.empty() || (!isTarget && hop.identityChosen))
        return;
    hop.identityFiles = {target.identityFile};
    hop.identityChosen = true;
}

} // namespace

std::string Hop::knownAs() const {
    return port == 22 ? host : fmt::format("[{}]:{}", host, port);
}

std::string Hop::account() const {
    return fmt::format("{}@{}", user, knownAs());
}

base::Result<Endpoint> Endpoint::parse(std::string_view text) {
    const auto bad = [&] {
        return base::failure(
            fmt::format("\"{}\" is no jump host: [USER@]HOST[:PORT] is needed.", base::sanitized(text, 200)));
    };
    Endpoint endpoint;
    auto rest = base::trimmed(text);
    if (rest.starts_with("ssh://"))
        rest.remove_prefix(6);
    if (const auto at = rest.rfind('@'); at != std::string_view::npos) {
        endpoint.user = rest.substr(0, at);
        rest.remove_prefix(at + 1);
        if (endpoint.user.empty())
            return bad();
    }
    std::string_view port;
    bool hasPort = false;
    if (rest.starts_with('[')) {
        const auto end = rest.find(']');
        if (end == std::string_view::npos)
            return bad();
        endpoint.host = rest.substr(1, end - 1);
        rest.remove_prefix(end + 1);
        hasPort = rest.starts_with(':');
        if (!rest.empty() && !hasPort)
            return bad();
        port = hasPort ? rest.substr(1) : rest;
    } else {
        const auto colon = rest.find(':');
        // More than one colon: an IPv6 address without brackets, which leaves no room for a port.
        hasPort = colon != std::string_view::npos && rest.find(':', colon + 1) == std::string_view::npos;
        endpoint.host = rest.substr(0, hasPort ? colon : rest.size());
        port = hasPort ? rest.substr(colon + 1) : std::string_view{};
    }
    if (hasPort) {
        const auto number = base::toNumber<std::uint16_t>(port);
        if (!number || *number == 0)
            return bad();
        endpoint.port = *number;
    }
    const bool odd = std::any_of(endpoint.host.begin(), endpoint.host.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '/'; });
    if (endpoint.host.empty() || endpoint.host.starts_with('-') || odd)
        return bad();
    return endpoint;
}

base::Result<std::vector<Hop>> routeTo(const cluster::SshTarget& target, const ConfigLookup& config,
                                       const std::string& home, const std::string& localUser) {
    const Person person{home, localUser};
    const auto settings = config(target.host);
    const Endpoint asked{target.user.value_or(""), target.host, target.port.value_or(std::uint16_t{0})};
    auto last = hopTo(asked, settings, person);
    preferCluster(last, target, true);
    addDefaultIdentities(last, person);

    std::vector<Hop> route;
    const auto jumps = target.jump ? *target.jump : settings.proxyJump.value_or("none");
    if (jumps != "none" && !base::trimmed(jumps).empty()) {
        const auto expanded =
            expandTokens(jumps, {home, localUser, target.host, last.host, last.port, last.user});
        std::string_view rest = expanded;
        for (bool more = true; more;) {
            const auto comma = rest.find(',');
            const auto jump = Endpoint::parse(rest.substr(0, comma));
            if (!jump)
                return tl::make_unexpected(jump.error());
            auto hop = hopTo(*jump, config(jump->host), person);
            preferCluster(hop, target, false);
            addDefaultIdentities(hop, person);
            route.push_back(std::move(hop));
            more = comma != std::string_view::npos;
            rest.remove_prefix(more ? comma + 1 : rest.size());
        }
    }
    route.push_back(std::move(last));
    return route;
}

} // namespace understudy::ops::ssh
