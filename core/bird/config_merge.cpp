#include "core/bird/config_merge.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/config_outline.h"
#include "core/bird/config_parser.h"
#include "core/bird/config_statements.h"
#include "core/bird/prepend_edit.h"

namespace understudy::bird {
namespace {

using base::failure;
using base::Family;
using base::Result;

/// Replaces [begin, end) of the text that is there.
struct Edit {
    std::size_t begin;
    std::size_t end;
    std::string text;
};

constexpr std::string_view step = "    ";

std::string_view textOf(std::string_view text, const ConfigStatement& statement) {
    return text.substr(statement.begin, statement.end - statement.begin);
}

/// The blanks in front of the first word on the line of `at`.
std::string_view indentAt(std::string_view text, std::size_t at) {
    const auto newline = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
    const auto begin = newline == std::string_view::npos ? 0 : newline + 1;
    const auto end = std::min(text.find_first_not_of(" \t", begin), text.size());
    return text.substr(begin, end - begin);
}

/// A statement of several lines that stood behind `from`, to stand behind `to`.
std::string reindented(std::string_view statement, std::string_view from, std::string_view to) {
    std::string text;
    for (const auto line : base::lines(statement)) {
        if (!text.empty())
            text += '\n';
        if (text.empty() || !line.starts_with(from))
            text += line;
        else
            text += fmt::format("{}{}", to, line.substr(from.size()));
    }
    return text;
}

/// How often an export of the simplest kinds prepends; nullopt for one that is not of these.
struct SimpleExport {
    bool announces = false;
    std::uint32_t prepends = 0;
};

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words)
        text += word;
    return text;
}

class Merger {
public:
    explicit Merger(const MergeRequest& request) : m_request(request), m_text(request.existing) {}

    Result<MergedConfig> merge() {
        if (auto fine = read(); !fine)
            return tl::make_unexpected(fine.error());
        for (const auto& statement : m_wantedTop) {
            Result<void> fine;
            if (statement.startsWith({"router", "id"}))
                addRouterId(statement);
            else if (statement.startsWith({"protocol", "device"}))
                addDevice(statement);
            else if (statement.startsWith({"protocol", "direct"}))
                fine = mergeDirect(statement);
            else if (statement.startsWith({"protocol", "bgp"}))
                fine = mergeBgp(statement);
            if (!fine)
                return tl::make_unexpected(fine.error());
        }
        noteOtherRoutes();
        auto text = edited();
        if (!m_keptExports.empty()) {
            auto changed =
                editPrepends(m_request.fileName, text, {m_keptExports, m_node.localAs, m_node.prepends});
            if (!changed)
                return failure(toLine(changed.error()));
            text = std::move(changed->text);
        }
        return MergedConfig{std::move(text), std::move(m_notes)};
    }

private:
    tl::unexpected<base::Error> wrong(const ConfigStatement& statement, std::string_view what) const {
        return failure(fmt::format("{}:{}: {}", m_request.fileName, statement.line, what));
    }

    Result<void> read() {
        auto top = outlineConfig(m_request.fileName, m_text);
        if (!top)
            return tl::make_unexpected(top.error());
        m_top = *std::move(top);
        if (const auto named = keepNames(); !named)
            return named;
        auto wanted = writeConfig(m_node, m_request.file);
        if (!wanted)
            return tl::make_unexpected(wanted.error());
        m_wanted = *std::move(wanted);
        auto wantedTop = outlineConfig("the wanted configuration", m_wanted);
        if (!wantedTop)
            return tl::make_unexpected(wantedTop.error());
        m_wantedTop = *std::move(wantedTop);
        const auto noIncludes = [](const std::string&,
                                   const std::string&) -> Result<std::vector<IncludedFile>> {
            return failure("included files are not read");
        };
        if (auto parsed = parseConfig(m_request.fileName, m_text, noIncludes))
            m_parsed = *std::move(parsed);
        return {};
    }

    /// A session that is there keeps its protocol's name.
    Result<void> keepNames() {
        m_node = m_request.node;
        const auto keep = [&](const std::optional<base::IpAddress>& neighbor,
                              std::string& name) -> Result<void> {
            if (!neighbor)
                return {};
            const auto found = findBgp(*neighbor);
            if (!found)
                return tl::make_unexpected(found.error());
            if (*found != nullptr && (*found)->words.size() > 2)
                name = (*found)->words[2];
            return {};
        };
        if (m_request.file != ConfigFile::Bird1Ipv6) {
            if (const auto kept = keep(m_node.neighbor4, m_node.protocol4); !kept)
                return kept;
        }
        if (m_request.file != ConfigFile::Bird1Ipv4)
            return keep(m_node.neighbor6, m_node.protocol6);
        return {};
    }

