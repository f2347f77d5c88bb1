// Differences between two texts of a speaker's configuration, as they may be shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace understudy::ops {

/// Lines as `diff -u` prints them, without the names of files; every password is `***`.
std::vector<std::string> shownDiff(std::string_view before, std::string_view after);

} // namespace understudy::ops
