#include "core/ops/shown_diff.h"

#include <fmt/format.h>

#include "core/base/line_diff.h"
#include "core/bird/config_error.h"

namespace understudy::ops {
namespace {

/// A line as it may be shown: what follows the word `password`, and strings that may be one, are blanked.
std::string shownAt(std::string_view text, std::size_t index) {
    const auto shown = bird::shownLine(text, {"", static_cast<std::uint32_t>(index + 1), 1});
    return shown.substr(0, shown.find('\n'));
}

std::string range(const base::DiffHunk& hunk, base::DiffLine::Kind other,
                  std::size_t base::DiffLine::*index) {
    std::size_t count = 0;
    std::size_t first = 0;
    for (const auto& line : hunk) {
        if (line.kind == other)
            continue;
        if (count++ == 0)
            first = line.*index + 1;
    }
    return count == 1 ? fmt::format("{}", first) : fmt::format("{},{}", first, count);
}

} // namespace

std::vector<std::string> shownDiff(std::string_view before, std::string_view after) {
    using Kind = base::DiffLine::Kind;
    std::vector<std::string> lines;
    for (const auto& hunk : base::lineDiff(before, after)) {
        lines.push_back(fmt::format("@@ -{} +{} @@", range(hunk, Kind::Added, &base::DiffLine::before),
                                    range(hunk, Kind::Removed, &base::DiffLine::after)));
        for (const auto& line : hunk) {
            const bool added = line.kind == Kind::Added;
            const auto* sign = added ? "+" : line.kind == Kind::Removed ? "-" : " ";
            lines.push_back(sign + (added ? shownAt(after, line.after) : shownAt(before, line.before)));
        }
    }
    return lines;
}

} // namespace understudy::ops
