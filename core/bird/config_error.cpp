#include "core/bird/config_error.h"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/bird/characters.h"

namespace understudy::bird {
namespace {

constexpr std::size_t maxShownBytes = 160;
constexpr std::string_view mask = "***";

/// A string after one of these holds nothing secret.
constexpr std::array harmless{"interface", "log",   "syslog",   "name",    "timeformat",  "base",
                              "route",     "via",   "protocol", "include", "description", "exec",
                              "http",      "print", "printn",   "proto",   "ifname",      "accept",
                              "reject",    "vrf",   "hostname"};

bool isPassword(std::string_view word) {
    constexpr std::array secrets{"password", "passwords", "secret", "key"};
    return std::any_of(secrets.begin(), secrets.end(), [&](std::string_view secret) {
        return std::equal(word.begin(), word.end(), secret.begin(), secret.end(),
                          [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    });
}

/// Hidden bytes [begin, end) of a text.
struct Span {
    std::size_t begin;
    std::size_t end;
};

/// The end of the first word in [begin, end) that announces a secret, wherever it stands: a quotation mark
/// that was forgotten must not turn a password into plain words.
std::optional<std::size_t> secretWord(std::string_view text, std::size_t begin, std::size_t end) {
    while (begin < end) {
        auto next = begin + 1;
        if (isWordCharacter(text[begin])) {
            while (next < end && isWordCharacter(text[next]))
                ++next;
            if (isPassword(text.substr(begin, next - begin)))
                return next;
        }
        begin = next;
    }
    return std::nullopt;
}

/// Goes through a text nearly as the lexer does, but takes anything.
class Veil {
public:
    explicit Veil(std::string_view text) : m_text(text) {}

    void goTo(std::size_t end) {
        while (m_at < end)
            step();
    }
    /// Whether the statement here has had the word `password`.
    bool secret() const { return m_secret; }
    /// Strings that are not known to be harmless, in their order.
    const std::vector<Span>& hidden() const { return m_hidden; }

private:
    void step() {
        const auto rest = m_text.substr(m_at);
        if (rest.front() == '#') {
            m_at = std::min(m_text.find('\n', m_at), m_text.size());
        } else if (rest.starts_with("/*")) {
            m_at = std::min(m_text.find("*/", m_at + 2), m_text.size() - 2) + 2;
        } else if (rest.front() == '"') {
            string();
        } else if (isWordCharacter(rest.front())) {
            word();
        } else {
            if (rest.front() == ';' || rest.front() == '{' || rest.front() == '}')
                m_secret = m_harmless = false;
            ++m_at;
        }
    }

    void string() {
        const auto begin = m_at + 1;
        const auto end = std::min({m_text.find('"', begin), m_text.find('\n', begin), m_text.size()});
        if (!m_harmless && begin < end)
            m_hidden.push_back({begin, end});
        m_secret = m_secret || secretWord(m_text, begin, end);
        m_at = end < m_text.size() && m_text[end] == '"' ? end + 1 : end;
    }

    void word() {
        const auto begin = m_at;
        while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
            ++m_at;
        const auto word = m_text.substr(begin, m_at - begin);
        m_secret = m_secret || isPassword(word);
        m_harmless = m_harmless || std::find(harmless.begin(), harmless.end(), word) != harmless.end();
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_secret = false;
    bool m_harmless = false;
    std::vector<Span> m_hidden;
};

struct Bounds {
    std::size_t begin;
    std::size_t end;
};

Bounds lineBounds(std::string_view text, std::uint32_t number) {
    std::size_t begin = 0;
    for (std::uint32_t line = 1; line < number && begin < text.size(); ++line)
        begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
    return {begin, std::min(text.find('\n', begin), text.size())};
}

/// What of the line must not be shown, in order, without overlaps.
std::vector<Span> hiddenOf(std::string_view text, const Bounds& line) {
    Veil veil(text);
    veil.goTo(line.begin);
    if (veil.secret())
        return {{line.begin, line.end}};
    veil.goTo(line.end);
    const auto secret = secretWord(text, line.begin, line.end);
    std::vector<Span> ranges;
    for (const auto& range : veil.hidden()) {
        if (range.end > line.begin && (!secret || range.end <= *secret))
            ranges.push_back(range);
    }
    if (secret && *secret < line.end)
        ranges.push_back({*secret, line.end});
    return ranges;
}

bool continuesCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

bool isHidden(std::string_view text, const Place& place) {
    const auto line = lineBounds(text, place.line);
    const auto at = line.begin + place.column - 1;
    const auto ranges = hiddenOf(text, line);
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Span& range) { return range.begin <= at + 1 && at < range.end; });
}

std::string shownLine(std::string_view text, const Place& place) {
    const auto line = lineBounds(text, place.line);
    const auto column = line.begin + place.column - 1;
    const auto hidden = hiddenOf(text, line);
    std::string shown;
    std::string caret;
    bool pointed = false;
    auto range = hidden.begin();
    for (std::size_t at = line.begin; at < line.end && shown.size() < maxShownBytes;) {
        const bool veiled = range != hidden.end() && range->begin <= at;
        const auto next = veiled ? std::max(range->end, at + 1) : at + 1;
        pointed = pointed || (column >= at && column < next);
        if (!pointed)
            caret.append(veiled ? mask.size() : continuesCharacter(text[at]) ? 0 : 1, ' ');
        if (veiled) {
            shown += mask;
            ++range;
        } else {
            shown += text[at] == '\t' ? ' ' : text[at];
        }
        at = next;
    }
    return base::sanitized(shown, 2 * maxShownBytes) + '\n' + caret + '^';
}

std::string toLine(const ConfigError& error) {
    return base::sanitized(
        fmt::format("{}:{}:{} {}", error.place.file, error.place.line, error.place.column, error.what), 1024);
}

std::string toString(const ConfigError& error) {
    return error.sourceLine.empty() ? toLine(error) : toLine(error) + '\n' + error.sourceLine;
}

} // namespace understudy::bird
