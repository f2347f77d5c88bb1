// Reading `ufw status verbose`. What is not understood is Unknown, never Open.
#pragma once

#include <string_view>

#include "core/base/ip.h"
#include "core/ops/setup/survey.h"

namespace understudy::ops {

/// Whether the neighbor's connection to TCP port 179 gets through.
Passage ufwPassage(std::string_view status, const base::IpAddress& neighbor);

} // namespace understudy::ops