    Result<Statements> bodyOf(const ConfigStatement& statement) const {
        return outlineBlock(m_request.fileName, m_text, statement);
    }

    /// The protocol for the neighbor, or null when there is none.
    Result<const ConfigStatement*> findBgp(const base::IpAddress& neighbor) const {
        const ConfigStatement* found = nullptr;
        for (const auto& statement : m_top) {
            const bool isTemplate = statement.startsWith({"template", "bgp"});
            if (!isTemplate && !statement.startsWith({"protocol", "bgp"}))
                continue;
            const auto body = bodyOf(statement);
            if (!body)
                return tl::make_unexpected(body.error());
            if (addressIn(lastOf(*body, "neighbor")) != neighbor)
                continue;
            const auto& words = statement.words;
            if (isTemplate || std::find(words.begin(), words.end(), "from") != words.end())
                return wrong(statement,
                             fmt::format("the session with {} takes settings from a template, which is not "
                                         "changed; write them into the protocol, and try again",
                                         neighbor.toString()));
            if (found != nullptr)
                return wrong(statement, fmt::format("a second protocol for {}; the first one is in line {}",
                                                    neighbor.toString(), found->line));
            found = &statement;
        }
        const auto include = std::find_if(m_top.begin(), m_top.end(), [](const ConfigStatement& statement) {
            return statement.startsWith({"include"});
        });
        if (found == nullptr && include != m_top.end())
            return wrong(*include,
                         fmt::format("the session with {} may be in an included file, and those are "
                                     "not read; put it into this file, and try again",
                                     neighbor.toString()));
        return found;
    }

    void addRouterId(const ConfigStatement& wanted) {
        const bool there = std::any_of(m_top.begin(), m_top.end(), [](const ConfigStatement& statement) {
            return statement.startsWith({"router", "id"});
        });
        if (there)
            return;
        const auto at = m_top.empty() ? m_text.size() : m_top.front().begin;
        m_edits.push_back({at, at, fmt::format("{}\n\n", textOf(m_wanted, wanted))});
    }

    void addDevice(const ConfigStatement& wanted) {
        const bool there = std::any_of(m_top.begin(), m_top.end(), [](const ConfigStatement& statement) {
            return statement.startsWith({"protocol", "device"});
        });
        if (!there)
            append(textOf(m_wanted, wanted));
    }

    void append(std::string_view statement) { m_appended += fmt::format("\n{}\n", statement); }

    Result<void> mergeDirect(const ConfigStatement& wanted) {
        const auto wantedBody = outlineBlock("the wanted configuration", m_wanted, wanted);
        if (!wantedBody)
            return tl::make_unexpected(wantedBody.error());
        for (const auto& statement : m_top) {
            if (!statement.startsWith({"protocol", "direct"}))
                continue;
            const auto body = bodyOf(statement);
            if (!body)
                return tl::make_unexpected(body.error());
            if (!covers(*body, m_node.interface))
                continue;
            for (const auto& channel : *wantedBody) {
                if (isFamily(channel.words[0]) && lastOf(*body, channel.words[0]) == nullptr)
                    insertInto(statement, *body, textOf(m_wanted, channel), step);
            }
            return {};
        }
        append(textOf(m_wanted, wanted));
        return {};
    }

    Result<void> mergeBgp(const ConfigStatement& wanted) {
        const auto wantedBody = outlineBlock("the wanted configuration", m_wanted, wanted);
        if (!wantedBody)
            return tl::make_unexpected(wantedBody.error());
        const auto neighbor = addressIn(lastOf(*wantedBody, "neighbor"));
        const auto found = findBgp(*neighbor);
        if (!found)
            return tl::make_unexpected(found.error());
        if (*found == nullptr) {
            const auto& name = wanted.words[2];
            for (const auto& statement : m_top) {
                if (statement.words.size() > 2 && statement.words[2] == name &&
                    (statement.words[0] == "protocol" || statement.words[0] == "template"))
                    return wrong(statement, fmt::format("the name {} is taken by something else; choose "
                                                        "another for the session in the cluster file",
                                                        name));
            }
            append(textOf(m_wanted, wanted));
            return {};
        }
        m_ours.push_back(*found);
        const auto body = bodyOf(**found);
        if (!body)
            return tl::make_unexpected(body.error());
        if (isDisabled(*body)) {
            const auto* disabled = lastOf(*body, "disabled");
            m_edits.push_back({disabled->begin, disabled->end, ""});
        }
        return mergeBody(**found, *body, *wantedBody, step, neighbor->family());
    }

