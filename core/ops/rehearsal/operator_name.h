// Who rehearses, as the lock on the nodes and the report tell it.
#pragma once

#include <string>

namespace understudy::ops {

/// `user@host` of this process.
std::string operatorName();

} // namespace understudy::ops
