#include "core/bird/file_outline.h"

#include <utility>

#include <fmt/format.h>

namespace understudy::bird {

namespace {

bool isNameLike(const Token& token) {
    return token.kind == Token::Kind::Word || token.kind == Token::Kind::QuotedWord;
}

} // namespace

tl::expected<FileOutline, ConfigError> FileOutline::of(const std::string& fileName, std::string_view text) {
    FileOutline file;
    const auto skipIncludes = [&](const std::string&, const std::string&) {
        file.m_includesOthers = true;
        return base::Result<std::vector<IncludedFile>>{};
    };
    auto tokens = tokenize(fileName, text, skipIncludes);
    if (!tokens)
        return tl::make_unexpected(tokens.error());
    file.m_tokens = std::move(*tokens);

    std::vector<std::size_t> lines{0};
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n')
            lines.push_back(i + 1);
    }
    for (const auto& token : file.tokens())
        file.m_offsets.push_back(lines[token.line - 1] + token.column - 1);

    ConfigError error;
    if (!file.matchBraces(error))
        return tl::make_unexpected(std::move(error));
    for (std::size_t at = 0; at + 1 < file.tokens().size(); at = file.behindStatement(at))
        file.statement(at);
    return file;
}

bool FileOutline::is(std::size_t at, std::string_view word) const {
    if (at >= tokens().size())
        return false;
    const auto& token = tokens()[at];
    return (token.kind == Token::Kind::Word || token.kind == Token::Kind::Punctuation) && token.text == word;
}

bool FileOutline::matchBraces(ConfigError& error) {
    std::vector<std::size_t> open;
    for (std::size_t at = 0; at < tokens().size(); ++at) {
        if (is(at, "{")) {
            open.push_back(at);
        } else if (is(at, "}")) {
            if (open.empty()) {
                error = errorAt(at, "This `}` ends nothing");
                return false;
            }
            m_closing[open.back()] = at;
            open.pop_back();
        }
    }
    if (!open.empty())
        error = errorAt(open.back(), "This block does not end");
    return open.empty();
}

std::size_t FileOutline::behindStatement(std::size_t at) const {
    const auto last = tokens().size() - 1;
    while (at < last) {
        if (is(at, ";"))
            return at + 1;
        if (is(at, "}"))
            return at;
        if (is(at, "{")) {
            at = closing(at) + 1;
            // A set or a prefix pattern goes on; a block is the end.
            if (is(at, ";"))
                return at + 1;
            if (at >= last || is(at, "}") || tokens()[at].kind == Token::Kind::Word)
                return at;
            continue;
        }
        ++at;
    }
    return last;
}

void FileOutline::statement(std::size_t at) {
    if (is(at, "protocol") && is(at + 1, "bgp")) {
        section(at, m_protocols);
    } else if (is(at, "template") && is(at + 1, "bgp")) {
        section(at, m_templates);
    } else if (is(at, "filter") && isNameLike(tokens()[at + 1])) {
        m_filters[tokens()[at + 1].text] = {at, at + 2};
    } else if (is(at, "define") && is(at + 2, "=") && is(at + 4, ";") &&
               tokens()[at + 3].kind == Token::Kind::Number) {
        m_numbers[tokens()[at + 1].text] = tokens()[at + 3].number;
    } else if (is(at, "function")) {
        const auto end = behindStatement(at);
        for (auto inside = at; inside < end; ++inside) {
            if (is(inside, "bgp_path") || is(inside, "prepend"))
                m_pathFunctions[tokens()[at + 1].text] = inside;
        }
    }
}

/// `protocol bgp [NAME] [from NAME] {`
void FileOutline::section(std::size_t at, std::vector<Section>& into) {
    Section section;
    section.at = at;
    auto next = at + 2;
    const bool hasName = next < tokens().size() && isNameLike(tokens()[next]) && !is(next, "from");
    section.name = hasName ? tokens()[next++].text : fmt::format("bgp{}", ++m_unnamed);
    if (is(next, "from") && next + 1 < tokens().size()) {
        section.from = tokens()[next + 1].text;
        next += 2;
    }
    if (!is(next, "{"))
        return;
    section.open = next;
    section.close = closing(next);
    into.push_back(std::move(section));
}

std::size_t FileOutline::end(std::size_t at) const {
    const auto& token = tokens()[at];
    const bool quoted = token.kind == Token::Kind::QuotedWord || token.kind == Token::Kind::Text;
    return offset(at) + token.text.size() + (quoted ? 2 : 0);
}

std::string FileOutline::slice(std::size_t first, std::size_t last) const {
    return text().substr(offset(first), end(last) - offset(first));
}

std::size_t FileOutline::lineStart(std::size_t at) const {
    const auto before = offset(at) == 0 ? std::string::npos : text().rfind('\n', offset(at) - 1);
    return before == std::string::npos ? 0 : before + 1;
}

bool FileOutline::startsLine(std::size_t at) const {
    const auto start = lineStart(at);
    return text().find_first_not_of(" \t", start) == offset(at);
}

std::string FileOutline::indentOf(std::size_t at) const {
    const auto start = lineStart(at);
    return text().substr(start, text().find_first_not_of(" \t", start) - start);
}

} // namespace understudy::bird