    /// `wantedIndent`: of the wanted statements in their own text.
    Result<void> mergeBody(const ConfigStatement& owner, const Statements& body, const Statements& wantedBody,
                           std::string_view wantedIndent, Family family) {
        for (const auto& wanted : wantedBody) {
            const auto subject = subjectOf(wanted);
            const auto* there = lastOf(body, subject);
            if (there != nullptr && isFamily(subject) && there->hasBlock) {
                const auto channel = bodyOf(*there);
                const auto wantedChannel = outlineBlock("the wanted configuration", m_wanted, wanted);
                if (!channel || !wantedChannel)
                    return tl::make_unexpected(channel ? wantedChannel.error() : channel.error());
                if (const auto fine = mergeBody(*there, *channel, *wantedChannel, "        ", family); !fine)
                    return fine;
                continue;
            }
            const auto satisfied = isSatisfied(subject, there, wanted, body, family);
            if (!satisfied)
                return tl::make_unexpected(satisfied.error());
            if (*satisfied)
                continue;
            const auto text = textOf(m_wanted, wanted);
            if (there == nullptr)
                insertInto(owner, body, text, wantedIndent);
            else
                m_edits.push_back({there->begin, there->end,
                                   reindented(text, wantedIndent, indentAt(m_text, there->begin))});
        }
        return {};
    }

    Result<bool> isSatisfied(std::string_view subject, const ConfigStatement* there,
                             const ConfigStatement& wanted, const Statements& body, Family family) {
        // `local ADDRESS as N` says two things in one.
        const auto* local = lastOf(body, "local");
        const auto localAddress = addressIn(local);
        if (subject == "local" && localAddress)
            return local->words.back() == wanted.words.back() && sourceIs(*localAddress, family) &&
                   local->words.size() == 4;
        if (subject == "source" && there == nullptr && localAddress)
            return sourceIs(*localAddress, family);
        if (there == nullptr)
            return false;
        if (subject == "import")
            return true;
        if (subject == "next hop" && there->startsWith({"next", "hop", "address"}))
            return true;
        if (subject == "export")
            return exportIsRight(*there, family);
        return normal(there->words) == normal(wanted.words) && there->hasBlock == wanted.hasBlock;
    }

    bool sourceIs(const base::IpAddress& address, Family family) const {
        return (family == Family::V4 ? m_node.source4 : m_node.source6) == address;
    }

    Result<bool> exportIsRight(const ConfigStatement& statement, Family family) {
        if (const auto simple = simpleExport(statement))
            return simple->announces && simple->prepends == m_node.prepends;
        const auto prepends = prependsOfOwn(family);
        if (!prepends)
            return wrong(statement, "this export is somebody's own and is not known to announce all floating "
                                    "addresses; change it by hand, or write `export all;` in its place, and "
                                    "try again");
        // It stays, but for what it prepends.
        if (*prepends != m_node.prepends)
            m_keptExports.push_back({family == Family::V4 ? m_node.protocol4 : m_node.protocol6, family});
        return true;
    }

    std::optional<SimpleExport> simpleExport(const ConfigStatement& statement) const {
        const auto words = joined(statement.words);
        if (!statement.hasBlock && words == "exportall")
            return SimpleExport{true, 0};
        if (!statement.hasBlock && words == "exportnone")
            return SimpleExport{false, 0};
        if (!statement.hasBlock || words != "exportfilter")
            return std::nullopt;
        const auto body = bodyOf(statement);
        if (!body || body->empty() || joined(body->back().words) != "accept")
            return std::nullopt;
        const auto prepend = fmt::format("bgp_path.prepend({})", m_node.localAs);
        for (std::size_t at = 0; at + 1 < body->size(); ++at) {
            if ((*body)[at].hasBlock || joined((*body)[at].words) != prepend)
                return std::nullopt;
        }
        return SimpleExport{true, static_cast<std::uint32_t>(body->size() - 1)};
    }

    /// How often an export of somebody's own prepends, where the whole file is understood, and it announces
    /// all the addresses alike.
    std::optional<std::uint32_t> prependsOfOwn(Family family) const {
        const auto& neighbor = family == Family::V4 ? m_node.neighbor4 : m_node.neighbor6;
        if (!m_parsed || !neighbor)
            return std::nullopt;
        const auto bgp =
            std::find_if(m_parsed->bgps.begin(), m_parsed->bgps.end(),
                         [&](const BgpConfig& config) { return config.session.neighbor == *neighbor; });
        if (bgp == m_parsed->bgps.end())
            return std::nullopt;
        const auto channel = std::find_if(bgp->channels.begin(), bgp->channels.end(),
                                          [&](const BgpChannel& each) { return each.family == family; });
        if (channel == bgp->channels.end() || !channel->exportFilter)
            return std::nullopt;
        std::optional<std::uint32_t> prepends;
        for (const auto& prefix : m_request.announced) {
            if (prefix.family() != family)
                continue;
            OutboundRoute route;
            route.net = prefix;
            route.protocol = "direct1";
            route.interface = m_node.interface;
            const auto result = run(*channel->exportFilter, route);
            const auto& path = result.route.path;
            const auto here = static_cast<std::uint32_t>(path.size());
            if (!result.accepted || prepends.value_or(here) != here ||
                std::any_of(path.begin(), path.end(), [&](AsNumber as) { return as != m_node.localAs; }))
                return std::nullopt;
            prepends = here;
        }
        return prepends;
    }

