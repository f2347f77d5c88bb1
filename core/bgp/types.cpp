#include "core/bgp/types.h"

#include <fmt/format.h>

namespace understudy::bgp {

std::string toString(RouterId id) {
    return fmt::format("{}.{}.{}.{}", id.value >> 24, id.value >> 16 & 0xff, id.value >> 8 & 0xff,
                       id.value & 0xff);
}

} // namespace understudy::bgp
