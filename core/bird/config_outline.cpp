#include "core/bird/config_outline.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace understudy::bird {
namespace {

using base::failure;
using base::Result;

/// These end with the brace of their block, at the top of a file; everything else ends with a semicolon.
constexpr std::array<std::string_view, 4> endWithBlock{"protocol", "template", "filter", "function"};

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '/';
}

class Scanner {
public:
    Scanner(const std::string& fileName, std::string_view text, std::size_t begin, std::size_t end,
            std::uint32_t line)
        : m_fileName(fileName), m_text(text.substr(0, end)), m_at(begin), m_line(line) {}

    Result<std::vector<ConfigStatement>> statements(bool top) {
        std::vector<ConfigStatement> found;
        while (true) {
            if (const auto skipped = skipBlanks(); !skipped)
                return tl::make_unexpected(skipped.error());
            if (m_at == m_text.size())
                return found;
            if (m_text[m_at] == ';') {
                ++m_at;
                continue;
            }
            auto statement = next(top);
            if (!statement)
                return tl::make_unexpected(statement.error());
            found.push_back(*std::move(statement));
        }
    }

private:
    tl::unexpected<base::Error> wrong(std::uint32_t line, std::string_view what) const {
        return failure(fmt::format("{}:{}: {}", m_fileName, line, what));
    }

    Result<ConfigStatement> next(bool top) {
        ConfigStatement statement;
        statement.begin = m_at;
        statement.line = m_line;
        while (true) {
            if (const auto skipped = skipBlanks(); !skipped)
                return tl::make_unexpected(skipped.error());
            if (m_at == m_text.size())
                return wrong(statement.line, "this statement has no end");
            const auto token = take();
            if (!token)
                return tl::make_unexpected(token.error());
            if (*token == ";")
                break;
            if (*token == "}")
                return wrong(m_line, "a brace is closed that was not opened");
            if (*token != "{") {
                if (!statement.hasBlock)
                    statement.words.emplace_back(*token);
                continue;
            }
            const bool first = !statement.hasBlock;
            if (first)
                statement.bodyBegin = m_at;
            statement.hasBlock = true;
            const auto closed = closeBrace();
            if (!closed)
                return tl::make_unexpected(closed.error());
            if (first)
                statement.bodyEnd = m_at - 1;
            if (top && !statement.words.empty() &&
                std::find(endWithBlock.begin(), endWithBlock.end(), statement.words.front()) !=
                    endWithBlock.end())
                break;
        }
        statement.end = m_at;
        return statement;
    }

    /// Past the brace that closes the one before here.
    Result<void> closeBrace() {
        const auto opened = m_line;
        for (int depth = 1; depth > 0;) {
            if (const auto skipped = skipBlanks(); !skipped)
                return skipped;
            if (m_at == m_text.size())
                return wrong(opened, "this brace is not closed");
            const auto token = take();
            if (!token)
                return tl::make_unexpected(token.error());
            depth += *token == "{" ? 1 : *token == "}" ? -1 : 0;
        }
        return {};
    }

    Result<std::string_view> take() {
        const auto begin = m_at;
        const char c = m_text[m_at++];
        if (c == '"' || c == '\'') {
            const auto end = m_text.find_first_of(c == '"' ? "\"\n" : "'\n", m_at);
            if (end == std::string_view::npos || m_text[end] == '\n')
                return wrong(m_line, "a quotation mark is not closed");
            m_at = end + 1;
        } else if (isWordCharacter(c)) {
            // A comment begins with a slash, too.
            while (m_at < m_text.size() && isWordCharacter(m_text[m_at]) && m_text.substr(m_at, 2) != "/*")
                ++m_at;
        }
        return m_text.substr(begin, m_at - begin);
    }

    /// Blanks, line ends and comments.
    Result<void> skipBlanks() {
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (c == '\n') {
                ++m_line;
                ++m_at;
            } else if (c == ' ' || c == '\t' || c == '\r') {
                ++m_at;
            } else if (c == '#') {
                m_at = std::min(m_text.find('\n', m_at), m_text.size());
            } else if (m_text.substr(m_at, 2) == "/*") {
                const auto end = m_text.find("*/", m_at + 2);
                if (end == std::string_view::npos)
                    return wrong(m_line, "a comment is not closed");
                m_line += static_cast<std::uint32_t>(
                    std::count(m_text.begin() + static_cast<std::ptrdiff_t>(m_at),
                               m_text.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
                m_at = end + 2;
            } else {
                break;
            }
        }
        return {};
    }

    const std::string& m_fileName;
    std::string_view m_text;
    std::size_t m_at;
    std::uint32_t m_line;
};

} // namespace

bool ConfigStatement::startsWith(std::initializer_list<std::string_view> first) const {
    return first.size() <= words.size() && std::equal(first.begin(), first.end(), words.begin());
}

Result<std::vector<ConfigStatement>> outlineConfig(const std::string& fileName, std::string_view text) {
    return Scanner(fileName, text, 0, text.size(), 1).statements(true);
}

Result<std::vector<ConfigStatement>> outlineBlock(const std::string& fileName, std::string_view text,
                                                  const ConfigStatement& statement) {
    const auto line =
        1 + static_cast<std::uint32_t>(std::count(
                text.begin(), text.begin() + static_cast<std::ptrdiff_t>(statement.bodyBegin), '\n'));
    return Scanner(fileName, text, statement.bodyBegin, statement.bodyEnd, line).statements(false);
}

} // namespace understudy::bird
