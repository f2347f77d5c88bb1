// The protocols besides BGP.
#include <utility>

#include <fmt/format.h>

#include "core/bird/file_parser.h"
#include "core/bird/filter_parser.h"
#include "core/bird/protocol_templates.h"

namespace understudy::bird {

void FileParser::protocol(bool isTemplate) {
    const auto type = m_cursor.peek();
    const auto begin = [&] {
        m_cursor.take();
        return header(type, type.text, isTemplate);
    };
    if (m_cursor.is("bgp"))
        return bgp(begin());
    if (m_cursor.is("direct"))
        return direct(begin());
    if (m_cursor.is("static"))
        return statics(begin());
    if (!isTemplate && m_cursor.is("kernel"))
        return kernel(begin());
    if (!isTemplate && m_cursor.is("device"))
        return device(begin());
    if (!isTemplate && m_cursor.is("check"))
        return check(begin());
    if (type.kind == Token::Kind::Word)
        m_cursor.failHere(fmt::format("{} `{}` is not supported",
                                      isTemplate ? "A template of" : "The protocol", type.text));
    else
        m_cursor.failExpected("the type of a protocol");
}

FileParser::Header FileParser::header(const Token& at, std::string_view type, bool isTemplate) {
    Header header{.at = at, .name = {}, .isTemplate = isTemplate, .from = {}};
    if (!m_cursor.is("{") && !m_cursor.is("from")) {
        header.at = m_cursor.peek();
        header.name = m_cursor.newName("a name or `{`");
    } else {
        auto& counter = m_counters.emplace(type, 0).first->second;
        do
            header.name = fmt::format("{}{}", type, ++counter);
        while (m_cursor.isDefined(header.name));
    }
    m_cursor.define(header.at, header.name,
                    {.kind = isTemplate ? Symbol::Kind::Template : Symbol::Kind::Protocol,
                     .line = 0,
                     .constant = {},
                     .filter = {}});
    if (m_cursor.accept("from"))
        header.from = m_cursor.newName("the name of a template");
    m_cursor.expect("{");
    if (!m_cursor.failed() && !isTemplate)
        m_config.order.push_back(header.name);
    return header;
}

bool FileParser::commonItem(bool& disabled) {
    if (m_cursor.accept(";"))
        return true;
    if (m_cursor.accept("disabled")) {
        disabled = m_cursor.boolean();
        m_cursor.endStatement();
        return true;
    }
    return false;
}

std::optional<base::Family> FileParser::channelStart() {
    if (!m_cursor.is("ipv4") && !m_cursor.is("ipv6"))
        return std::nullopt;
    const auto at = m_cursor.take();
    isBird2(at);
    if (!m_cursor.is(";") && !m_cursor.is("{"))
        m_cursor.failHere("Only the channels `ipv4` and `ipv6` are supported");
    return at.text == "ipv4" ? base::Family::V4 : base::Family::V6;
}

/// What a protocol of this node puts into the table.
void FileParser::ownImport() {
    if (!m_cursor.accept("all"))
        m_cursor.failHere(
            "Only `import all` is supported in a protocol that makes routes; filter at the export");
}

void FileParser::ownExport() {
    if (!m_cursor.accept("none"))
        m_cursor.failHere("Only `export none` is supported in a protocol that makes routes");
}

Policy FileParser::policy() {
    if (m_cursor.accept("all"))
        return {.filter = acceptAll(), .name = "ACCEPT"};
    if (m_cursor.accept("none"))
        return {.filter = nullptr, .name = "REJECT"};
    if (m_cursor.accept("where"))
        return {.filter = parseWhere(m_cursor), .name = "(unnamed)"};
    m_cursor.expect("filter");
    const auto& at = m_cursor.peek();
    const auto* symbol = m_cursor.find(at.text);
    const bool named = at.kind == Token::Kind::Word || at.kind == Token::Kind::QuotedWord;
    if (named && symbol != nullptr && symbol->kind == Symbol::Kind::Filter) {
        auto name = m_cursor.take().text;
        return {.filter = symbol->filter, .name = std::move(name)};
    }
    if (named && !m_cursor.is(";", 0) && m_cursor.is(";", 1)) {
        m_cursor.failHere(fmt::format("There is no filter `{}` above", at.text));
        return {};
    }
    return {.filter = parseFilterBody(m_cursor, ""), .name = "(unnamed)"};
}

void FileParser::direct(const Header& header) {
    DirectDraft draft;
    draft.config.ipv4 = draft.config.ipv6 = false;
    inherit(header, m_directs, draft);
    draft.config.name = header.name;
    draft.config.place = m_cursor.placeOf(header.at);
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        const auto at = m_cursor.peek();
        if (commonItem(draft.config.disabled)) {
            continue;
        } else if (const auto family = channelStart()) {
            (*family == base::Family::V4 ? draft.config.ipv4 : draft.config.ipv6) = true;
            draft.hasChannel = true;
            channelBody("a channel of `direct`", [&] {
                if (m_cursor.accept("import"))
                    ownImport();
                else if (m_cursor.accept("export"))
                    ownExport();
                else if (m_cursor.accept("table"))
                    tableName(family);
                else
                    return false;
                return true;
            });
        } else if (m_cursor.accept("interface")) {
            interfaces(draft.config);
        } else if (m_cursor.accept({"check", "link"})) {
            draft.config.checkLink = m_cursor.boolean();
        } else if (m_cursor.accept("description")) {
            m_cursor.text("a description");
        } else if (m_cursor.accept("import")) {
            isBird1(at);
            ownImport();
        } else if (m_cursor.accept("export")) {
            isBird1(at);
            ownExport();
        } else if (m_cursor.accept("table")) {
            isBird1(at);
            tableName(std::nullopt);
        } else if (acceptWithoutEffect(m_cursor, OptionsOf::Direct)) {
            continue;
        } else {
            refuseOption(m_cursor, "`protocol direct`");
        }
        m_cursor.endStatement();
    }
    keep(header, m_directs, draft);
    if (m_cursor.failed() || header.isTemplate)
        return;
    m_config.directs.push_back(draft.config);
    m_directsAt.push_back(header.at);
    m_directHasChannel.push_back(draft.hasChannel);
}

