// What understudyctl says on the way: at once, also into a pipe.
#pragma once

#include <cstdio>
#include <string>

#include <fmt/format.h>

namespace understudy::ctl {

inline void say(const std::string& text) {
    fmt::print("{}", text);
    std::fflush(stdout);
}

/// On standard error. Returns `exitCode`, for the caller to return.
inline int complain(const std::string& what, int exitCode) {
    fmt::print(stderr, "understudyctl: {}\n", what);
    return exitCode;
}

} // namespace understudy::ctl
