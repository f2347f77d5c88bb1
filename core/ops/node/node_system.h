// Which system a node runs, where its programs differ.
#pragma once

#include <cstdint>

namespace understudy::ops {

enum class NodeSystem : std::uint8_t { Linux, FreeBsd };

} // namespace understudy::ops
