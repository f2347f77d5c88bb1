#include "core/ops/setup/diagnosis.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/ops/setup/setup_job.h"

namespace understudy::ops {
namespace {

using base::Family;
using bird::BgpState;

const cluster::Session* sessionWith(const cluster::SpeakerState& speaker, const WantedSession& wanted) {
    const auto found =
        std::find_if(speaker.sessions.begin(), speaker.sessions.end(), [&](const cluster::Session& session) {
            return session.family == wanted.family && session.protocol.neighbor == wanted.neighbor;
        });
    return found == speaker.sessions.end() ? nullptr : &*found;
}

/// What one session lacks; nullopt when nothing.
std::optional<std::string> lackOf(const WantedSession& wanted, const cluster::SpeakerState& speaker,
                                  std::uint32_t prepends) {
    const auto neighbor = wanted.neighbor.toString();
    const auto* session = sessionWith(speaker, wanted);
    if (session == nullptr)
        return fmt::format(
            "with {} does not exist: the loaded configuration has no protocol for this neighbor", neighbor);
    if (session->protocol.state != BgpState::Established)
        return fmt::format("with {} is not up", neighbor);
    for (const auto& prefix : wanted.announced) {
        const auto route =
            std::find_if(session->exported.begin(), session->exported.end(),
                         [&](const cluster::ExportedRoute& each) { return each.prefix == prefix; });
        if (route == session->exported.end())
            return fmt::format("with {} is up, but does not export {}", neighbor, prefix.toString());
        if (route->asPath.size() != prepends + 1)
            return fmt::format("with {} exports {} with {} prepends, not with {}", neighbor,
                               prefix.toString(), route->asPath.empty() ? 0 : route->asPath.size() - 1,
                               prepends);
    }
    return std::nullopt;
}

std::string reasonOf(const WantedSession& wanted, const Survey& survey, const cluster::Session& session,
                     const Md5Counters& before, const Md5Counters& after) {
    const auto& way = wanted.family == Family::V4 ? survey.way4 : survey.way6;
    if (!way.route)
        return fmt::format("the node has no route to {}", wanted.neighbor.toString());
    if (after.failure > before.failure)
        return "the password is not the neighbor's: the kernel counts segments with a wrong signature "
               "(TCPMD5Failure)";
    if (after.notFound > before.notFound)
        return "the neighbor uses no password: the kernel counts segments without a signature "
               "(TCPMD5NotFound)";
    if (after.unexpected > before.unexpected)
        return "the neighbor uses a password, and none is set here (TCPMD5Unexpected)";
    if (session.protocol.lastError)
        return fmt::format("the speaker's last error is \"{}\"", *session.protocol.lastError);
    const auto passage = wanted.family == Family::V4 ? survey.passage4 : survey.passage6;
    if (passage == Passage::Closed)
        return "the firewall closes TCP 179; --open-firewall opens it";
    return "the neighbor does not answer: the password may be wrong, BGP may not be activated for the "
           "account "
           "yet, or the instance was not restarted from the customer portal since it was";
}

} // namespace

std::optional<std::string> lackOf(const SetupPlan& plan, const cluster::SpeakerState& speaker) {
    if (!speaker.running)
        return "cannot be: the speaker does not run";
    for (const auto& wanted : plan.sessions) {
        if (auto lack = lackOf(wanted, speaker, plan.prepends))
            return lack;
    }
    return std::nullopt;
}

std::optional<std::string> missingSession(const SetupPlan& plan, const cluster::SpeakerState& speaker) {
    if (!speaker.running)
        return "the speaker does not run";
    for (const auto& wanted : plan.sessions) {
        if (sessionWith(speaker, wanted) == nullptr)
            return fmt::format("the speaker knows no session with {}", wanted.neighbor.toString());
    }
    return std::nullopt;
}

std::string md5Script() {
    return "grep '^TcpExt:' /proc/net/netstat 2>/dev/null || :\n";
}

Md5Counters parseMd5Counters(std::string_view netstat) {
    Md5Counters counters;
    const auto lines = base::lines(netstat);
    if (lines.size() < 2)
        return counters;
    const auto names = base::words(lines[0]);
    const auto values = base::words(lines[1]);
    for (std::size_t at = 0; at < std::min(names.size(), values.size()); ++at) {
        const auto value = base::toNumber<std::uint64_t>(values[at]).value_or(0);
        if (names[at] == "TCPMD5Failure")
            counters.failure = value;
        if (names[at] == "TCPMD5NotFound")
            counters.notFound = value;
        if (names[at] == "TCPMD5Unexpected")
            counters.unexpected = value;
    }
    return counters;
}

std::string diagnose(const SetupPlan& plan, const Survey& survey, const cluster::SpeakerState& speaker,
                     const Md5Counters& before, const Md5Counters& after) {
    const auto lack = lackOf(plan, speaker);
    if (!lack)
        return {};
    auto text = fmt::format("the session {}", *lack);
    for (const auto& wanted : plan.sessions) {
        const auto* session = sessionWith(speaker, wanted);
        if (session != nullptr && session->protocol.state != BgpState::Established)
            return fmt::format("{}: {}", text, reasonOf(wanted, survey, *session, before, after));
    }
    return text;
}

} // namespace understudy::ops
