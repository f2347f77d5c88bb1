// `protocol bgp`.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/bird/file_parser.h"
#include "core/bird/filter_parser.h"
#include "core/bird/protocol_templates.h"

namespace understudy::bird {
namespace {

constexpr std::uint32_t maxHoldTime = 65535;
constexpr std::uint32_t minHoldTime = 3;
constexpr std::uint32_t maxRestartTime = 4095;
constexpr std::uint32_t maxWait = 86400;
constexpr std::uint8_t anyHops = 64;

BgpChannel& channelOf(BgpDraft& draft, base::Family family) {
    auto& channels = draft.config.channels;
    const auto at = std::find_if(channels.begin(), channels.end(),
                                 [&](const BgpChannel& channel) { return channel.family >= family; });
    if (at != channels.end() && at->family == family)
        return *at;
    BgpChannel channel;
    channel.family = family;
    channel.exportName = "REJECT";
    return *channels.insert(at, std::move(channel));
}

BgpChannel& onlyChannel(BgpDraft& draft) {
    if (!draft.only) {
        draft.only.emplace();
        draft.only->exportName = "REJECT";
    }
    return *draft.only;
}

} // namespace

void FileParser::bgp(const Header& header) {
    BgpDraft draft;
    inherit(header, m_bgps, draft);
    draft.config.name = header.name;
    draft.config.place = m_cursor.placeOf(header.at);
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        if (!commonItem(draft.config.disabled))
            bgpItem(draft);
    }
    keep(header, m_bgps, draft);
    if (m_cursor.failed() || header.isTemplate)
        return;
    checkBgp(header, draft);
    if (draft.only) {
        draft.only->family = draft.config.session.neighbor.family();
        draft.config.channels = {*draft.only};
    }
    m_config.bgps.push_back(std::move(draft.config));
    m_bgpsAt.push_back(header.at);
}

void FileParser::bgpItem(BgpDraft& draft) {
    if (m_cursor.is("ipv4") || m_cursor.is("ipv6")) {
        const auto family = channelStart();
        bgpChannel(draft, *family);
        return m_cursor.endStatement();
    }
    if (bgpTimes(draft.config.session) || bgpOptions(draft))
        return m_cursor.endStatement();
    const auto at = m_cursor.peek();
    // What BIRD 1.6 has in the protocol, and later versions in the channel.
    if (m_cursor.accept("table")) {
        isBird1(at);
        tableName(std::nullopt);
        return m_cursor.endStatement();
    }
    if (acceptWithoutEffect(m_cursor, OptionsOf::Bgp))
        return;
    if (acceptWithoutEffect(m_cursor, OptionsOf::Channel)) {
        isBird1(at);
        return;
    }
    if (bgpChannelItem(onlyChannel(draft))) {
        isBird1(at);
        return m_cursor.endStatement();
    }
    refuseOption(m_cursor, "`protocol bgp`");
}

void FileParser::bgpChannel(BgpDraft& draft, base::Family family) {
    auto& channel = channelOf(draft, family);
    channelBody("a channel of `bgp`", [&] {
        if (m_cursor.accept("table")) {
            tableName(family);
            return true;
        }
        return bgpChannelItem(channel);
    });
}

bool FileParser::bgpChannelItem(BgpChannel& channel) {
    if (m_cursor.is("export") && !m_cursor.is("limit", 1) && !m_cursor.is("table", 1)) {
        m_cursor.take();
        auto exported = policy();
        channel.exportFilter = std::move(exported.filter);
        channel.exportName = std::move(exported.name);
        return true;
    }
    if (m_cursor.is("import")) {
        bgpImport();
        return true;
    }
    if (m_cursor.accept({"next", "hop", "address"})) {
        channel.nextHop = m_cursor.address();
        return true;
    }
    return false;
}

void FileParser::bgpImport() {
    m_cursor.take();
    if (!m_cursor.accept("none"))
        m_cursor.failHere("Nothing received is ever installed; write `import none`");
}

