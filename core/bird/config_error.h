// What is wrong with a bird.conf, and where, in a form that is safe to show, to log and to send.
#pragma once

#include <string>
#include <string_view>

#include "core/bird/config.h"

namespace understudy::bird {

/// `what` and `sourceLine` never hold a password: see shownLine().
struct ConfigError {
    Place place;
    std::string what;
    std::string
        sourceLine; ///< as shownLine() returns it, with a caret's line below it; "" where there is none

    friend bool operator==(const ConfigError&, const ConfigError&) = default;
};

/// `FILE:LINE:COLUMN what`, the source line and a caret below the column; without a line end.
std::string toString(const ConfigError& error);

/// `FILE:LINE:COLUMN what`: what follows the code 8002 on the control socket.
std::string toLine(const ConfigError& error);

/// The line of `text` that holds `place`, and under it a line with a caret at the place's column. Strings are
/// replaced by `"***"` unless their statement has a word that introduces nothing secret (`interface`,
/// `log`...), and all that follows the word `password` by `***`, to the end of its line and of its statement.
/// Sanitized; long lines are cut, tabs are shown as one blank.
std::string shownLine(std::string_view text, const Place& place);

/// Whether shownLine() would not show what stands at the place.
bool isHidden(std::string_view text, const Place& place);

} // namespace understudy::bird
