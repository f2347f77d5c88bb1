// understudyd as this program brings it along: the files beside it, and its service.
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/ops/setup/plan.h"

namespace understudy::ops {

/// From `folder`, where understudyd and understudyc are. The service's files are changed to start it from
/// where a set-up puts it.
base::Result<SpeakerBundle> loadSpeakerBundle(const std::string& folder);

} // namespace understudy::ops