bool FileParser::bgpTimes(BgpSessionConfig& session) {
    if (m_cursor.accept({"hold", "time"})) {
        const auto at = m_cursor.peek();
        session.holdTime = m_cursor.seconds("the hold time", 0, maxHoldTime);
        if (session.holdTime.count() != 0 && session.holdTime.count() < minHoldTime)
            m_cursor.fail(at, "The hold time must be 0 or at least 3 seconds (RFC 4271 section 4.2)");
    } else if (m_cursor.accept({"startup", "hold", "time"})) {
        session.startupHoldTime = m_cursor.seconds("the startup hold time", minHoldTime, maxHoldTime);
    } else if (m_cursor.accept({"keepalive", "time"})) {
        session.keepaliveTime = m_cursor.seconds("the keepalive time", 1, maxHoldTime);
    } else if (m_cursor.accept({"connect", "retry", "time"})) {
        session.connectRetryTime = m_cursor.seconds("the connect retry time", 1, maxWait);
    } else if (m_cursor.accept({"connect", "delay", "time"}) || m_cursor.accept({"start", "delay", "time"})) {
        session.connectDelayTime = m_cursor.seconds("the connect delay time", 0, maxWait);
    } else if (m_cursor.accept({"error", "forget", "time"})) {
        session.errorForgetTime = m_cursor.seconds("the error forget time", 0, maxWait);
    } else if (m_cursor.accept({"error", "wait", "time"})) {
        Attempts attempts;
        attempts.first = m_cursor.seconds("the error wait time", 1, maxWait);
        m_cursor.expect(",");
        const auto at = m_cursor.peek();
        attempts.last = m_cursor.seconds("the error wait time", 1, maxWait);
        if (attempts.last < attempts.first)
            m_cursor.fail(at, "The longest error wait time is below the shortest");
        session.errorWaitTime = attempts;
    } else if (m_cursor.accept({"graceful", "restart", "time"})) {
        session.gracefulRestartTime = m_cursor.seconds("the graceful restart time", 0, maxRestartTime);
    } else {
        return false;
    }
    return true;
}

bool FileParser::bgpOptions(BgpDraft& draft) {
    auto& session = draft.config.session;
    const auto at = m_cursor.peek();
    if (m_cursor.is("local") && !m_cursor.is("role", 1)) {
        bgpLocal(session);
    } else if (m_cursor.is("neighbor")) {
        bgpNeighbor(draft);
    } else if (m_cursor.accept("interface")) {
        session.interface = m_cursor.text("the name of an interface");
    } else if (m_cursor.accept({"source", "address"})) {
        session.source = m_cursor.address();
    } else if (m_cursor.accept("multihop")) {
        session.multihop =
            m_cursor.is(";") ? anyHops : static_cast<std::uint8_t>(m_cursor.number("multihop", 1, 255));
    } else if (m_cursor.accept("direct")) {
        session.multihop.reset();
    } else if (m_cursor.accept({"ttl", "security"})) {
        session.ttlSecurity = m_cursor.boolean();
    } else if (m_cursor.accept("password")) {
        const auto password = m_cursor.peek();
        session.password = base::Secret(m_cursor.text("the password"));
        if (session.password.reveal().size() > BgpSessionConfig::maxPasswordBytes)
            m_cursor.fail(password,
                          fmt::format("The password is longer than {} octets, which is all that the "
                                      "kernel takes (RFC 2385)",
                                      BgpSessionConfig::maxPasswordBytes));
        else if (session.password.empty())
            m_cursor.fail(password, "The password is empty; leave the line out if there is none");
    } else if (m_cursor.accept("passive")) {
        session.passive = m_cursor.boolean();
    } else if (m_cursor.accept({"router", "id"})) {
        session.routerId = m_cursor.id();
        if (*session.routerId == 0)
            m_cursor.fail(at, "The router id cannot be 0 (RFC 6286 section 2.1)");
    } else if (m_cursor.accept({"disable", "after", "error"})) {
        session.disableAfterError = m_cursor.boolean();
    } else if (m_cursor.accept({"enable", "extended", "messages"})) {
        session.extendedMessages = m_cursor.boolean();
    } else if (m_cursor.accept({"graceful", "restart", "aware"})) {
        session.gracefulRestart = false;
    } else if (m_cursor.accept({"graceful", "restart"})) {
        session.gracefulRestart = m_cursor.boolean();
    } else if (m_cursor.accept("description")) {
        draft.config.description = m_cursor.text("a description");
    } else if (m_cursor.accept({"default", "bgp_med"})) {
        draft.config.defaultMed = m_cursor.number("the MED");
    } else {
        return false;
    }
    return true;
}

