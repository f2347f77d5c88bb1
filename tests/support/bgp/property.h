// Properties by rapidcheck, with the same cases in every run.
#pragma once

#include <cstdlib>
#include <string>
#include <utility>

#include <rapidcheck.h>

namespace understudy::test {

/// Whether the property holds for 200 cases; RC_PARAMS in the environment asks for others.
template <typename Property>
bool holds(const std::string& description, Property&& property) {
    setenv("RC_PARAMS", "seed=1 max_success=200", 0);
    return rc::check(description, std::forward<Property>(property));
}

} // namespace understudy::test
