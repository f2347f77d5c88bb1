// What differs between two texts, line by line.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace understudy::base {

struct DiffLine {
    enum class Kind { Same, Removed, Added };

    Kind kind = Kind::Same;
    std::size_t before = 0; ///< the line's index in the old text, from 0; of Same and Removed
    std::size_t after = 0;  ///< the line's index in the new text, from 0; of Same and Added

    friend bool operator==(const DiffLine&, const DiffLine&) = default;
};

/// A run of changed lines with what surrounds them.
using DiffHunk = std::vector<DiffLine>;

/// The differences of lines(before) and lines(after), with up to `context` lines that are the same around
/// each. None: the lines are the same. Memory and time grow with the product of the lengths of what differs;
/// beyond 4,000 lines on either side that is told as removed as a whole and added anew.
std::vector<DiffHunk> lineDiff(std::string_view before, std::string_view after, std::size_t context = 3);

} // namespace understudy::base
