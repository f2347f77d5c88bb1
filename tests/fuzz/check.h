// What a fuzz target demands.
#pragma once

#include <cstdlib>
#include <string>

#include "core/base/text.h"

namespace understudy::fuzz {

inline void check(bool holds) {
    if (!holds)
        std::abort();
}

inline void checkClean(const std::string& text) {
    check(base::sanitized(text) == text);
}

} // namespace understudy::fuzz
