// Small helpers for text that comes from outside.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace understudy::base {

/// Without blanks, tabs and line ends at either end.
std::string_view trimmed(std::string_view text);

/// The words between runs of blanks and tabs.
std::vector<std::string_view> words(std::string_view text);

/// The lines, without their "\n" or "\r\n"; a last line without an end counts.
std::vector<std::string_view> lines(std::string_view text);

/// Whether the whole text fits the pattern: `*` is any text, `?` any character. In time of the product of
/// both lengths at most, whatever the pattern.
bool fitsPattern(std::string_view text, std::string_view pattern);

/// Fit to be shown, logged or stored: control characters and bytes that are not UTF-8 become `?`, at most
/// `maxBytes` bytes (never cut inside a character).
std::string sanitized(std::string_view text, std::size_t maxBytes = 4096);

/// The whole of `text` as a decimal number, nothing before or after it; nullopt also when it does not fit.
template <typename Number>
std::optional<Number> toNumber(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

} // namespace understudy::base
