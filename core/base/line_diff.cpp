#include "core/base/line_diff.h"

#include <algorithm>
#include <cstdint>
#include <span>

#include "core/base/text.h"

namespace understudy::base {
namespace {

using Lines = std::span<const std::string_view>;
using Kind = DiffLine::Kind;

constexpr std::size_t longest = 4000;

/// Lengths of the longest common subsequences of all pairs of ends.
class Lengths {
public:
    Lengths(Lines before, Lines after) : m_width(after.size() + 1), m_lengths((before.size() + 1) * m_width) {
        for (auto b = before.size(); b-- > 0;) {
            for (auto a = after.size(); a-- > 0;) {
                at(b, a) = before[b] == after[a] ? static_cast<std::uint16_t>(at(b + 1, a + 1) + 1)
                                                 : std::max(at(b + 1, a), at(b, a + 1));
            }
        }
    }
    std::uint16_t& at(std::size_t before, std::size_t after) { return m_lengths[before * m_width + after]; }

private:
    std::size_t m_width;
    std::vector<std::uint16_t> m_lengths;
};

/// The differing middle of both texts, whose lines begin at `start`.
void diffMiddle(Lines before, Lines after, std::size_t start, std::vector<DiffLine>& script) {
    std::size_t b = 0;
    std::size_t a = 0;
    const auto remove = [&] {
        script.push_back({Kind::Removed, start + b++, 0});
    };
    const auto add = [&] {
        script.push_back({Kind::Added, 0, start + a++});
    };
    if (before.size() <= longest && after.size() <= longest) {
        Lengths lengths(before, after);
        while (b < before.size() && a < after.size()) {
            if (before[b] == after[a]) {
                script.push_back({Kind::Same, start + b, start + a});
                ++b;
                ++a;
            } else if (lengths.at(b + 1, a) >= lengths.at(b, a + 1)) {
                remove();
            } else {
                add();
            }
        }
    }
    while (b < before.size())
        remove();
    while (a < after.size())
        add();
}

std::vector<DiffLine> editScript(Lines before, Lines after) {
    const auto shorter = std::min(before.size(), after.size());
    std::size_t head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    std::size_t tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;
    std::vector<DiffLine> script;
    for (std::size_t line = 0; line < head; ++line)
        script.push_back({Kind::Same, line, line});
    diffMiddle(before.subspan(head, before.size() - head - tail),
               after.subspan(head, after.size() - head - tail), head, script);
    for (std::size_t line = tail; line > 0; --line)
        script.push_back({Kind::Same, before.size() - line, after.size() - line});
    return script;
}

} // namespace

std::vector<DiffHunk> lineDiff(std::string_view before, std::string_view after, std::size_t context) {
    const auto oldLines = lines(before);
    const auto newLines = lines(after);
    const auto script = editScript(oldLines, newLines);
    std::vector<DiffHunk> hunks;
    std::size_t shownUpTo = 0;
    for (std::size_t at = 0; at < script.size(); ++at) {
        if (script[at].kind == Kind::Same)
            continue;
        const auto begin = at > context ? at - context : 0;
        if (hunks.empty() || begin > shownUpTo)
            hunks.emplace_back();
        const auto first = std::max(begin, shownUpTo);
        const auto end = std::min(at + 1 + context, script.size());
        for (auto line = first; line < end; ++line)
            hunks.back().push_back(script[line]);
        shownUpTo = end;
    }
    return hunks;
}

} // namespace understudy::base