void FileParser::interfaces(DirectProtocol& direct) {
    // Lists of patterns are tried one after the other, so a minus sign only counts inside its own.
    for (const auto& pattern : direct.interfaces) {
        if (pattern.excluded)
            return m_cursor.failHere("A second `interface` after one with a minus sign is not supported");
    }
    do {
        InterfacePattern pattern;
        pattern.excluded = m_cursor.accept("-");
        if (m_cursor.peek().kind == Token::Kind::Address)
            return m_cursor.failHere("Choosing interfaces by their addresses is not supported");
        pattern.glob = m_cursor.text("the name of an interface");
        direct.interfaces.push_back(std::move(pattern));
        if (m_cursor.peek().kind == Token::Kind::Address)
            return m_cursor.failHere("Choosing interfaces by their addresses is not supported");
    } while (m_cursor.accept(","));
}

void FileParser::kernel(const Header& header) {
    PassiveProtocol kernel{
        .kind = PassiveProtocol::Kind::Kernel, .name = header.name, .place = m_cursor.placeOf(header.at)};
    if (!header.from.empty())
        m_cursor.fail(header.at, "Templates of `kernel` are not supported");
    std::optional<Token> exportAt;
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        const auto at = m_cursor.peek();
        const auto imexport = [&](std::optional<base::Family> family) {
            if (m_cursor.is("import") && !m_cursor.is("limit", 1) && !m_cursor.is("keep", 1)) {
                // Routes of the kernel are only read with `learn on`, which is refused.
                m_cursor.take();
                policy();
            } else if (m_cursor.accept("export")) {
                const auto exported = m_cursor.peek();
                if (policy().filter)
                    exportAt = exported;
            } else if (m_cursor.accept("table")) {
                tableName(family);
            } else {
                return false;
            }
            return true;
        };
        if (commonItem(kernel.disabled))
            continue;
        if (acceptWithoutEffect(m_cursor, OptionsOf::Kernel))
            continue;
        if (const auto family = channelStart())
            channelBody("a channel of `kernel`", [&] { return imexport(family); });
        else if (m_cursor.accept("description"))
            m_cursor.text("a description");
        else if (m_cursor.is("import") || m_cursor.is("export") || m_cursor.is("table")) {
            isBird1(at);
            imexport(std::nullopt);
        } else
            refuseOption(m_cursor, "`protocol kernel`");
        m_cursor.endStatement();
    }
    if (exportAt && !kernel.disabled && !m_kernelExportAt)
        m_kernelExportAt = exportAt;
    m_config.passives.push_back(std::move(kernel));
}

