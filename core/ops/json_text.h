// A JSON file's text, from whoever wrote it.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "core/base/result.h"

namespace understudy::ops {

/// `SOURCE:LINE: not valid JSON: expected EXPECTED; ...` for anything that cannot be parsed, numbers that no
/// machine holds included.
base::Result<nlohmann::ordered_json> parseJson(const std::string& text, const std::string& source,
                                               const std::string& expected);

/// The whole file, when it is no larger than `maxSize` bytes. `what` names its kind in the error.
base::Result<std::string> readTextFile(const std::string& path, std::int64_t maxSize,
                                       const std::string& what);

/// Replaces the file as a whole: the old one or the new one, never a part.
base::Result<void> saveTextFile(const std::string& path, const std::string& text);

} // namespace understudy::ops
