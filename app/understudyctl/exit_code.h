// What understudyctl's exit status means.
#pragma once

namespace understudy::ctl {

inline constexpr int exitFine = 0;
inline constexpr int exitNotSo = 1;    ///< what was asked for is not so
inline constexpr int exitUsage = 2;    ///< usage, or a bad file
inline constexpr int exitNotAsked = 3; ///< an instance could not be asked

} // namespace understudy::ctl
