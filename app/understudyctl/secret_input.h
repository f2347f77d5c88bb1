// A secret on standard input.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/base/secret.h"

namespace understudy::ctl {

/// The one line on standard input; on a terminal it is asked for with `question`, twice, and not shown. An
/// error when there is none, more than one line, or something that is no text.
base::Result<base::Secret> readSecret(const std::string& question);

} // namespace understudy::ctl