    void insertInto(const ConfigStatement& owner, const Statements& body, std::string_view text,
                    std::string_view wantedIndent) {
        const auto indent = body.empty() ? fmt::format("{}{}", indentAt(m_text, owner.begin), step)
                                         : std::string{indentAt(m_text, body.front().begin)};
        // After what is there, and after the comment behind it.
        auto at = body.empty() ? owner.bodyBegin : body.back().end;
        const auto lineEnd = m_text.find('\n', at);
        if (lineEnd != std::string_view::npos && lineEnd < owner.bodyEnd)
            at = lineEnd;
        const bool closes = m_text.substr(at, owner.bodyEnd - at).find('\n') == std::string_view::npos;
        m_edits.push_back({at, at,
                           fmt::format("\n{}{}{}", indent, reindented(text, wantedIndent, indent),
                                       closes ? fmt::format("\n{}", indentAt(m_text, owner.begin)) : "")});
    }

    /// `export all` takes what is in the table, whoever put it there.
    void noteOtherRoutes() {
        constexpr std::array<std::string_view, 8> sources{"static", "ospf", "rip",   "babel",
                                                          "bgp",    "pipe", "l3vpn", "direct"};
        for (const auto& statement : m_top) {
            if (statement.words.size() < 2 || statement.words[0] != "protocol" ||
                std::find(sources.begin(), sources.end(), statement.words[1]) == sources.end() ||
                std::find(m_ours.begin(), m_ours.end(), &statement) != m_ours.end())
                continue;
            const auto body = bodyOf(statement);
            if (!body || isDisabled(*body))
                continue;
            if (statement.words[1] == "static" &&
                !std::any_of(body->begin(), body->end(),
                             [](const auto& each) { return each.startsWith({"route"}); }))
                continue;
            if (statement.words[1] == "direct" &&
                std::any_of(body->begin(), body->end(), [&](const ConfigStatement& each) {
                    return each.startsWith({"interface"}) && each.words.size() == 2 &&
                           each.words[1] == fmt::format("\"{}\"", m_node.interface);
                }))
                continue;
            m_notes.push_back(fmt::format("{}:{}: `protocol {}` makes routes, too; an export of all "
                                          "announces them to the cloud as well",
                                          m_request.fileName, statement.line, statement.words[1]));
        }
    }

    std::string edited() {
        std::stable_sort(m_edits.begin(), m_edits.end(),
                         [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
        std::string text;
        std::size_t at = 0;
        for (const auto& edit : m_edits) {
            text += m_text.substr(at, edit.begin - at);
            text += edit.text;
            at = edit.end;
        }
        text += m_text.substr(at);
        if (!m_appended.empty() && !text.empty() && text.back() != '\n')
            text += '\n';
        return text + m_appended;
    }

    const MergeRequest& m_request;
    std::string_view m_text;
    NodeConfig m_node;
    Statements m_top;
    std::string m_wanted;
    Statements m_wantedTop;
    std::optional<Config> m_parsed; ///< what is there, where all of it is understood
    std::vector<const ConfigStatement*> m_ours;
    std::vector<ExportOf> m_keptExports; ///< of somebody's own, to prepend otherwise
    std::vector<Edit> m_edits;
    std::string m_appended;
    std::vector<std::string> m_notes;
};

} // namespace

Result<MergedConfig> mergeConfig(const MergeRequest& request) {
    return Merger{request}.merge();
}

bool hasPassword(std::string_view text, const base::IpAddress& neighbor) {
    const auto top = outlineConfig("", text);
    if (!top)
        return false;
    return std::any_of(top->begin(), top->end(), [&](const ConfigStatement& statement) {
        const auto body = statement.startsWith({"protocol", "bgp"}) ? outlineBlock("", text, statement)
                                                                    : Result<Statements>{};
        return body && addressIn(lastOf(*body, "neighbor")) == neighbor && lastOf(*body, "password");
    });
}

} // namespace understudy::bird
