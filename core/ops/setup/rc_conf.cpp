#include "core/ops/setup/rc_conf.h"

#include <fmt/format.h>

namespace understudy::ops {
namespace {

/// Of the assignment that begins at `begin` and whose value begins at `at`.
RcValue readValue(std::string_view text, std::size_t begin, std::size_t at) {
    const auto line = text.substr(at, text.find('\n', at) - at);
    const char quote = line.empty() ? '\0' : line.front();
    if (quote != '"' && quote != '\'') {
        const auto length = std::min(line.find_first_of(" \t;#"), line.size());
        const auto word = line.substr(0, length);
        return {std::string{word}, word.find_first_of("$`\\\"'") == std::string_view::npos, begin,
                at + length};
    }
    const auto close = line.find(quote, 1);
    if (close == std::string_view::npos)
        return {std::string{line}, false, begin, at + line.size()};
    const auto inner = line.substr(1, close - 1);
    const auto after = close + 1 < line.size() ? line[close + 1] : '\n';
    const bool ends = after == '\n' || after == ' ' || after == '\t' || after == ';' || after == '#';
    const bool expands = quote == '"' && inner.find_first_of("$`\\") != std::string_view::npos;
    return {std::string{inner}, ends && !expands, begin, at + close + 1};
}

} // namespace

std::optional<RcValue> findRcValue(std::string_view text, std::string_view name) {
    std::optional<RcValue> last;
    std::size_t start = 0;
    while (start < text.size()) {
        const auto first = text.find_first_not_of(" \t", start);
        const auto rest = first == std::string_view::npos ? std::string_view{} : text.substr(first);
        if (rest.starts_with(name) && rest.substr(name.size()).starts_with('='))
            last = readValue(text, first, first + name.size() + 1);
        const auto end = text.find('\n', start);
        start = end == std::string_view::npos ? text.size() : end + 1;
    }
    return last;
}

std::string withRcValue(std::string_view text, std::string_view name, std::string_view value) {
    const auto assignment = fmt::format("{}=\"{}\"", name, value);
    const auto there = findRcValue(text, name);
    std::string changed{text};
    if (there && there->isPlain)
        return changed.replace(there->begin, there->end - there->begin, assignment);
    if (!changed.empty() && changed.back() != '\n')
        changed += '\n';
    return changed + assignment + '\n';
}

} // namespace understudy::ops
