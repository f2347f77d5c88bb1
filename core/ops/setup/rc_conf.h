// FreeBSD's rc.conf(5): assignments that a shell reads, of which the last one counts.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace understudy::ops {

/// What a variable is set to in the text.
struct RcValue {
    std::string value;     ///< without its quotes; as written where it is not plain
    bool isPlain = true;   ///< nothing in it is expanded, and it ends on its line
    std::size_t begin = 0; ///< of the whole assignment in the text
    std::size_t end = 0;
};

/// The last assignment of the variable; nullopt when there is none.
std::optional<RcValue> findRcValue(std::string_view text, std::string_view name);

/// The text with the variable set to `value`, which holds no quote, `$`, backquote or backslash: in the place
/// of its last assignment where that is plain, else behind everything.
std::string withRcValue(std::string_view text, std::string_view name, std::string_view value);

} // namespace understudy::ops
