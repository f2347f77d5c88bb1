#include "core/bird/config_parser.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/bird/file_parser.h"
#include "core/bird/filter_parser.h"

namespace understudy::bird {
namespace {} // namespace

tl::expected<Config, ConfigError> parseConfig(const std::string& fileName, std::string_view text,
                                              const IncludeReader& reader) {
    auto tokens = tokenize(fileName, text, reader);
    if (!tokens)
        return tl::make_unexpected(std::move(tokens.error()));
    return FileParser(std::move(*tokens)).parse();
}

tl::expected<Config, ConfigError> FileParser::parse() {
    while (!m_cursor.atEnd())
        statement();
    if (!m_cursor.failed())
        finish();
    if (m_cursor.failed())
        return tl::make_unexpected(m_cursor.error());
    return std::move(m_config);
}

void FileParser::statement() {
    if (m_cursor.accept(";"))
        return;
    if (m_cursor.accept("protocol"))
        return protocol(false);
    if (m_cursor.accept("template"))
        return protocol(true);
    if (m_cursor.accept("filter"))
        return namedFilter();
    if (m_cursor.accept("define"))
        return definition();
    if (m_cursor.accept({"router", "id"}))
        return routerId();
    if (m_cursor.accept("log"))
        return log();
    if (m_cursor.accept("timeformat"))
        return timeFormat();
    if (m_cursor.is("listen") && m_cursor.is("bgp", 1))
        return listen();
    if (m_cursor.is("table"))
        return table(false);
    if ((m_cursor.is("ipv4") || m_cursor.is("ipv6")) && m_cursor.is("table", 1))
        return table(true);
    if (m_cursor.accept({"graceful", "restart", "wait"})) {
        // Governs how long received routes are waited for.
        m_cursor.number("a number of seconds");
        return m_cursor.endStatement();
    }
    if (m_cursor.is("debug")) {
        m_cursor.failHere("`debug` is not supported; changes of sessions are always logged");
    } else if (m_cursor.is("function")) {
        m_cursor.failHere("Functions are not supported; write what they do into the filter");
    } else if (m_cursor.is("include")) {
        m_cursor.failHere("`include` must stand at the beginning of a line");
    } else if (m_cursor.peek().kind == Token::Kind::Word) {
        m_cursor.failHere(fmt::format("`{}` is not supported", m_cursor.peek().text));
    } else {
        m_cursor.failExpected("a statement");
    }
}

void FileParser::definition() {
    const auto at = m_cursor.peek();
    const auto name = m_cursor.newName("the name of a constant");
    m_cursor.expect("=");
    auto value = parseConstant(m_cursor);
    m_cursor.endStatement();
    m_cursor.define(at, name,
                    {.kind = Symbol::Kind::Constant, .line = 0, .constant = std::move(value), .filter = {}});
}

void FileParser::namedFilter() {
    const auto at = m_cursor.peek();
    const auto name = m_cursor.newName("the name of a filter");
    auto filter = parseFilterBody(m_cursor, name);
    m_cursor.define(at, name,
                    {.kind = Symbol::Kind::Filter, .line = 0, .constant = {}, .filter = std::move(filter)});
}

void FileParser::routerId() {
    if (m_cursor.is("from"))
        m_cursor.failHere("`router id from` is not supported; write the address itself");
    const auto at = m_cursor.peek();
    m_config.routerId = m_cursor.id();
    if (*m_config.routerId == 0)
        m_cursor.fail(at, "The router id cannot be 0 (RFC 6286 section 2.1)");
    m_cursor.endStatement();
}

/// BIRD 1.6: `listen bgp port 1179;`
void FileParser::listen() {
    isBird1(m_cursor.take());
    m_cursor.take();
    while (m_cursor.accept("port"))
        m_listenPort = m_cursor.port();
    if (!m_cursor.is(";"))
        refuseOption(m_cursor, "`listen bgp`");
    m_cursor.endStatement();
}

void FileParser::table(bool withFamily) {
    const auto at = m_cursor.peek();
    std::optional<base::Family> family;
    if (withFamily) {
        family = m_cursor.take().text == "ipv4" ? base::Family::V4 : base::Family::V6;
        isBird2(at);
    } else {
        isBird1(at);
    }
    m_cursor.take();
    tableName(family);
    m_cursor.endStatement();
}

void FileParser::tableName(std::optional<base::Family> family) {
    const auto* name = !family ? "master" : *family == base::Family::V4 ? "master4" : "master6";
    if (!m_cursor.accept(name))
        m_cursor.failHere(fmt::format("Tables other than `{}` are not supported", name));
}

void FileParser::isBird1(const Token& at) {
    if (!m_bird1At)
        m_bird1At = at;
    if (m_bird2At)
        m_cursor.fail(at, fmt::format("This is the language of BIRD 1.6, but line {} is that of BIRD 2",
                                      m_bird2At->line));
}

void FileParser::isBird2(const Token& at) {
    if (!m_bird2At)
        m_bird2At = at;
    if (m_bird1At)
        m_cursor.fail(at, fmt::format("This is the language of BIRD 2, but line {} is that of BIRD 1.6",
                                      m_bird1At->line));
}

void FileParser::finish() {
    // A BGP protocol without any channel can only be one of BIRD 1.6.
    const bool bare = std::any_of(m_config.bgps.begin(), m_config.bgps.end(),
                                  [](const BgpConfig& bgp) { return bgp.channels.empty(); });
    m_config.dialect = m_bird1At || (bare && !m_bird2At) ? Dialect::Bird1 : Dialect::Bird2;
    std::optional<base::Family> family;
    for (std::size_t i = 0; i < m_config.bgps.size(); ++i) {
        auto& bgp = m_config.bgps[i];
        const auto own = bgp.session.neighbor.family();
        if (bgp.channels.empty()) {
            if (m_config.dialect == Dialect::Bird2)
                return m_cursor.fail(m_bgpsAt[i], fmt::format("The protocol `{}` has no channel: write "
                                                              "`ipv4 {{ ... }};` or `ipv6 {{ ... }};`",
                                                              bgp.name));
            BgpChannel channel;
            channel.family = own;
            channel.exportName = "REJECT";
            bgp.channels.push_back(std::move(channel));
        }
        for (const auto& channel : bgp.channels)
            (channel.family == base::Family::V4 ? bgp.session.ipv4 : bgp.session.ipv6) = true;
        if (m_config.dialect == Dialect::Bird1) {
            bgp.session.localPort = m_listenPort;
            if (family && *family != own)
                return m_cursor.fail(m_bgpsAt[i],
                                     "In the language of BIRD 1.6 all neighbors of a file are IPv4, "
                                     "or all are IPv6; write channels instead (BIRD 2)");
            family = own;
        }
    }
    for (auto& direct : m_config.directs) {
        if (m_config.dialect == Dialect::Bird1) {
            direct.ipv4 = family != base::Family::V6;
            direct.ipv6 = family != base::Family::V4;
        }
    }
    checkChannels();
    const bool routes = std::any_of(m_config.statics.begin(), m_config.statics.end(),
                                    [](const StaticProtocol& protocol) { return !protocol.routes.empty(); });
    if (m_kernelExportAt && routes)
        m_cursor.fail(*m_kernelExportAt,
                      "Writing static routes into the kernel's table is not supported: write "
                      "`export none`");
}

void FileParser::checkChannels() {
    if (m_config.dialect == Dialect::Bird1)
        return;
    for (std::size_t i = 0; i < m_config.directs.size(); ++i) {
        if (!m_directHasChannel[i])
            m_cursor.fail(m_directsAt[i],
                          fmt::format("The protocol `{}` has no channel, so it would make no routes: "
                                      "write `ipv4;` or `ipv6;` or both",
                                      m_config.directs[i].name));
    }
    for (std::size_t i = 0; i < m_config.statics.size(); ++i) {
        if (!m_staticHasChannel[i])
            m_cursor.fail(m_staticsAt[i],
                          fmt::format("The protocol `{}` has no channel: write `ipv4;` or `ipv6;`",
                                      m_config.statics[i].name));
    }
}

} // namespace understudy::bird
