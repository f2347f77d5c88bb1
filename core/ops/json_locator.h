// Where in a JSON text the value of a path stands, so that an error can name its line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace understudy::ops {

/// Line (from 1) of the value at `pointer` (RFC 6901, e.g. `/instances/1/ssh/port`), or of the innermost
/// value on the way there that exists. `text` must be valid JSON.
std::size_t lineOfValue(std::string_view text, std::string_view pointer);

/// Line (from 1) of a byte.
std::size_t lineOfOffset(std::string_view text, std::size_t offset);

} // namespace understudy::ops
