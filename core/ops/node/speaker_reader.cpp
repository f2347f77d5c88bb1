#include "core/ops/node/speaker_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/commands.h"
#include "core/bird/show_protocols.h"
#include "core/bird/show_route.h"
#include "core/bird/show_status.h"

namespace understudy::ops {
namespace {

using namespace std::chrono_literals;
using cluster::SpeakerState;
using Kind = QueryError::Kind;

/// A list of exports up to this long is read with every poll; a longer one when BIRD's counters changed, or
/// after a while.
constexpr std::uint32_t shortList = 256;
constexpr auto longListAge = 30s;

/// An IPv6 daemon of BIRD 1.6 that the file does not ask for is looked for now and then.
constexpr auto sixRetry = 30s;

/// The raw text is for people: a full table is cut.
constexpr std::size_t maxRaw = 256u << 10;

tl::unexpected<QueryError> pollFailure(const std::string& what) {
    return tl::make_unexpected(QueryError{Kind::Failed, what, ssh::Failure::Lost});
}

void appendRaw(std::string& raw, std::string_view command, const bird::Reply& reply) {
    raw += fmt::format("> {}\n", command);
    for (const auto& line : reply.lines) {
        if (raw.size() > maxRaw)
            break;
        raw += fmt::format("{:04} {}\n", line.code, base::sanitized(line.text));
    }
    raw += fmt::format("{:04} {}\n\n", reply.code, base::sanitized(reply.text));
}

bool sameCounters(const std::vector<bird::Channel>& a, const std::vector<bird::Channel>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const bird::Channel& x, const bird::Channel& y) {
                          return x.exportedRoutes == y.exportedRoutes && x.exportUpdates == y.exportUpdates &&
                                 x.exportWithdraws == y.exportWithdraws;
                      });
}

bool isLong(const std::vector<bird::Channel>& channels) {
    return std::any_of(channels.begin(), channels.end(), [](const bird::Channel& channel) {
        return channel.exportedRoutes.value_or(0) > shortList;
    });
}

} // namespace

SpeakerReader::SpeakerReader(ssh::Connection& connection, const cluster::Instance& instance,
                             const cluster::Cloud& cloud, bool wantsV6, Meanwhile meanwhile)
    : m_connection(connection), m_instance(instance), m_cloud(cloud), m_wantsV6(wantsV6),
      m_meanwhile(std::move(meanwhile)), m_main(mainDaemon(instance.speaker)),
      m_six{{"/run/bird/bird6.ctl", "/run/bird6.ctl", "/usr/local/var/run/bird6.ctl"}, {"birdc6"}, {}} {}

/// Debian's, upstream's and FreeBSD's places.
SpeakerReader::Daemon SpeakerReader::mainDaemon(cluster::SpeakerChoice choice) {
    Daemon daemon;
    if (choice != cluster::SpeakerChoice::Bird) {
        daemon.sockets = {"/run/understudyd/understudyd.ctl"};
        daemon.clients = {"understudyc"};
    }
    if (choice != cluster::SpeakerChoice::Understudyd) {
        daemon.sockets.insert(daemon.sockets.end(), {"/run/bird/bird.ctl", "/run/bird.ctl",
                                                     "/usr/local/var/run/bird.ctl", "/var/run/bird.ctl"});
        daemon.clients.push_back("birdc");
    }
    return daemon;
}

QueryResult<std::shared_ptr<const SpeakerState>> SpeakerReader::poll() {
    m_raw.clear();
    auto answers = read(m_main);
    if (!answers && answers.error().kind == Kind::NotRunning) {
        m_last = std::make_shared<const SpeakerState>(
            cluster::notRunning(m_instance, m_last.get(), answers.error().what));
        return m_last;
    }
    if (!answers)
        return tl::make_unexpected(answers.error());
    const auto greeting = m_main.query->greeting();
    const bool twoDaemons = greeting.kind == bird::SpeakerKind::Bird && greeting.version.starts_with("1.");
    const auto ofMain = answers->protocols.size();
    if (twoDaemons && m_wantsV6 && sixIsDue()) {
        const auto six = readSix();
        if (!six)
            return tl::make_unexpected(six.error());
        answers->protocols.insert(answers->protocols.end(), six->protocols.begin(), six->protocols.end());
    }

    auto sessions = cluster::cloudSessions(m_instance, m_cloud, answers->protocols);
    if (!sessions)
        return pollFailure(sessions.error().what);
    auto state = std::make_shared<SpeakerState>();
    state->kind = greeting.kind;
    state->version = greeting.version;
    state->overControlSocket = m_main.query->overControlSocket();
    for (auto& session : *sessions) {
        const bool isSix =
            twoDaemons && session.family == base::Family::V6 && ofMain < answers->protocols.size();
        if (const auto added = addExports(session, isSix ? m_six : m_main); !added)
            return tl::make_unexpected(added.error());
        if (const auto age = bird::ageOf(session.protocol.since, answers->serverTime))
            session.since = base::systemClock().wall() - *age;
    }
    state->sessions = *std::move(sessions);
    m_last = std::move(state);
    return m_last;
}

