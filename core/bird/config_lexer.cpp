#include "core/bird/config_lexer.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/characters.h"

namespace understudy::bird {
namespace {

constexpr int maxIncludeDepth = 8;
constexpr std::size_t maxFiles = 256;
constexpr std::size_t maxTotalBytes = 4 * 1024 * 1024;
constexpr std::size_t maxNameBytes = 64;

constexpr std::string_view single = "={}:;,.()+*/%<>~[]?!|-";
constexpr std::array<std::string_view, 11> doubled{"!=", "!~", "<=", ">=", "&&", "||",
                                                   "->", "++", "..", "[=", "=]"};

bool isHexDigit(char c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

template <typename Predicate>
std::size_t runLength(std::string_view text, Predicate predicate) {
    return static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), predicate) - text.begin());
}

/// Length of the four numbers with dots at the front, 0 if they are not there.
std::size_t dottedLength(std::string_view text) {
    std::size_t length = 0;
    for (int part = 0; part < 4; ++part) {
        if (part > 0) {
            if (length >= text.size() || text[length] != '.')
                return 0;
            ++length;
        }
        const auto digits = runLength(text.substr(length), isDigit);
        if (digits == 0)
            return 0;
        length += digits;
    }
    return length;
}

/// Length of what BIRD takes for an IPv6 address at the front, 0 if there is none.
std::size_t ipv6Length(std::string_view text) {
    const auto run = runLength(text, [](char c) { return isHexDigit(c) || c == ':'; });
    const auto front = text.substr(0, run);
    if (front.find("::") == std::string_view::npos && std::count(front.begin(), front.end(), ':') < 3)
        return 0;
    const auto lastGroup = front.find_last_of(':') + 1;
    const auto dotted = dottedLength(text.substr(lastGroup));
    return dotted != 0 ? lastGroup + dotted : run;
}

class Lexer {
public:
    explicit Lexer(const IncludeReader& reader) : m_reader(reader) {}

    std::optional<ConfigError> file(const std::string& name, std::string text, int depth);
    Tokens finish();

private:
    struct Position {
        std::uint32_t file;
        std::string_view rest;
        std::uint32_t line = 1;
        std::uint32_t column = 1;
        bool lineStart = true;
    };

    bool next(Position& at, int depth);
    bool skipBlockComment(Position& at);
    bool include(Position& at, int depth);
    bool address(Position& at, std::size_t length);
    bool number(Position& at);
    bool quotedWord(Position& at);
    bool string(Position& at);
    void take(Position& at, std::size_t length) {
        at.rest.remove_prefix(length);
        at.column += static_cast<std::uint32_t>(length);
    }
    Token& add(const Position& at, Token::Kind kind, std::string_view text);
    bool fail(const Position& at, std::string what) {
        Token token;
        token.file = at.file;
        token.line = at.line;
        token.column = at.column;
        m_error = m_result.errorAt(token, std::move(what));
        return false;
    }

    const IncludeReader& m_reader;
    Tokens m_result;
    std::size_t m_bytes = 0;
    std::optional<ConfigError> m_error;
};

Token& Lexer::add(const Position& at, Token::Kind kind, std::string_view text) {
    Token token;
    token.kind = kind;
    token.text = text;
    token.file = at.file;
    token.line = at.line;
    token.column = at.column;
    return m_result.tokens.emplace_back(std::move(token));
}

std::optional<ConfigError> Lexer::file(const std::string& name, std::string text, int depth) {
    Position at{.file = static_cast<std::uint32_t>(m_result.files.size()), .rest = {}};
    m_bytes += text.size();
    // The lexer goes through a copy: including a file moves those that are kept for errors.
    const std::string source = text;
    m_result.files.push_back({name, std::move(text)});
    at.rest = source;
    if (m_bytes > maxTotalBytes || m_result.files.size() > maxFiles) {
        fail(at, fmt::format("The configuration is too large: at most {} files and {} bytes in all", maxFiles,
                             maxTotalBytes));
        return m_error;
    }
    while (!at.rest.empty()) {
        if (!next(at, depth))
            return m_error;
    }
    return std::nullopt;
}

Tokens Lexer::finish() {
    const auto& text = m_result.files.front().text;
    const auto lastLine = text.find_last_of('\n') == std::string::npos ? 0 : text.find_last_of('\n') + 1;
    Token end;
    end.line = 1 + static_cast<std::uint32_t>(std::count(text.begin(), text.end(), '\n'));
    end.column = 1 + static_cast<std::uint32_t>(text.size() - lastLine);
    m_result.tokens.push_back(std::move(end));
    return std::move(m_result);
}

bool Lexer::next(Position& at, int depth) {
    const char c = at.rest.front();
    if (c == '\n') {
        at.rest.remove_prefix(1);
        ++at.line;
        at.column = 1;
        at.lineStart = true;
        return true;
    }
    if (isBlank(c)) {
        take(at, 1);
        return true;
    }
    const bool first = std::exchange(at.lineStart, false);
    if (c == '#') {
        take(at, std::min(at.rest.find('\n'), at.rest.size()));
        return true;
    }
    if (at.rest.starts_with("/*"))
        return skipBlockComment(at);
    if (const auto length = ipv6Length(at.rest); length != 0)
        return address(at, length);
    if (isDigit(c)) {
        const auto length = dottedLength(at.rest);
        return length != 0 ? address(at, length) : number(at);
    }
    if (isLetter(c)) {
        const auto length = runLength(at.rest, isWordCharacter);
        if (first && at.rest.substr(0, length) == "include")
            return include(at, depth);
        if (length > maxNameBytes)
            return fail(at, "The name is too long");
        add(at, Token::Kind::Word, at.rest.substr(0, length));
        take(at, length);
        return true;
    }
    if (c == '\'')
        return quotedWord(at);
    if (c == '"')
        return string(at);
    const auto pair = std::find(doubled.begin(), doubled.end(), at.rest.substr(0, 2));
    if (pair == doubled.end() && single.find(c) == std::string_view::npos)
        return fail(at, "Unknown character");
    const std::size_t length = pair != doubled.end() ? 2 : 1;
    add(at, Token::Kind::Punctuation, at.rest.substr(0, length));
    take(at, length);
    return true;
}