/// `local [ADDRESS[%INTERFACE]] [port N] [as N]`
void FileParser::bgpLocal(BgpSessionConfig& session) {
    m_cursor.take();
    if (!m_cursor.is("port") && !m_cursor.is("as") && !m_cursor.is(";")) {
        session.source = m_cursor.address();
        if (m_cursor.accept("%"))
            session.interface = m_cursor.newName("the name of an interface");
    }
    while (!m_cursor.failed() && !m_cursor.is(";")) {
        if (m_cursor.accept("port")) {
            session.localPort = m_cursor.port();
        } else {
            m_cursor.expect("as");
            session.localAs = m_cursor.number("the AS number", 1);
        }
    }
}

/// `neighbor [ADDRESS[%INTERFACE]] [port N] [as N] [external]`
void FileParser::bgpNeighbor(BgpDraft& draft) {
    auto& session = draft.config.session;
    m_cursor.take();
    if (m_cursor.is("range"))
        m_cursor.failHere("`neighbor range` is not supported");
    const auto at = m_cursor.peek();
    if (!m_cursor.is("port") && !m_cursor.is("as") && !m_cursor.is("external") && !m_cursor.is("internal") &&
        !m_cursor.is(";")) {
        session.neighbor = m_cursor.address();
        if (draft.hasNeighbor)
            m_cursor.fail(at, "A BGP protocol has only one neighbor");
        draft.hasNeighbor = true;
        if (m_cursor.accept("%"))
            session.interface = m_cursor.newName("the name of an interface");
    }
    while (!m_cursor.failed() && !m_cursor.is(";")) {
        if (m_cursor.accept("port")) {
            session.neighborPort = m_cursor.port();
        } else if (m_cursor.accept("external")) {
            draft.external = true;
        } else if (m_cursor.is("internal") || m_cursor.is("onlink")) {
            m_cursor.failHere(fmt::format("`{}` is not supported", m_cursor.peek().text));
        } else {
            m_cursor.expect("as");
            session.neighborAs = m_cursor.number("the AS number", 1);
        }
    }
}

void FileParser::checkBgp(const Header& header, const BgpDraft& draft) {
    const auto& session = draft.config.session;
    const auto refuse = [&](bool wrong, std::string_view what) {
        if (wrong)
            m_cursor.fail(header.at, fmt::format("The protocol `{}`: {}", header.name, what));
    };
    const bool linkLocal =
        session.neighbor.isIpv6LinkLocal() || (session.source && session.source->isIpv6LinkLocal());
    refuse(session.localAs == 0, "the local AS number is missing (`local as N`)");
    refuse(!draft.hasNeighbor, "the neighbor is missing (`neighbor ADDRESS as N`)");
    refuse(session.neighborAs == 0, "the neighbor's AS number is missing (`neighbor ADDRESS as N`)");
    refuse(session.neighborAs == session.localAs,
           "the neighbor has the same AS number; internal BGP is not supported");
    refuse(session.source && session.source->family() != session.neighbor.family(),
           "the source address and the neighbor are of different families");
    refuse(linkLocal && !session.interface, "a link-local address needs an interface");
    refuse(session.multihop && linkLocal, "multihop does not work with link-local addresses");
    refuse(session.multihop && session.interface, "multihop cannot be bound to an interface");
    refuse(session.keepaliveTime && *session.keepaliveTime > session.holdTime,
           "the keepalive time is longer than the hold time");
    refuse(draft.only && !draft.config.channels.empty(),
           "options of BIRD 1.6 and channels of BIRD 2 are mixed");
    const auto wrongHop = [](const BgpChannel& channel) {
        return channel.nextHop && channel.nextHop->family() != channel.family;
    };
    refuse(std::any_of(draft.config.channels.begin(), draft.config.channels.end(), wrongHop),
           "the next hop's address is not of the channel's family");
    // Such routes would have no next hop, and be left out without a word.
    const auto noHop = [&](const BgpChannel& channel) {
        return !channel.nextHop && channel.family != session.neighbor.family();
    };
    refuse(std::any_of(draft.config.channels.begin(), draft.config.channels.end(), noHop),
           "a channel of another family than the neighbor's needs `next hop address ADDRESS`");
    if (draft.only && draft.only->nextHop)
        refuse(draft.only->nextHop->family() != session.neighbor.family(),
               "the next hop's address is not of the neighbor's family");
}

} // namespace understudy::bird