QueryResult<void> SpeakerReader::open(Daemon& daemon) {
    for (const auto& path : daemon.sockets) {
        auto socket = openControlSocket(m_connection, path, m_meanwhile);
        if (socket) {
            daemon.query = *std::move(socket);
            return {};
        }
        if (socket.error().kind != Kind::NotThere)
            return tl::make_unexpected(socket.error());
    }
    return openByClient(daemon);
}

/// Of several refusals the one that says most: a daemon that may not be asked, before one that does not run,
/// before a program that is not there.
QueryResult<void> SpeakerReader::openByClient(Daemon& daemon) {
    const auto says = [](Kind kind) {
        return kind == Kind::NotThere ? 0 : kind == Kind::NotRunning ? 1 : 2;
    };
    QueryError worst{Kind::NotThere, {}};
    for (const auto& client : daemon.clients) {
        auto query = openBirdc(m_connection, client);
        if (query) {
            daemon.query = *std::move(query);
            return {};
        }
        if (query.error().kind == Kind::Connection)
            return tl::make_unexpected(query.error());
        if (worst.what.empty() || says(query.error().kind) > says(worst.kind))
            worst = query.error();
    }
    if (worst.kind == Kind::NotThere)
        worst.kind = Kind::Failed;
    return tl::make_unexpected(worst);
}

QueryResult<bird::Reply> SpeakerReader::ask(Daemon& daemon, std::string_view command) {
    auto reply = daemon.query->ask(command);
    if (!reply) {
        // After a silence or nonsense the next reply could be the answer to this command: start anew.
        daemon.query.reset();
        return reply;
    }
    appendRaw(m_raw, command, *reply);
    return reply;
}

QueryResult<SpeakerReader::Answers> SpeakerReader::read(Daemon& daemon) {
    bool reopened = daemon.query == nullptr;
    while (true) {
        if (!daemon.query) {
            if (const auto opened = open(daemon); !opened)
                return tl::make_unexpected(opened.error());
        }
        const auto statusReply = ask(daemon, bird::showStatus);
        if (!statusReply && statusReply.error().kind == Kind::Closed && !reopened) {
            // The daemon was restarted since the last poll.
            reopened = true;
            continue;
        }
        if (!statusReply)
            return tl::make_unexpected(statusReply.error());
        const auto protocolsReply = ask(daemon, bird::showProtocolsAll);
        if (!protocolsReply)
            return tl::make_unexpected(protocolsReply.error());
        const auto status = bird::parseStatus(*statusReply);
        if (!status)
            return pollFailure(status.error().what);
        auto protocols = bird::parseProtocols(*protocolsReply);
        if (!protocols)
            return pollFailure(protocols.error().what);
        return Answers{status->serverTime, *std::move(protocols)};
    }
}

bool SpeakerReader::sixIsDue() const {
    return m_instance.protocol6 || m_instance.address6 || m_six.query ||
           base::systemClock().steady() >= m_sixRetryAt;
}

QueryResult<SpeakerReader::Answers> SpeakerReader::readSix() {
    auto answers = read(m_six);
    if (answers)
        return answers;
    const auto& error = answers.error();
    const bool optional = !m_instance.protocol6 && !m_instance.address6;
    if (error.kind != Kind::NotRunning && !(optional && error.kind == Kind::Failed))
        return answers;
    // No daemon is known to run: then there is no IPv6 session, and the judgement says so where one is
    // wanted.
    m_sixRetryAt = base::systemClock().steady() + sixRetry;
    return Answers{};
}

QueryResult<void> SpeakerReader::addExports(cluster::Session& session, Daemon& daemon) {
    const auto& protocol = session.protocol;
    if (protocol.state != bird::BgpState::Established)
        return {};
    const auto key = daemon.sockets.front() + " " + protocol.name;
    const auto now = base::systemClock().steady();
    auto& cached = m_exports[key];
    const bool fresh = isLong(protocol.channels) && cached.since == protocol.since &&
                       sameCounters(cached.channels, protocol.channels) && now - cached.readAt < longListAge;
    if (!fresh) {
        const auto command = bird::showRouteExport(protocol.name);
        if (!command)
            return pollFailure(command.error().what);
        const auto reply = ask(daemon, *command);
        if (!reply)
            return tl::make_unexpected(reply.error());
        auto routes = bird::parseExported(*reply);
        if (!routes)
            return pollFailure(routes.error().what);
        cached = {protocol.channels, protocol.since, now, *std::move(routes)};
    }
    const auto& greeting = daemon.query->greeting();
    const auto localAs = protocol.localAs.value_or(m_cloud.localAs);
    for (const auto& route : cached.routes) {
        if (route.prefix.family() != session.family)
            continue;
        auto path = bird::pathAtNeighbor(route.asPath, greeting, localAs);
        // Without one the route would look better than every other.
        if (path.empty())
            return pollFailure(
                fmt::format("{} shows no AS path for {}", daemon.clients.front(), route.prefix.toString()));
        session.exported.push_back({route.prefix, std::move(path)});
    }
    return {};
}

} // namespace understudy::ops
