// Words for a POSIX shell.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.h"

namespace understudy::ops::ssh {

/// `word` as one word of a POSIX shell, whatever it holds: in single quotes. An error when it holds a NUL,
/// which no argument can.
base::Result<std::string> shellQuote(std::string_view word);

/// One line that has a POSIX shell run `script`, whatever login shell reads the line: a C shell, root's on
/// FreeBSD before 14, understands neither functions nor `2>`, nor a line end in quotes. `with` goes ahead of
/// that shell, such as "sudo -n -- ". An error when the script holds a NUL.
base::Result<std::string> lineForAnyShell(std::string_view script, std::string_view with = {});

} // namespace understudy::ops::ssh
