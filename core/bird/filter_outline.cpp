#include "core/bird/filter_outline.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

constexpr std::array<std::string_view, 16> typeWords{
    "int",    "bool",    "ip",      "prefix", "pair",   "quad",   "ec", "lc",
    "string", "bgpmask", "bgppath", "clist",  "eclist", "lclist", "rd", "enum"};

class Outliner {
public:
    Outliner(const FileOutline& file, AsNumber localAs) : m_file(file), m_localAs(localAs) {}

    tl::expected<FilterOutline, ConfigError> filter(std::size_t body) {
        auto at = skipDeclarations(body);
        if (!m_file.is(at, "{"))
            return tl::make_unexpected(m_file.errorAt(at, "A filter's `{` is missing here"));
        const auto close = m_file.closing(at);
        m_outline.firstStatement = skipDeclarations(at + 1);
        if (m_outline.firstStatement == close)
            return tl::make_unexpected(
                m_file.errorAt(at, "This filter is empty and exports nothing: write `accept;` first"));
        block(at);
        for (auto inside = at; inside < close && !m_error; ++inside)
            checkForeign(inside);
        if (m_error)
            return tl::make_unexpected(*m_error);
        return m_outline;
    }

private:
    std::size_t skipDeclarations(std::size_t at) const {
        while (
            std::any_of(typeWords.begin(), typeWords.end(), [&](auto type) { return m_file.is(at, type); }) &&
            !m_file.is(at + 1, "("))
            at = m_file.behindStatement(at);
        return at;
    }

    void fail(std::size_t at, std::string what) {
        if (!m_error)
            m_error = m_file.errorAt(at, std::move(what));
    }

    /// All statements between the braces.
    void block(std::size_t open) {
        const auto close = m_file.closing(open);
        for (auto at = open + 1; at < close && !m_error;)
            at = statement(at, open);
    }

    /// Returns what follows it. `inBlock` is the block's `{`, nullopt for the lone statement of an if.
    std::size_t statement(std::size_t at, std::optional<std::size_t> inBlock) {
        if (m_file.is(at, "{")) {
            block(at);
            return m_file.closing(at) + 1;
        }
        if (m_file.is(at, "if"))
            return condition(at);
        if (const auto prepend = prependAt(at)) {
            if (!inBlock || (m_block && *m_block != *inBlock))
                fail(at, "How often is prepended depends on conditions here: change it by hand");
            m_block = inBlock;
            m_outline.prepends.push_back(*prepend);
            return prepend->last + 1;
        }
        return std::max(m_file.behindStatement(at), at + 1);
    }

    /// `if CONDITION then STATEMENT [else STATEMENT]`
    std::size_t condition(std::size_t at) {
        while (!m_file.is(at, "then")) {
            if (m_file.tokens()[at].kind == Token::Kind::End) {
                fail(at, "A `then` is missing");
                return at;
            }
            ++at;
        }
        at = statement(at + 1, std::nullopt);
        return m_file.is(at, "else") ? statement(at + 1, std::nullopt) : at;
    }

    std::optional<PrependStatement> prependAt(std::size_t at) const {
        const auto phrase = [&](std::initializer_list<std::string_view> words) {
            auto next = at;
            return std::all_of(words.begin(), words.end(),
                               [&](auto word) { return m_file.is(next++, word); });
        };
        std::size_t as = 0;
        if (phrase({"bgp_path", ".", "prepend", "("}))
            as = at + 4;
        else if (phrase({"bgp_path", "=", "prepend", "(", "bgp_path", ","}) ||
                 phrase({"bgp_path", "=", "bgp_path", ".", "prepend", "("}))
            as = at + 6;
        if (as == 0 || !isLocalAs(as) || !m_file.is(as + 1, ")") || !m_file.is(as + 2, ";"))
            return std::nullopt;
        return PrependStatement{at, as + 2};
    }

    bool isLocalAs(std::size_t at) const {
        const auto& token = m_file.tokens()[at];
        const auto named = m_file.numbers().find(token.text);
        return (token.kind == Token::Kind::Number && token.number == m_localAs) ||
               (token.kind == Token::Kind::Word && named != m_file.numbers().end() &&
                named->second == m_localAs);
    }

    /// What else has to do with the path.
    void checkForeign(std::size_t at) {
        const bool known =
            std::any_of(m_outline.prepends.begin(), m_outline.prepends.end(),
                        [&](const PrependStatement& one) { return at >= one.first && at <= one.last; });
        if (known)
            return;
        if (m_file.is(at, "bgp_path") || m_file.is(at, "prepend"))
            fail(at,
                 fmt::format("The path is used otherwise than to prepend AS {} here: change the number of "
                             "prepends by hand",
                             m_localAs));
        const auto& token = m_file.tokens()[at];
        if (token.kind == Token::Kind::Word && m_file.is(at + 1, "(") &&
            m_file.pathFunctions().contains(token.text))
            fail(at,
                 fmt::format("The function `{}` has to do with the path: change the number of prepends by "
                             "hand",
                             token.text));
    }

    const FileOutline& m_file;
    AsNumber m_localAs;
    FilterOutline m_outline;
    std::optional<std::size_t> m_block;
    std::optional<ConfigError> m_error;
};

} // namespace

tl::expected<FilterOutline, ConfigError> outlineFilter(const FileOutline& file, std::size_t body,
                                                       AsNumber localAs) {
    return Outliner(file, localAs).filter(body);
}

} // namespace understudy::bird
