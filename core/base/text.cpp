#include "core/base/text.h"

#include <algorithm>
#include <cstdint>

namespace understudy::base {
namespace {

constexpr std::string_view blanks = " \t\r\n\v\f";

/// Length of the well-formed UTF-8 character at the front, 0 if there is none (RFC 3629 section 4).
std::size_t utf8Length(std::string_view text) {
    const auto byte = [&](std::size_t i) {
        return static_cast<std::uint8_t>(text[i]);
    };
    const auto lead = byte(0);
    if (lead < 0x80)
        return 1;
    const std::size_t length = lead >= 0xc2 && lead <= 0xdf   ? 2
                               : (lead & 0xf0) == 0xe0        ? 3
                               : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                              : 0;
    if (length == 0 || text.size() < length)
        return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    }
    const auto second = byte(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool outside = (lead == 0xed && second > 0x9f) || (lead == 0xf4 && second > 0x8f);
    return overlong || outside ? 0 : length;
}

bool isControl(std::string_view character) {
    const auto first = static_cast<std::uint8_t>(character[0]);
    if (character.size() == 1)
        return first < 0x20 || first == 0x7f;
    // C1 controls and the bidirectional overrides that could make a line read as something else.
    return (first == 0xc2 && static_cast<std::uint8_t>(character[1]) < 0xa0) ||
           (character >= "\u202a" && character <= "\u202e") ||
           (character >= "\u2066" && character <= "\u2069");
}

} // namespace

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> result;
    for (auto rest = trimmed(text); !rest.empty(); rest = trimmed(rest)) {
        const auto end = std::min(rest.find_first_of(blanks), rest.size());
        result.push_back(rest.substr(0, end));
        rest.remove_prefix(end);
    }
    return result;
}

std::vector<std::string_view> lines(std::string_view text) {
    std::vector<std::string_view> result;
    while (!text.empty()) {
        const auto end = text.find('\n');
        auto line = text.substr(0, end);
        if (!line.empty() && line.back() == '\r')
            line.remove_suffix(1);
        result.push_back(line);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return result;
}

bool fitsPattern(std::string_view text, std::string_view pattern) {
    std::size_t at = 0;
    std::size_t inPattern = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (at < text.size()) {
        if (inPattern < pattern.size() && pattern[inPattern] == '*') {
            star = inPattern++;
            resume = at;
        } else if (inPattern < pattern.size() &&
                   (pattern[inPattern] == '?' || pattern[inPattern] == text[at])) {
            ++at;
            ++inPattern;
        } else if (star != std::string_view::npos) {
            inPattern = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', inPattern) == std::string_view::npos;
}

std::string sanitized(std::string_view text, std::size_t maxBytes) {
    std::string result;
    while (!text.empty()) {
        const auto length = utf8Length(text);
        const auto character = text.substr(0, length == 0 ? 1 : length);
        const std::string_view shown = length == 0 || isControl(character) ? "?" : character;
        if (result.size() + shown.size() > maxBytes)
            break;
        result += shown;
        text.remove_prefix(character.size());
    }
    return result;
}

} // namespace understudy::base
