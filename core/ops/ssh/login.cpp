#include "core/ops/ssh/login.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>

#include "core/ops/ssh/authentication.h"
#include "core/ops/ssh/key.h"
#include "core/ops/ssh/known_hosts.h"
#include "core/ops/ssh/prompter.h"
#include "core/ops/ssh/tunnel.h"
#include "core/ops/ssh/wake.h"

namespace understudy::ops::ssh {
namespace {

using namespace std::chrono_literals;

constexpr auto handshakeTime = 15s;

tl::unexpected<SshError> refused(std::string what) {
    return tl::make_unexpected(SshError{Failure::Refused, std::move(what)});
}

/// While a person is asked about a host's key, other threads that meet the same host wait for the answer, so
/// that a new jump host is one question however many nodes stand behind it.
class HostQuestion {
public:
    HostQuestion(std::string host, const Wake& wake) : m_host(std::move(host)) {
        while (!wake.stopped() && !take())
            std::this_thread::sleep_for(20ms);
    }
    ~HostQuestion() {
        if (m_mine) {
            const std::lock_guard lock(mutex());
            asked().erase(m_host);
        }
    }
    HostQuestion(const HostQuestion&) = delete;
    HostQuestion& operator=(const HostQuestion&) = delete;

private:
    static std::mutex& mutex() {
        static std::mutex instance;
        return instance;
    }
    static std::set<std::string>& asked() {
        static std::set<std::string> instance;
        return instance;
    }
    bool take() {
        const std::lock_guard lock(mutex());
        m_mine = asked().insert(m_host).second;
        return m_mine;
    }

    std::string m_host;
    bool m_mine = false;
};

SshResult<void> checkHostKey(const Session& session, const Hop& hop, const KnownHosts& knownHosts,
                             Prompter& prompter) {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session.handle(), &raw) != SSH_OK)
        return tl::make_unexpected(session.error(Failure::Unreachable, "No host key"));
    const Key key(raw);
    const auto host = hop.knownAs();
    const auto fingerprint = fingerprintOf(raw);
    const auto known = [&]() -> SshResult<bool> {
        const auto finding = knownHosts.check(host, raw);
        if (finding.verdict == HostKeyVerdict::Revoked)
            return refused(fmt::format("The host key of {} ({}) is marked as revoked in {}.", host,
                                       fingerprint, finding.file.string()));
        if (finding.verdict == HostKeyVerdict::Changed)
            return refused(
                fmt::format("The host key of {} is not the one in {}: the host now shows {}. Either it was "
                            "set up anew or someone stands in between. Once you are sure of the new key, "
                            "remove the old one with: ssh-keygen -R '{}' -f '{}'",
                            host, finding.file.string(), fingerprint, host, finding.file.string()));
        return finding.verdict == HostKeyVerdict::Known;
    };

    auto sure = known();
    if (sure && !*sure) {
        const HostQuestion question(host, session.wake());
        sure = known();
        if (sure && !*sure) {
            if (!session.wake().stopped() && prompter.acceptHostKey(host, fingerprint)) {
                if (const auto added = knownHosts.add(host, raw); !added)
                    return refused(added.error().what);
            } else if (session.wake().stopped()) {
                return tl::make_unexpected(
                    SshError{Failure::Stopped, fmt::format("Connecting to {} was stopped.", host)});
            } else {
                return refused(fmt::format("The host key of {} ({}) was not accepted.", host, fingerprint));
            }
        }
    }
    if (!sure)
        return tl::make_unexpected(sure.error());
    return {};
}

} // namespace

SshResult<std::shared_ptr<Session>> logIn(const Hop& hop, FileDescriptor socket,
                                          std::unique_ptr<Tunnel> through, Wake& wake, Prompter& prompter) {
    auto session = std::make_shared<Session>(std::move(socket), std::move(through), hop.knownAs(), wake);
    const KnownHosts knownHosts({hop.knownHostsFile, "/etc/ssh/ssh_known_hosts"});
    const auto algorithms = knownHosts.algorithmsFor(hop.knownAs());
    ssh_options_set(session->handle(), SSH_OPTIONS_USER, hop.user.c_str());
    ssh_options_set(session->handle(), SSH_OPTIONS_HOSTKEYS, algorithms.c_str());

    if (auto shaken = session->shakeHands(std::chrono::steady_clock::now() + handshakeTime); !shaken) {
        auto error = shaken.error();
        if (error.failure == Failure::TimedOut)
            error.failure = Failure::Unreachable;
        return tl::make_unexpected(std::move(error));
    }
    if (auto checked = checkHostKey(*session, hop, knownHosts, prompter); !checked)
        return tl::make_unexpected(checked.error());
    if (auto authenticated = authenticate(*session, hop, prompter); !authenticated)
        return tl::make_unexpected(authenticated.error());
    session->loggedIn();
    return session;
}

} // namespace understudy::ops::ssh