bool Lexer::skipBlockComment(Position& at) {
    const auto start = at;
    take(at, 2);
    while (!at.rest.starts_with("*/")) {
        if (at.rest.empty())
            return fail(start, "The comment does not end");
        if (at.rest.starts_with("/*"))
            return fail(at, "A comment inside a comment is not supported");
        const bool newLine = at.rest.front() == '\n';
        take(at, 1);
        if (newLine) {
            ++at.line;
            at.column = 1;
        }
    }
    take(at, 2);
    return true;
}

bool Lexer::include(Position& at, int depth) {
    const auto start = at;
    take(at, std::string_view("include").size());
    take(at, runLength(at.rest, isBlank));
    if (at.rest.empty() || at.rest.front() != '"')
        return fail(at, "After `include` comes a file name in quotation marks");
    take(at, 1);
    const auto length = at.rest.find_first_of("\"\n");
    if (length == std::string_view::npos || at.rest[length] != '"' || length == 0)
        return fail(at, "The file name of `include` is empty or does not end");
    const std::string pattern(at.rest.substr(0, length));
    take(at, length + 1);
    take(at, runLength(at.rest, isBlank));
    if (at.rest.empty() || at.rest.front() != ';')
        return fail(at, "A semicolon is missing after the file name of `include`");
    take(at, 1);
    if (depth >= maxIncludeDepth)
        return fail(start, fmt::format("Files are included more than {} deep", maxIncludeDepth));
    if (!m_reader)
        return fail(start, "`include` is not supported here");
    auto files = m_reader(pattern, m_result.files[at.file].name);
    if (!files)
        return fail(start, base::sanitized(files.error().what, 400));
    for (auto& included : *files) {
        if (auto error = file(included.name, std::move(included.text), depth + 1)) {
            m_error = std::move(error);
            return false;
        }
    }
    return true;
}

bool Lexer::address(Position& at, std::size_t length) {
    const auto text = at.rest.substr(0, length);
    const auto parsed = base::IpAddress::parse(text);
    if (!parsed) {
        const auto& file = m_result.files[at.file];
        const bool hidden = isHidden(file.text, {.file = file.name, .line = at.line, .column = at.column});
        return fail(at, hidden ? "Invalid IP address"
                               : fmt::format("Invalid IP address {}", base::sanitized(text, 64)));
    }
    add(at, Token::Kind::Address, text).address = *parsed;
    take(at, length);
    return true;
}

bool Lexer::number(Position& at) {
    const bool hex = at.rest.starts_with("0x") && at.rest.size() > 2 && isHexDigit(at.rest[2]);
    const std::size_t skipped = hex ? 2 : 0;
    const auto digits =
        at.rest.substr(skipped, hex ? runLength(at.rest.substr(2), isHexDigit) : runLength(at.rest, isDigit));
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
    if (error != std::errc{})
        return fail(at, "The number is out of range");
    const auto length = skipped + digits.size();
    add(at, Token::Kind::Number, at.rest.substr(0, length)).number = value;
    take(at, length);
    return true;
}

bool Lexer::quotedWord(Position& at) {
    const auto start = at;
    take(at, 1);
    const auto length =
        runLength(at.rest, [](char c) { return isWordCharacter(c) || c == '-' || c == '.' || c == ':'; });
    if (at.rest.size() == length || at.rest[length] == '\n')
        return fail(start, "The name in apostrophes does not end");
    if (at.rest[length] != '\'') {
        take(at, length);
        return fail(at, "Invalid character in a name in apostrophes");
    }
    if (length == 0 || length > maxNameBytes)
        return fail(start, "The name is empty or too long");
    add(start, Token::Kind::QuotedWord, at.rest.substr(0, length));
    take(at, length + 1);
    return true;
}

bool Lexer::string(Position& at) {
    const auto start = at;
    take(at, 1);
    const auto length = at.rest.find_first_of(std::string_view("\"\n\0", 3));
    if (length == std::string_view::npos || at.rest[length] == '\n')
        return fail(start, "The string does not end");
    if (at.rest[length] != '"')
        return fail(start, "The string holds a zero byte");
    add(start, Token::Kind::Text, at.rest.substr(0, length));
    take(at, length + 1);
    return true;
}

} // namespace

ConfigError Tokens::errorAt(const Token& token, std::string what) const {
    const auto& file = files[token.file];
    Place place{.file = file.name, .line = token.line, .column = token.column};
    auto line = shownLine(file.text, place);
    return {.place = std::move(place), .what = std::move(what), .sourceLine = std::move(line)};
}

tl::expected<Tokens, ConfigError> tokenize(const std::string& fileName, std::string_view text,
                                           const IncludeReader& reader) {
    Lexer lexer(reader);
    if (auto error = lexer.file(fileName, std::string(text), 0))
        return tl::make_unexpected(std::move(*error));
    return lexer.finish();
}

} // namespace understudy::bird