void FileParser::device(const Header& header) {
    PassiveProtocol device{
        .kind = PassiveProtocol::Kind::Device, .name = header.name, .place = m_cursor.placeOf(header.at)};
    if (!header.from.empty())
        m_cursor.fail(header.at, "Templates of `device` are not supported");
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        if (commonItem(device.disabled) || acceptWithoutEffect(m_cursor, OptionsOf::Device))
            continue;
        if (m_cursor.accept("description"))
            m_cursor.text("a description");
        else
            refuseOption(m_cursor, "`protocol device`");
        m_cursor.endStatement();
    }
    m_config.passives.push_back(std::move(device));
}

void FileParser::statics(const Header& header) {
    StaticDraft draft;
    inherit(header, m_statics, draft);
    draft.config.name = header.name;
    draft.config.place = m_cursor.placeOf(header.at);
    while (!m_cursor.failed() && !m_cursor.accept("}")) {
        const auto at = m_cursor.peek();
        if (commonItem(draft.config.disabled) || acceptWithoutEffect(m_cursor, OptionsOf::Static))
            continue;
        if (const auto family = channelStart()) {
            if (draft.family && *draft.family != *family)
                m_cursor.fail(at, "A static protocol has one channel; write a second protocol");
            draft.family = family;
            channelBody("a channel of `static`", [&] {
                if (m_cursor.accept("import"))
                    ownImport();
                else if (m_cursor.accept("export"))
                    ownExport();
                else if (m_cursor.accept("table"))
                    tableName(family);
                else
                    return false;
                return true;
            });
        } else if (m_cursor.accept("route")) {
            draft.routesAt.push_back(m_cursor.peek());
            route(draft);
        } else if (m_cursor.accept("description")) {
            m_cursor.text("a description");
        } else if (m_cursor.accept("import")) {
            isBird1(at);
            ownImport();
        } else if (m_cursor.accept("export")) {
            isBird1(at);
            ownExport();
        } else if (m_cursor.accept("table")) {
            isBird1(at);
            tableName(std::nullopt);
        } else {
            refuseOption(m_cursor, "`protocol static`");
        }
        m_cursor.endStatement();
    }
    for (std::size_t i = 0; i < draft.config.routes.size() && draft.family; ++i) {
        if (draft.config.routes[i].prefix.family() != *draft.family)
            m_cursor.fail(draft.routesAt[i], "This network is not of the channel's family");
    }
    keep(header, m_statics, draft);
    if (m_cursor.failed() || header.isTemplate)
        return;
    m_config.statics.push_back(draft.config);
    m_staticsAt.push_back(header.at);
    m_staticHasChannel.push_back(draft.family.has_value());
}

void FileParser::route(StaticDraft& draft) {
    StaticRoute route{.prefix = m_cursor.prefix(), .interface = std::nullopt};
    if (m_cursor.accept("via")) {
        if (m_cursor.peek().kind == Token::Kind::Address)
            m_cursor.failHere("A route via a gateway is not supported, only via an interface");
        route.interface = m_cursor.text("the name of an interface");
    } else if (!m_cursor.accept("blackhole") && !m_cursor.accept("unreachable") &&
               !m_cursor.accept("prohibit") && !m_cursor.accept("reject") && !m_cursor.accept("drop")) {
        m_cursor.failExpected("`via`, `blackhole`, `unreachable` or `prohibit`");
    }
    if (m_cursor.is("{") || m_cursor.is("via"))
        m_cursor.failHere("More than one interface and attributes of a static route are not supported");
    draft.config.routes.push_back(std::move(route));
}

} // namespace understudy::bird
