// Words for a POSIX shell.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace understudy::ops::ssh {

/// `word` as one word of a POSIX shell, whatever it holds: in single quotes. An error when it holds a NUL,
/// which no argument can.
base::Result<std::string> shellQuote(std::string_view word);

} // namespace understudy::ops::ssh
