#include "core/bird/config_error.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/base/text.h"

namespace understudy::bird {
namespace {

constexpr std::size_t maxShownBytes = 160;
constexpr std::string_view mask = "***";

/// A string after one of these holds nothing secret.
constexpr std::array harmless{"interface", "log",   "syslog",   "name",    "timeformat",  "base",
                              "route",     "via",   "protocol", "include", "description", "exec",
                              "http",      "print", "printn",   "proto",   "ifname",      "accept",
                              "reject",    "vrf",   "hostname"};

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool isPassword(std::string_view word) {
    constexpr std::array secrets{"password", "passwords", "secret", "key"};
    return std::any_of(secrets.begin(), secrets.end(), [&](std::string_view secret) {
        return std::equal(word.begin(), word.end(), secret.begin(), secret.end(),
                          [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
    });
}

/// The bytes of a text that may be shown. Goes through it as the lexer does, but takes anything.
class Veil {
public:
    explicit Veil(std::string_view text) : m_text(text) {}

    /// Hidden bytes in [begin, end) of the text, as ranges in order that do not overlap.
    struct Range {
        std::size_t begin;
        std::size_t end;
    };
    std::vector<Range> until(std::size_t end) {
        while (m_at < end)
            step();
        return m_hidden;
    }

private:
    void step() {
        const char c = m_text[m_at];
        if (c == '\n') {
            if (m_comment)
                endStatement();
            m_comment = false;
            ++m_at;
        } else if (c == '#') {
            m_comment = true;
            endStatement();
            ++m_at;
        } else if (c == ';' || c == '{' || c == '}') {
            endStatement();
            ++m_at;
        } else if (c == '"') {
            string();
        } else if (isWordCharacter(c)) {
            word();
        } else {
            if (m_secret && c != ' ' && c != '\t')
                hide(m_at, m_at + 1);
            ++m_at;
        }
    }

    void endStatement() {
        m_secret = false;
        m_harmless = false;
    }

    void string() {
        const auto begin = m_at + 1;
        const auto end = std::min({m_text.find('"', begin), m_text.find('\n', begin), m_text.size()});
        if (m_secret || !m_harmless)
            hide(begin, end);
        m_at = end < m_text.size() && m_text[end] == '"' ? end + 1 : end;
    }

    void word() {
        const auto begin = m_at;
        while (m_at < m_text.size() && isWordCharacter(m_text[m_at]))
            ++m_at;
        const auto word = m_text.substr(begin, m_at - begin);
        if (m_secret)
            hide(begin, m_at);
        else if (isPassword(word))
            m_secret = true;
        else if (std::find(harmless.begin(), harmless.end(), word) != harmless.end())
            m_harmless = true;
    }

    void hide(std::size_t begin, std::size_t end) {
        if (begin == end)
            return;
        if (!m_hidden.empty() && m_hidden.back().end == begin)
            m_hidden.back().end = end;
        else
            m_hidden.push_back({begin, end});
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    bool m_comment = false;
    bool m_secret = false;
    bool m_harmless = false;
    std::vector<Range> m_hidden;
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

bool continuesCharacter(char c) {
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

} // namespace

std::string shownLine(std::string_view text, const Place& place) {
    const auto [begin, end] = lineBounds(text, place.line);
    const auto column = begin + place.column - 1;
    std::string shown;
    std::string caret;
    bool pointed = false;
    const auto hidden = Veil(text).until(end);
    auto range =
        std::find_if(hidden.begin(), hidden.end(), [&, b = begin](const auto& r) { return r.end > b; });
    for (std::size_t at = begin; at < end && shown.size() < maxShownBytes;) {
        const bool veiled = range != hidden.end() && range->begin <= at;
        const auto next = veiled ? std::min(range->end, end) : at + 1;
        if (column >= at && column < next)
            pointed = true;
        if (veiled) {
            shown += mask;
            ++range;
        } else {
            shown += text[at] == '\t' ? ' ' : text[at];
        }
        if (!pointed)
            caret.append(veiled ? mask.size() : continuesCharacter(text[at]) ? 0 : 1, ' ');
        at = std::max(next, at + 1);
        while (range != hidden.end() && range->end <= at && range->begin < at)
            ++range;
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
